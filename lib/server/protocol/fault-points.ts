/** Where the faults that were set strike: a request before it is handled, a response before it is sent. */
import { SIGNATURE_OFFSET } from '../../wire/header.ts';
import { STATUS_CANCELLED } from '../../wire/ntstatus.ts';
import { TRANSFORM_SIGNATURE_OFFSET } from '../../wire/transform-header.ts';
import { FRAME_HEADROOM } from '../../wire/writer.ts';
import type { RequestFault } from '../faults.ts';
import type { RequestTask } from './request-task.ts';
import { StatusFailure } from './status-failure.ts';

/** Longer delays than this do not fit a timer: they are as good as for ever. */
const MAX_DELAY = 2 ** 31 - 1;

/** Rejects with STATUS_CANCELLED when the request is cancelled meanwhile. */
export async function holdUp(fault: RequestFault & { readonly kind: 'delay' }, task: RequestTask): Promise<void> {
  if (fault.interim) task.pending();
  await new Promise<void>((resolve, reject) => {
    const { signal } = task;
    const cancelled = (): void => {
      clearTimeout(timer);
      reject(new StatusFailure(STATUS_CANCELLED));
    };
    const timer = fault.milliseconds > MAX_DELAY ? undefined : setTimeout(done, fault.milliseconds);
    function done(): void {
      signal.removeEventListener('abort', cancelled);
      resolve();
    }
    if (signal.aborted) cancelled();
    else signal.addEventListener('abort', cancelled, { once: true });
  });
}

/** Turns a bit of a frame round that is ready to be sent. */
export function corrupt(pieces: readonly Buffer[], part: 'signature' | 'payload', sealed: boolean): void {
  const piece = part === 'signature' ? pieces[0] : pieces.at(-1);
  if (!piece) return;
  const signature = FRAME_HEADROOM + (sealed ? TRANSFORM_SIGNATURE_OFFSET : SIGNATURE_OFFSET);
  const at = part === 'signature' ? signature : piece.length - 1;
  piece.writeUInt8(piece.readUInt8(at) ^ 1, at);
}
