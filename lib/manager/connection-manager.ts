/** Keeps the connections of any number of file systems: those for the same server and user share one. */
import { EventEmitter } from 'node:events';
import { ConnectionError } from '../errors.ts';
import { CHANNELS, type ConnectionManagerEvents } from './connection-events.ts';
import { connectionKey } from './connection-key.ts';
import { ConnectionSlots } from './connection-slots.ts';
import { type ConnectionDiagnostics, diagnoseSession } from './diagnostics.ts';
import { ServerSession, type SessionHost, type SessionUser } from './server-session.ts';
import type { ServerSettings } from './share-settings.ts';

/** What a `ConnectionManager` may do. */
export interface ConnectionManagerOptions {
  /**
   * Connections at a time. When all are in use, an idle one makes room; where none is idle, an operation waits for one for as long
   * as its `connectTimeout` says, and then fails with `ERR_SMB_CONNECTIONS`. Default: no limit.
   */
  readonly maxConnections?: number | undefined;
}

/** A share that works through a manager. */
export interface ManagedShare extends SessionUser {
  close(): Promise<void>;
  destroy(error?: Error): void;
}

/** A snapshot of a manager: nothing secret in it. */
export interface ManagerDiagnostics {
  readonly connections: readonly ConnectionDiagnostics[];
  /** Connections that wait for another to end. */
  readonly waiting: number;
  /** How often a connection was made, made anew after a loss, and lost. */
  readonly counters: { readonly connects: number; readonly reconnects: number; readonly losses: number };
}

/**
 * What `SmbFs` objects share that are made with it, as `new SmbFs(url, { manager })`: one connection and one session for all that
 * name the same server, transport, user, password, security, and timeouts. Each enters its own share on it, and closing or
 * destroying one of them leaves the others alone.
 */
export class ConnectionManager extends EventEmitter<ConnectionManagerEvents> {
  readonly #sessions = new Map<string, ServerSession>();
  readonly #shares = new Set<ManagedShare>();
  readonly #host: SessionHost;
  readonly #counters = { connects: 0, reconnects: 0, losses: 0 };
  #closing: Promise<void> | undefined;

  /** Throws a RangeError for a limit that is no positive number. */
  constructor({ maxConnections = Number.POSITIVE_INFINITY }: ConnectionManagerOptions = {}) {
    super();
    if (typeof maxConnections !== 'number' || !(maxConnections >= 1)) {
      throw new RangeError(`maxConnections must be 1 or more, and not ${String(maxConnections)}`);
    }
    this.#host = {
      slots: new ConnectionSlots(maxConnections),
      tell: (name, ...args) => this.#tell(name, args),
      forget: (session) => this.#forget(session),
    };
  }

  /** Whether `close` or `destroy` has been called: nothing more can be done through it. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** What its connections are like now, without asking any server. */
  diagnostics(): ManagerDiagnostics {
    const connections = [...this.#sessions.values()].map(diagnoseSession);
    return { connections, waiting: this.#host.slots.waiting, counters: { ...this.#counters } };
  }

  /**
   * Lets what runs finish, leaves all shares, logs off everywhere, and closes all connections. Files that are still open are
   * closed by their servers. Repeated calls are one.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Drops all connections at once; whatever runs is rejected with `error`, or with `ERR_SMB_CLOSED`. */
  destroy(error: Error = new ConnectionError('ERR_SMB_CLOSED', 'the connection manager has been destroyed')): void {
    this.#closing ??= Promise.resolve();
    for (const share of this.#shares) share.destroy(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal The session for these settings, which `share` uses from now on until it quits; `earlier` is what it has used before. */
  join(settings: ServerSettings, share: ManagedShare, earlier: ServerSession | undefined): ServerSession {
    const key = connectionKey(settings);
    const session = this.#sessions.get(key) ?? new ServerSession(settings, this.#host, earlier);
    this.#sessions.set(key, session);
    session.users.add(share);
    this.#shares.add(share);
    return session;
  }

  /** @internal The share uses nothing of this any more. */
  leave(share: ManagedShare): void {
    this.#shares.delete(share);
  }

  async #close(): Promise<void> {
    const closed = await Promise.allSettled([...this.#shares].map((share) => share.close()));
    for (const result of closed) if (result.status === 'rejected') throw result.reason;
  }

  #forget(session: ServerSession): void {
    for (const [key, known] of this.#sessions) if (known === session) this.#sessions.delete(key);
  }

  #tell<Name extends keyof ConnectionManagerEvents>(name: Name, args: ConnectionManagerEvents[Name]): void {
    if (name === 'connect') this.#counters.connects++;
    if (name === 'reconnect') this.#counters.reconnects++;
    const [event] = args;
    if ('reason' in event && event.reason === 'lost') this.#counters.losses++;
    const channel = CHANNELS[name];
    if (channel.hasSubscribers) channel.publish(event);
    // What a listener throws is no matter of the connection's.
    if (this.listenerCount(name) > 0) process.nextTick(() => (this as EventEmitter).emit(name, event));
  }
}
