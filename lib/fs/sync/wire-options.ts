/** Settled options on their way to the worker: a password shows in no clone, so it is handed over by name. */
import { Credentials } from '../options/credentials.ts';
import type { ResolvedOptions } from '../options/options.ts';
import type { WireOptions } from './protocol.ts';

export function packOptions({ manager: _, ...resolved }: ResolvedOptions): WireOptions {
  const { settings } = resolved;
  const { identity } = settings;
  if (identity.kind !== 'user') return { resolved, user: undefined };
  const { username, domain } = identity;
  return {
    resolved: { ...resolved, settings: { ...settings, identity: { kind: 'anonymous' } } },
    user: { username, domain, password: identity.password() },
  };
}

export function unpackOptions({ resolved, user }: WireOptions): ResolvedOptions {
  if (!user) return resolved;
  return { ...resolved, settings: { ...resolved.settings, identity: new Credentials(user) } };
}
