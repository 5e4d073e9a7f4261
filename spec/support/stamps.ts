/** Content that gives away every block that is lost, zeroed, misplaced, or another file's. */

/** Bytes of one block: positions and lengths are whole blocks. */
export const BLOCK = 4096;

/** Every so many bytes of a block its place is repeated: no part of it is anybody else's. */
const STRIDE = 512;

/** What a stamp says: the file's number and the block's place. */
const STAMP = 12;

/** Fills `buffer` with what file `id` holds from byte `position` on. */
export function stamp(buffer: Buffer, id: number, position: number): void {
  if (position % BLOCK !== 0 || buffer.length % BLOCK !== 0) throw new RangeError('not a whole number of blocks');
  buffer.fill(0x80 | (id & 0x7f));
  for (let at = 0; at < buffer.length; at += STRIDE) {
    buffer.writeUInt32LE(id, at);
    buffer.writeDoubleLE(position + at, at + 4);
  }
}

/** Checks content of `stamp` with `scratch`, which is as long; throws an error that says what is wrong where. */
export function assertStamped(buffer: Buffer, id: number, position: number, scratch: Buffer): void {
  const expected = scratch.subarray(0, buffer.length);
  stamp(expected, id, position);
  if (buffer.equals(expected)) return;
  let at = 0;
  while (buffer[at] === expected[at]) at++;
  const part = at - (at % STRIDE);
  const found = buffer.subarray(part, part + STAMP);
  const says = found.every((byte) => byte === 0)
    ? 'zeros'
    : `byte ${found.readDoubleLE(4)} of file ${found.readUInt32LE(0)}`;
  throw new Error(`byte ${position + at} of file ${id} is wrong: there are ${says}`);
}
