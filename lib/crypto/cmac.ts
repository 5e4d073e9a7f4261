/** AES-128-CMAC, the signature of SMB 3.0 and 3.0.2, made from the AES-CBC of node:crypto.  RFC 4493, SP800-38B */
import { createCipheriv } from 'node:crypto';

const BLOCK_SIZE = 16;
const ZERO_IV = Buffer.alloc(BLOCK_SIZE);

/** CBC returns as much as it is given: small slices keep that waste in recycled memory. */
const SLICE_SIZE = 64 * 1024;

/** Signs any number of messages under one key. */
export class AesCmac {
  readonly #key: Buffer;
  /** Masks the last block of a message that ends on a block boundary (K1). */
  readonly #wholeMask: Buffer;
  /** Masks the last block of any other message, once it is padded (K2). */
  readonly #paddedMask: Buffer;

  /** `key` has 16 bytes. */
  constructor(key: Uint8Array) {
    this.#key = Buffer.from(key);
    this.#wholeMask = double(this.#cipher().update(ZERO_IV));
    this.#paddedMask = double(this.#wholeMask);
  }

  /** The 16-byte tag of `pieces`, which count as one message and are not joined. */
  sign(pieces: readonly Uint8Array[]): Buffer {
    let length = 0;
    for (const piece of pieces) length += piece.length;
    // The last block, whole or not, is masked before it is encrypted; CBC collects what comes before it into blocks itself.
    const lastLength = length === 0 ? 0 : ((length - 1) % BLOCK_SIZE) + 1;
    let ahead = length - lastLength;
    const last = Buffer.alloc(BLOCK_SIZE);
    let collected = 0;

    const cipher = this.#cipher();
    for (const piece of pieces) {
      const end = Math.min(piece.length, ahead);
      for (let at = 0; at < end; at += SLICE_SIZE) cipher.update(piece.subarray(at, Math.min(at + SLICE_SIZE, end)));
      ahead -= end;
      last.set(piece.subarray(end), collected);
      collected += piece.length - end;
    }
    if (lastLength < BLOCK_SIZE) last[lastLength] = 0x80;
    const mask = lastLength < BLOCK_SIZE ? this.#paddedMask : this.#wholeMask;
    for (const [i, byte] of mask.entries()) last[i] = (last[i] ?? 0) ^ byte;
    return cipher.update(last);
  }

  #cipher(): ReturnType<typeof createCipheriv> {
    return createCipheriv('aes-128-cbc', this.#key, ZERO_IV).setAutoPadding(false);
  }
}

/** Doubles a block in GF(2^128), most significant bit first. */
function double(block: Buffer): Buffer {
  const result = Buffer.alloc(BLOCK_SIZE);
  let carry = 0;
  for (let i = BLOCK_SIZE - 1; i >= 0; i--) {
    const byte = block.readUInt8(i);
    result.writeUInt8(((byte << 1) & 0xff) | carry, i);
    carry = byte >> 7;
  }
  if (carry) result.writeUInt8(result.readUInt8(BLOCK_SIZE - 1) ^ 0x87, BLOCK_SIZE - 1);
  return result;
}
