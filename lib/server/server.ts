/** The embedded server: its listeners, and their beginning and end. */
import type { EventEmitter } from 'node:events';
import { type AddressInfo, createServer as createNetServer, type Server as NetServer } from 'node:net';
import { DEFAULT_PORTS, type TransportKind } from '../transport/transport.ts';
import type { ServerEvents } from './events.ts';
import type { Faults } from './faults.ts';
import { ServerConnection } from './protocol/server-connection.ts';
import { type ServerOptions, settleServerOptions } from './server-options.ts';
import { ServerState } from './server-state.ts';

const LOOPBACK = '127.0.0.1';

/** Where a server listens. */
export interface ServerAddress {
  readonly transport: TransportKind;
  readonly host: string;
  readonly port: number;
}

/** Where to listen, when more is to be said than a port and a host. */
export interface ListenOptions {
  /** 0 takes any free port. Default: 445, or 139 over NetBIOS. */
  readonly port?: number;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: `directtcp`. */
  readonly transport?: TransportKind;
}

/** Which URL is wanted. */
export interface UrlOptions {
  /** Default: what the server listens on first. */
  readonly transport?: TransportKind;
  /** With this user's name and password in it. */
  readonly user?: string;
}

interface Listener {
  readonly transport: TransportKind;
  readonly net: NetServer;
  readonly address: ServerAddress;
}

/** An SMB 2 and 3 server. Made by `createServer`; it listens on nothing until told to. */
export class Server {
  readonly #state: ServerState;
  readonly #listeners: Listener[] = [];
  #closing: Promise<void> | undefined;

  constructor(options: ServerOptions) {
    this.#state = new ServerState(settleServerOptions(options));
  }

  /** What happens on the server. */
  get events(): EventEmitter<ServerEvents> {
    return this.#state.events;
  }

  /** What the server is to do wrong. */
  get faults(): Faults {
    return this.#state.faults;
  }

  /** Where the server listens, in the order in which it began to. */
  get addresses(): readonly ServerAddress[] {
    return this.#listeners.map((listener) => listener.address);
  }

  /** Connections that stand. */
  get connectionCount(): number {
    return this.#state.connections.size;
  }

  /**
   * Listens, on loopback unless a host is given; port 0 takes any free port. May be called several times, once for each
   * transport say. Rejects with the system's error when it cannot.
   */
  async listen(port?: number | ListenOptions, host?: string): Promise<ServerAddress> {
    const options =
      typeof port === 'object' ? port : { ...(port !== undefined && { port }), ...(host !== undefined && { host }) };
    const { transport = 'directtcp', host: on = LOOPBACK } = options;
    if (transport !== 'directtcp' && transport !== 'netbios') {
      throw new TypeError('"transport" must be directtcp or netbios');
    }
    if (this.#closing) throw new Error('the server has been closed');
    const net = createNetServer((socket) => {
      if (this.#closing || this.#state.connections.size >= this.#state.settings.maxConnections) socket.destroy();
      else new ServerConnection(this.#state, socket, transport);
    });
    await new Promise<void>((resolve, reject) => {
      net.once('error', reject);
      net.listen({ port: options.port ?? DEFAULT_PORTS[transport], host: on }, () => {
        net.off('error', reject);
        resolve();
      });
    });
    net.on('error', (error) => this.#state.events.emit('failure', error));
    const { address, port: actual } = net.address() as AddressInfo;
    const found = { transport, host: address, port: actual };
    this.#listeners.push({ transport, net, address: found });
    return found;
  }

  /** The `smb://` URL of a share, for SmbFs. Throws when there is no such share or user, or the server does not listen. */
  url(share: string, options: UrlOptions = {}): string {
    const found = this.#state.settings.shares.find((each) => each.name.toLowerCase() === share.toLowerCase());
    if (!found) throw new TypeError(`there is no share "${share}"`);
    const { transport, user } = options;
    const address = this.addresses.find((each) => transport === undefined || each.transport === transport);
    if (!address) throw new Error('the server does not listen');
    const host = address.host === '0.0.0.0' || address.host === '::' ? LOOPBACK : address.host;
    const name = host.includes(':') ? `[${host}]` : host;
    const query = new URLSearchParams();
    if (user !== undefined) {
      const password = this.#state.settings.users.get(user.toLowerCase());
      if (password === undefined) throw new TypeError(`there is no user "${user}"`);
      query.set('auth-username', user);
      query.set('auth-password', password);
    }
    if (address.transport !== 'directtcp') query.set('transport', address.transport);
    const search = query.size === 0 ? '' : `?${query}`;
    return `smb://${name}:${address.port}/${encodeURIComponent(found.name)}${search}`;
  }

  /** Stops listening, drops all connections, and closes every file. Repeated calls are one. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const closed = this.#listeners.map(({ net }) => new Promise<void>((resolve) => net.close(() => resolve())));
    await this.#state.disconnectAll();
    await Promise.all(closed);
  }
}
