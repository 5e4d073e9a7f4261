/** The four ciphers of SMB 3 encryption: AES-128 and AES-256 in CCM and GCM mode.  SP800-38C, SP800-38D, [MS-SMB2] 3.1.4.3 */
import { type CipherGCM, createCipheriv, createDecipheriv, type DecipherCCM, type DecipherGCM } from 'node:crypto';
import { SecurityError } from '../errors.ts';
import { release } from './release.ts';

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

/**
 * Asked with the beginning of a plaintext, and its whole length: where all but the first `headLength` bytes go, which is exactly
 * as long as they are. What it is shown, and what is put there, has not been authenticated yet.
 */
export type PlacePlaintext = (
  beginning: Buffer,
  length: number,
) => { readonly headLength: number; readonly target: Buffer } | undefined;

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
  const ciphertext = [...updates(cipher, pieces)];
  cipher.final();
  return { ciphertext, tag: cipher.getAuthTag() };
}

/**
 * Decrypts `pieces`, which count as one ciphertext, into memory of its own. A plaintext of more than one slice may be placed:
 * then the result is its head. Throws a SecurityError when the tag, of 16 bytes, does not fit the key, the nonce, `aad` and
 * the ciphertext; what has been placed by then is worth nothing.
 */
export function open(
  algorithm: AeadAlgorithm,
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  pieces: readonly Uint8Array[],
  tag: Uint8Array,
  place?: PlacePlaintext,
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
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const [first] = pieces;
  const isShort = first?.length === length && length <= SLICE_SIZE;
  return finish(decipher, isShort ? decipher.update(first) : gather(updates(decipher, pieces), length, place));
}

function finish(decipher: DecipherCCM | DecipherGCM, plaintext: Buffer): Buffer {
  try {
    decipher.final();
  } catch (cause) {
    throw new SecurityError('an encrypted message was tampered with, or its key is another', { cause });
  }
  return plaintext;
}

/** Copies slices to where they belong, each while the processor's cache holds it; the result is the whole, or its head. */
function gather(slices: Iterable<Buffer>, length: number, place: PlacePlaintext | undefined): Buffer {
  let head: Buffer | undefined;
  let target: Buffer | undefined;
  let at = 0;
  for (const slice of slices) {
    if (head === undefined) {
      const placement = place?.(slice, length);
      head = Buffer.allocUnsafe(placement?.headLength ?? length);
      target = placement?.target;
    }
    slice.copy(head, at);
    target?.set(slice.subarray(Math.max(head.length - at, 0)), Math.max(at - head.length, 0));
    at += slice.length;
    release(slice);
  }
  return head ?? Buffer.alloc(0);
}

/** CCM needs its whole input in one update. */
function join(pieces: readonly Uint8Array[]): Uint8Array {
  const [first, ...others] = pieces;
  return first !== undefined && others.length === 0 ? first : Buffer.concat(pieces);
}

function* updates(cipher: CipherGCM | DecipherGCM, pieces: readonly Uint8Array[]): Generator<Buffer> {
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += SLICE_SIZE) {
      yield cipher.update(piece.subarray(at, at + SLICE_SIZE));
    }
  }
}
