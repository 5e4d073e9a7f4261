/** The variable part of a body: found by an offset from the header and a length, which the fixed part holds.  [MS-SMB2] 2.2 */
import { MalformedError, SmbError } from '../errors.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

const MAX_NAME_BYTES = 0xffff;

/**
 * A reader over the `length` bytes at `offset` from the header. To be called when the fixed part has been read: a part that
 * reaches back into it is malformed. An empty part has no place, so its offset is ignored.
 */
export function readBufferField(r: Reader, offset: number, length: number): Reader {
  if (length === 0) return r.take(0);
  if (offset < r.offset) throw new MalformedError(`a variable part at offset ${offset} overlaps the fixed part`);
  return r.at(offset, length);
}

/** Like `readBufferField`, for a view of the bytes themselves. */
export function sliceBufferField(r: Reader, offset: number, length: number): Buffer {
  return readBufferField(r, offset, length).slice(length);
}

/**
 * Writes a name whose length goes into a 16-bit field, and returns that length in bytes. A longer one is refused with
 * ENAMETOOLONG: its length would wrap and so name another file.
 */
export function writeName(w: Writer, name: string): number {
  if (name.length * 2 > MAX_NAME_BYTES) {
    throw new SmbError('ENAMETOOLONG', `a name of ${name.length} characters does not fit a request`);
  }
  return w.utf16(name);
}
