/** Connects to a server over either transport. */
import { ConnectionError } from '../errors.ts';
import { withDeadline } from './deadline.ts';
import { dial, endpointName } from './dial.ts';
import { connectNetbios, type NetbiosOptions } from './netbios-session.ts';
import { DEFAULT_PORTS, type FrameHandler, type Transport, type TransportKind } from './transport.ts';

export interface ConnectOptions {
  readonly kind: TransportKind;
  /** A name, or an IPv4 or IPv6 address. A name's addresses are all tried. */
  readonly host: string;
  /** Default: 445 for DirectTCP, 139 for NetBIOS. */
  readonly port?: number | undefined;
  /** Milliseconds until a connection on which frames can be sent; whatever it takes counts, names and retries included. */
  readonly connectTimeout: number;
  readonly signal?: AbortSignal | undefined;
  /** Takes what arrives, be it before the promise settles. `closed` is not called when connecting fails. */
  readonly handler: FrameHandler;
  readonly netbios?: NetbiosOptions | undefined;
}

/**
 * Connects. Rejects with a ConnectionError (`ETIMEDOUT` after `connectTimeout`, `ERR_SMB_NETBIOS` when a NetBIOS session is
 * refused, or the system's own code), with a MalformedError when something else than such a server answers, or with the
 * signal's reason; nothing stays open then.
 */
export function connectTransport(options: ConnectOptions): Promise<Transport> {
  const { kind, host, port = DEFAULT_PORTS[kind], connectTimeout, handler } = options;
  const endpoint = { host, port };
  const late = (): Error =>
    new ConnectionError('ETIMEDOUT', `no connection to ${endpointName(endpoint)} within ${connectTimeout} ms`);
  return withDeadline(connectTimeout, late, options.signal, (signal) =>
    kind === 'netbios'
      ? connectNetbios(endpoint, handler, signal, options.netbios ?? {})
      : dial('directtcp', endpoint, handler, signal),
  );
}
