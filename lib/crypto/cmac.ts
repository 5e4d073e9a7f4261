/** AES-128-CMAC, the signature of SMB 3.0 and 3.0.2, made from the AES-CBC of node:crypto.  RFC 4493, SP800-38B */
import { type Cipheriv, createCipheriv } from 'node:crypto';
import { release } from './release.ts';

const BLOCK_SIZE = 16;
const ZERO_IV = Buffer.alloc(BLOCK_SIZE);

/** CBC returns as much as it is given: small slices, released at once, keep that waste in the same memory. */
const SLICE_SIZE = 64 * 1024;

/** Up to this many bytes are copied into one block list: that costs less than one more call into the cipher. */
const SHORT_SIZE = 1024;

/** Signs any number of messages under one key. */
export class AesCmac {
  readonly #key: Buffer;
  /** Masks the last block of a message that ends on a block boundary (K1). */
  readonly #wholeMask: Buffer;
  /** Masks the last block of any other message, once it is padded (K2). */
  readonly #paddedMask: Buffer;
  readonly #tail: Buffer = Buffer.alloc(SHORT_SIZE);

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
    // The tail holds at least the last block, which is masked before it is encrypted. CBC itself makes blocks of the rest.
    const tailLength = length <= SHORT_SIZE ? length : ((length - 1) % BLOCK_SIZE) + 1;
    const tail = this.#tail.subarray(0, Math.max(Math.ceil(tailLength / BLOCK_SIZE), 1) * BLOCK_SIZE);

    const cipher = this.#cipher();
    let ahead = length - tailLength;
    let collected = 0;
    for (const piece of pieces) {
      const end = Math.min(piece.length, ahead);
      for (let at = 0; at < end; at += SLICE_SIZE) {
        release(cipher.update(piece.subarray(at, Math.min(at + SLICE_SIZE, end))));
      }
      ahead -= end;
      tail.set(end === 0 ? piece : piece.subarray(end), collected);
      collected += piece.length - end;
    }

    const padded = collected < tail.length;
    if (padded) tail.fill(0, collected).writeUInt8(0x80, collected);
    const mask = padded ? this.#paddedMask : this.#wholeMask;
    const last = tail.length - BLOCK_SIZE;
    for (let i = 0; i < BLOCK_SIZE; i++) tail[last + i] = (tail[last + i] ?? 0) ^ (mask[i] ?? 0);
    return cipher.update(tail).subarray(last);
  }

  /** Its `update` returns every whole block at once; `final`, which would pad, is never called. */
  #cipher(): Cipheriv {
    return createCipheriv('aes-128-cbc', this.#key, ZERO_IV);
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
