/** Settings of a client for the specs below `fs`, and a share on a server that was started for them. */
import { ShareConnection } from '../../lib/manager/share-connection.ts';
import { CIPHERS, type ShareSettings, SIGNING_ALGORITHMS } from '../../lib/manager/share-settings.ts';
import type { Identity } from '../../lib/session/session-settings.ts';

/** A user with the password of the specs' servers. */
export function user(username = 'ann', password = 's3cret', domain = ''): Identity {
  return { kind: 'user', username, domain, password: () => password };
}

/** The library's defaults, for a server of a spec. */
export function shareSettings(
  server: { readonly host: string; readonly port: number },
  changes: Partial<ShareSettings> = {},
): ShareSettings {
  return {
    host: server.host,
    port: server.port,
    share: 'share',
    transport: 'directtcp',
    transportFallback: false,
    identity: user(),
    signing: 'required',
    encryption: 'if-required',
    minDialect: '2.0.2',
    maxDialect: '3.1.1',
    ciphers: CIPHERS,
    signingAlgorithms: SIGNING_ALGORITHMS,
    connectTimeout: 10_000,
    requestTimeout: 10_000,
    reconnectTimeout: 10_000,
    idleTimeout: 0,
    keepAliveInterval: 0,
    ...changes,
  };
}

/** A share to run operations on. */
export function shareOn(
  server: { readonly host: string; readonly port: number },
  changes: Partial<ShareSettings> = {},
): ShareConnection {
  return new ShareConnection(shareSettings(server, changes));
}
