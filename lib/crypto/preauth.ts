/** The preauthentication integrity hash: a chain of SHA-512 over the messages before a session's keys.  [MS-SMB2] 3.2.5.2, 3.2.5.3 */
import { createHash } from 'node:crypto';

/** What a chain starts from, before the NEGOTIATE request. */
export const INITIAL_PREAUTH_HASH: Buffer = Buffer.alloc(64);

/** The value that follows `value` in the chain once the message `pieces` was sent or received. */
export function extendPreauthHash(value: Uint8Array, pieces: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha512').update(value);
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}
