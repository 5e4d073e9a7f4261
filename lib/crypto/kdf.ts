/** The key derivation function of SMB 3: SP800-108 in counter mode over HMAC-SHA256.  [MS-SMB2] 3.1.4.2 */
import { createHmac } from 'node:crypto';

/**
 * Derives a key of `bits` bits. Label and context are taken as they are: where the specification ends them with a NUL, the
 * caller passes that NUL too. Both lengths fit one block of HMAC-SHA256, so the counter never gets past 1.
 */
export function deriveKey(key: Uint8Array, label: Uint8Array, context: Uint8Array, bits: 128 | 256): Buffer {
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(1);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bits);
  return createHmac('sha256', key)
    .update(counter)
    .update(label)
    .update(Buffer.alloc(1))
    .update(context)
    .update(length)
    .digest()
    .subarray(0, bits / 8);
}
