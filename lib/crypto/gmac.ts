/** AES-128-GMAC: the tag of an AES-GCM that authenticates and encrypts nothing.  SP800-38D, RFC 4543, [MS-SMB2] 3.1.4.1 */
import { createCipheriv } from 'node:crypto';

/** The 16-byte tag of `pieces`, which count as one message. The 12-byte nonce must never serve two messages under one key. */
export function aesGmac(key: Uint8Array, nonce: Uint8Array, pieces: readonly Uint8Array[]): Buffer {
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  for (const piece of pieces) cipher.setAAD(piece);
  cipher.final();
  return cipher.getAuthTag();
}
