/** TWrp: opens the file as it was in the snapshot of that moment.  [MS-SMB2] 2.2.13.2.7 */
import type { ContextCodec } from './create-contexts.ts';

export interface TimewarpToken {
  /** A FILETIME. */
  readonly timestamp: bigint;
}

export const TimewarpTokenContext: ContextCodec<TimewarpToken> = {
  name: 'TWrp',
  write(w, m) {
    w.u64(m.timestamp); // Timestamp
  },
  read(r) {
    return { timestamp: r.u64() }; // Timestamp
  },
};
