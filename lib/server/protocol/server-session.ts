/** A session: who has logged on, with which keys, into which shares.  [MS-SMB2] 3.3.1.8 */
import type { SessionMessageSecurity } from '../../security/message-security.ts';
import type { ServerTree } from './server-tree.ts';

/** Who a session belongs to. */
export interface SessionUser {
  readonly kind: 'user' | 'guest' | 'anonymous';
  /** As the client spelt it; empty for an anonymous user. */
  readonly name: string;
  readonly domain: string;
}

export class ServerSession {
  readonly sessionId: bigint;
  user: SessionUser;
  /** None for guests and anonymous users, whose sessions have no key. */
  readonly security: SessionMessageSecurity | undefined;
  readonly signingRequired: boolean;
  /** Every request has to be encrypted. */
  readonly encrypt: boolean;
  /** Every command but SESSION_SETUP and LOGOFF is refused until the user has logged on again. */
  expired = false;
  readonly trees: Map<number, ServerTree> = new Map();
  readonly #ended = new AbortController();
  #lastTreeId = 0;

  constructor(
    sessionId: bigint,
    user: SessionUser,
    protection: {
      readonly security: SessionMessageSecurity | undefined;
      readonly signingRequired: boolean;
      readonly encrypt: boolean;
    },
  ) {
    this.sessionId = sessionId;
    this.user = user;
    this.security = protection.security;
    this.signingRequired = protection.signingRequired;
    this.encrypt = protection.encrypt;
  }

  /** Aborted when the session is over. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  get openCount(): number {
    let count = 0;
    for (const tree of this.trees.values()) count += tree.opens.size;
    return count;
  }

  nextTreeId(): number {
    do this.#lastTreeId = (this.#lastTreeId % 0xffff_fffe) + 1;
    while (this.trees.has(this.#lastTreeId));
    return this.#lastTreeId;
  }

  /** Leaves all shares and closes what is open there. */
  async release(): Promise<void> {
    this.#ended.abort();
    const trees = [...this.trees.values()];
    this.trees.clear();
    await Promise.all(trees.map((tree) => tree.release()));
  }
}
