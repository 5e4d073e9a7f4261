/** The authentication mechanisms that an identity is proven with; loaded with the first logon. */
import type { InitiatorMechanism } from '../auth/mechanism.ts';
import { NtlmInitiator } from '../auth/ntlm/ntlm-initiator.ts';
import { SpnegoInitiator } from '../auth/spnego-initiator.ts';
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

/** The client's side of one logon to `host`. */
export function newInitiator(identity: Identity, host: string): SpnegoInitiator {
  return new SpnegoInitiator(mechanismsFor(identity, host));
}
