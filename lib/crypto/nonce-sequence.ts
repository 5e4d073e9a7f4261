/** Nonces for AES-CCM and AES-GCM that never repeat under one key.  [MS-SMB2] 2.2.41, SP800-38D 8.2 */
import { randomFillSync } from 'node:crypto';
import { SecurityError } from '../errors.ts';

/** The front of a nonce tells apart those who share a key: the channels of one session. */
const CHANNEL_SIZE = 2;

/** Far below the 2^72 counts that the shorter nonce has room for, and more than any connection sends. */
const MAX_NONCES = 2 ** 48;

/**
 * A nonce is `channel` in 2 bytes, then a counter in the remaining 9 or 10 that starts anywhere and goes up by one. Whoever
 * shares a key takes a channel number of its own; should two take the same one nevertheless, such as a channel bound anew
 * after its connection broke, the random starts keep them apart.
 */
export class NonceSequence {
  readonly #nonce: Buffer;
  #left: number;

  /** `size` is 11 (CCM) or 12 (GCM); `channel` is 0 to 65535; after `limit` nonces there are no more. */
  constructor(size: number, channel: number, limit: number = MAX_NONCES) {
    this.#nonce = randomFillSync(Buffer.alloc(size), CHANNEL_SIZE);
    this.#nonce.writeUInt16LE(channel);
    this.#left = limit;
  }

  /** A nonce that was never given out before. Throws a SecurityError when there is none left. */
  next(): Buffer {
    if (this.#left === 0) throw new SecurityError('the nonces of an encryption key are used up');
    this.#left--;
    for (let i = CHANNEL_SIZE; i < this.#nonce.length; i++) {
      const byte = (this.#nonce.readUInt8(i) + 1) & 0xff;
      this.#nonce[i] = byte;
      if (byte !== 0) break;
    }
    return Buffer.from(this.#nonce);
  }
}
