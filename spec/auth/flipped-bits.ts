/** Every message that differs from a given one in a single bit. */

/** `bytes` with one bit changed, once for every bit; with the number of that bit. */
export function* flippedBits(bytes: Buffer): Generator<readonly [changed: Buffer, bit: number]> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    yield [changed, bit];
  }
}
