/** The signature of SMB 2.0.2 and 2.1: the first half of an HMAC-SHA256.  [MS-SMB2] 3.1.4.1 */
import { createHmac } from 'node:crypto';

/** The first 16 bytes of the HMAC-SHA256 of `pieces`, which count as one message. */
export function hmacSha256(key: Uint8Array, pieces: readonly Uint8Array[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const piece of pieces) hmac.update(piece);
  return hmac.digest().subarray(0, 16);
}
