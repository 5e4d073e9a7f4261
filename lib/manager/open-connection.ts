/** Opens a connection over one transport, or over the other one where the user has asked for that. */
import { Connection, type OpenOptions } from '../connection/connection.ts';
import { ConnectionError } from '../errors.ts';
import type { TransportKind } from '../transport/transport.ts';
import { connectionSettings } from './layer-settings.ts';
import type { ServerSettings } from './share-settings.ts';

/** What it comes to where nobody listens, or something on the way lets nothing through. */
const UNREACHED: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH'],
  'ERR_SMB_NETBIOS',
]);

/**
 * Connects over `first` and negotiates. With `transportFallback`, the other transport is tried where the server cannot be reached
 * over `first`: never after it has been, whatever came of it. Each may take the whole `connectTimeout`. Rejects as
 * `Connection.open` does; where neither reaches the server, with the code of `first` and what both failed with.
 */
export async function openConnection(
  settings: ServerSettings,
  first: TransportKind,
  { connected, ...options }: OpenOptions,
): Promise<Connection> {
  let reached = false;
  const attempt = (transport: TransportKind): Promise<Connection> =>
    Connection.open(connectionSettings(settings, transport), {
      ...options,
      connected(connection) {
        reached = true;
        connected?.(connection);
      },
    });
  try {
    return await attempt(first);
  } catch (error) {
    if (!settings.transportFallback || reached || !isUnreached(error)) throw error;
    return await attempt(first === 'directtcp' ? 'netbios' : 'directtcp').catch((failure: unknown) => {
      if (reached || !isUnreached(failure)) throw failure;
      throw new ConnectionError(error.code, `${error.message}; ${failure.message}`, { cause: error });
    });
  }
}

function isUnreached(error: unknown): error is ConnectionError {
  return error instanceof ConnectionError && UNREACHED.has(error.code);
}
