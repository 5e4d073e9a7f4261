/** The authentication mechanisms that an identity is proven with. */
import type { InitiatorMechanism } from '../auth/mechanism.ts';
import { NtlmInitiator } from '../auth/ntlm/ntlm-initiator.ts';
import type { Identity } from './session-settings.ts';

/** New mechanisms for one logon to `host`, best first. */
export function mechanismsFor(identity: Identity, host: string): readonly InitiatorMechanism[] {
  const targetName = `cifs/${host}`;
  switch (identity.kind) {
    case 'anonymous':
      return [new NtlmInitiator({ username: '', password: '', anonymous: true })];
    case 'guest':
      return [new NtlmInitiator({ username: 'Guest', password: '', targetName })];
    case 'user': {
      const { username, domain } = identity;
      return [new NtlmInitiator({ username, domain, password: identity.password(), targetName })];
    }
  }
}

/** How errors name an identity: `ann`, `DOMAIN\ann`, `guest`. Never a secret. */
export function displayName(identity: Identity): string {
  if (identity.kind !== 'user') return identity.kind === 'guest' ? 'guest' : 'an anonymous user';
  return identity.domain === '' ? identity.username : `${identity.domain}\\${identity.username}`;
}
