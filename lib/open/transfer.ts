/** Moves a large read or write as a sliding window of requests, so that the pipe stays full.  [MS-SMB2] 3.2.4.6, 3.2.4.7 */
import type { Tree } from '../tree/tree.ts';

/** Payload of one request: larger gains nothing, and holds up the requests of others. */
const CHUNK = 1024 * 1024;

/** Payload to keep in flight for one transfer. */
const WINDOW = 8 * 1024 * 1024;

/** However small the chunks are, no more requests of one transfer than this are in flight. */
const MAX_DEPTH = 64;

/** How a transfer is cut up. */
export interface TransferSizes {
  /** Bytes of one request. */
  readonly chunk: number;
  /** Requests in flight. */
  readonly depth: number;
}

/** What the connection can pay for now, within the server's maximum and the user's wish. */
export function transferSizes(tree: Tree, serverMaximum: number, wanted: number | undefined): TransferSizes {
  const chunk = tree.connection.payloadLimit(Math.min(serverMaximum, wanted ?? CHUNK));
  return { chunk, depth: Math.min(MAX_DEPTH, Math.max(8, Math.ceil(WINDOW / chunk))) };
}

/**
 * Calls `move(start, end)` for consecutive chunks of `[0, length)`, `depth` of them at a time, until all are done, one fails,
 * or one returns false: nothing behind it is started any more. Settles when none is running, so that memory is free again.
 */
export async function slide(
  length: number,
  sizes: TransferSizes,
  move: (start: number, end: number) => Promise<boolean>,
): Promise<void> {
  if (length <= sizes.chunk) {
    if (length > 0) await move(0, length);
    return;
  }
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    while (next < length && !failure) {
      const start = next;
      next = Math.min(length, start + sizes.chunk);
      try {
        if (!(await move(start, next))) next = length;
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  const lanes = Math.min(sizes.depth, Math.ceil(length / sizes.chunk));
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failure) throw failure.error;
}
