/** What a spec of a hostile peer needs: messages with a few wrong bytes, and their refusal. */
import * as assert from 'uvu/assert';
import { MalformedError } from '../../lib/errors.ts';

/** A copy of `bytes` with `hex` (blanks allowed) in place of what was at `offset`. */
export function overwritten(bytes: Buffer, offset: number, hex: string): Buffer {
  const copy = Buffer.from(bytes);
  const replacement = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  assert.ok(replacement.length > 0 && offset + replacement.length <= bytes.length, 'the replacement lies in the bytes');
  replacement.copy(copy, offset);
  return copy;
}

/** `read` refuses what it is given with a MalformedError, and nothing else. */
export function assertMalformed(read: () => unknown, what?: string): void {
  assert.throws(read, (error: unknown) => error instanceof MalformedError, what);
}
