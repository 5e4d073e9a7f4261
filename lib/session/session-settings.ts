/** Who logs on, and what security the session must have. */
import type { InitiatorMechanism } from '../auth/mechanism.ts';

/** How a session proves its identity, settled by the manager from the user's options. */
export interface SessionIdentity {
  /** The mechanisms to offer, best first; made anew for every logon. */
  readonly mechanisms: () => readonly InitiatorMechanism[];
  /** What the server may make of us: nothing less than was asked for is accepted. */
  readonly kind: 'user' | 'guest' | 'anonymous';
  /** How errors name it: `ann`, `DOMAIN\ann`, `guest`. Never a secret. */
  readonly displayName: string;
}

export interface SessionSettings {
  readonly identity: SessionIdentity;
  /** Sign every message of a user's session; guests and anonymous have no key to sign with. */
  readonly requireSigning: boolean;
  /** Refuse a session that cannot be encrypted, and encrypt everything. */
  readonly requireEncryption: boolean;
}
