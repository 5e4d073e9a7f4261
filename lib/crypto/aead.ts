/** The four ciphers of SMB 3 encryption: AES-128 and AES-256 in CCM and GCM mode.  SP800-38C, SP800-38D, [MS-SMB2] 3.1.4.3 */
import { type CipherGCM, createCipheriv, createDecipheriv, type DecipherCCM, type DecipherGCM } from 'node:crypto';
import { SecurityError } from '../errors.ts';

/** One cipher, and the bytes of its key and nonce. */
export type AeadAlgorithm =
  | {
      readonly mode: 'ccm';
      readonly name: 'aes-128-ccm' | 'aes-256-ccm';
      readonly keySize: number;
      readonly nonceSize: number;
    }
  | {
      readonly mode: 'gcm';
      readonly name: 'aes-128-gcm' | 'aes-256-gcm';
      readonly keySize: number;
      readonly nonceSize: number;
    };

export const AEAD_AES_128_CCM: AeadAlgorithm = { mode: 'ccm', name: 'aes-128-ccm', keySize: 16, nonceSize: 11 };
export const AEAD_AES_128_GCM: AeadAlgorithm = { mode: 'gcm', name: 'aes-128-gcm', keySize: 16, nonceSize: 12 };
export const AEAD_AES_256_CCM: AeadAlgorithm = { mode: 'ccm', name: 'aes-256-ccm', keySize: 32, nonceSize: 11 };
export const AEAD_AES_256_GCM: AeadAlgorithm = { mode: 'gcm', name: 'aes-256-gcm', keySize: 32, nonceSize: 12 };

const TAG_SIZE = 16;

/** Larger updates run at half the speed: their output no longer fits recycled memory. */
const SLICE_SIZE = 64 * 1024;

/** What sealing gives: the ciphertext, as long as the plaintext and in memory of its own, and its 16-byte tag. */
export interface Sealed {
  readonly ciphertext: Buffer[];
  readonly tag: Buffer;
}

/** Encrypts `pieces`, which count as one plaintext, and authenticates them and `aad`. The nonce must never be used again. */
export function seal(
  algorithm: AeadAlgorithm,
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  pieces: readonly Uint8Array[],
): Sealed {
  if (algorithm.mode === 'ccm') {
    const plaintext = join(pieces);
    const cipher = createCipheriv(algorithm.name, key, nonce, { authTagLength: TAG_SIZE });
    cipher.setAAD(aad, { plaintextLength: plaintext.length });
    const ciphertext = [cipher.update(plaintext)];
    cipher.final();
    return { ciphertext, tag: cipher.getAuthTag() };
  }
  const cipher = createCipheriv(algorithm.name, key, nonce);
  cipher.setAAD(aad);
  const ciphertext = update(cipher, pieces);
  cipher.final();
  return { ciphertext, tag: cipher.getAuthTag() };
}

/**
 * Decrypts `pieces`, which count as one ciphertext, into memory of its own. Throws a SecurityError, and gives nothing away,
 * when the tag, of 16 bytes, does not fit the key, the nonce, `aad` and the ciphertext.
 */
export function open(
  algorithm: AeadAlgorithm,
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  pieces: readonly Uint8Array[],
  tag: Uint8Array,
): Buffer {
  if (algorithm.mode === 'ccm') {
    const ciphertext = join(pieces);
    const decipher = createDecipheriv(algorithm.name, key, nonce, { authTagLength: TAG_SIZE });
    decipher.setAuthTag(tag);
    decipher.setAAD(aad, { plaintextLength: ciphertext.length });
    return finish(decipher, decipher.update(ciphertext));
  }
  const decipher = createDecipheriv(algorithm.name, key, nonce, { authTagLength: TAG_SIZE });
  decipher.setAuthTag(tag);
  decipher.setAAD(aad);
  const [first, ...others] = pieces;
  const whole = first !== undefined && others.length === 0;
  return finish(decipher, whole ? decipher.update(first) : Buffer.concat(update(decipher, pieces)));
}

function finish(decipher: DecipherCCM | DecipherGCM, plaintext: Buffer): Buffer {
  try {
    decipher.final();
  } catch (cause) {
    throw new SecurityError('an encrypted message was tampered with, or its key is another', { cause });
  }
  return plaintext;
}

/** CCM needs its whole input in one update. */
function join(pieces: readonly Uint8Array[]): Uint8Array {
  const [first, ...others] = pieces;
  return first !== undefined && others.length === 0 ? first : Buffer.concat(pieces);
}

function update(cipher: CipherGCM | DecipherGCM, pieces: readonly Uint8Array[]): Buffer[] {
  const output: Buffer[] = [];
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += SLICE_SIZE) {
      output.push(cipher.update(piece.subarray(at, at + SLICE_SIZE)));
    }
  }
  return output;
}
