/** Who logs on, and what security the session must have. */

/** How a session proves its identity: the server may make no less of us than was asked for. */
export type Identity =
  | { readonly kind: 'user'; readonly username: string; readonly domain: string; readonly password: () => string }
  | { readonly kind: 'guest' }
  | { readonly kind: 'anonymous' };

export interface SessionSettings {
  readonly identity: Identity;
  /** Sign every message of a user's session; guests and anonymous have no key to sign with. */
  readonly requireSigning: boolean;
  /** Refuse a session that cannot be encrypted, and encrypt everything. */
  readonly requireEncryption: boolean;
}

/** How errors name an identity: `ann`, `DOMAIN\ann`, `guest`. Never a secret. */
export function displayName(identity: Identity): string {
  if (identity.kind !== 'user') return identity.kind === 'guest' ? 'guest' : 'an anonymous user';
  return identity.domain === '' ? identity.username : `${identity.domain}\\${identity.username}`;
}
