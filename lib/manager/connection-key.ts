/** Who may share a connection: those for whom it would be made in the same way, and for the same user. */
import { createHmac, randomBytes } from 'node:crypto';
import { DEFAULT_PORTS } from '../transport/transport.ts';
import type { ServerSettings } from './share-settings.ts';

/** Makes keys that say nothing to anybody outside this process. */
const SECRET = randomBytes(32);

/** The same for settings that come to the same connection; a password is in it, and cannot be told from it. */
export function connectionKey(settings: ServerSettings): string {
  const { host, port = DEFAULT_PORTS[settings.transport], identity, ...rest } = settings;
  const secret = identity.kind === 'user' ? identity.password() : '';
  const fields = Object.entries({ ...rest, ...identity, host: host.toLowerCase(), port, secret }).sort(byName);
  return createHmac('sha256', SECRET).update(JSON.stringify(fields)).digest('base64');
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
