/** A session on a server: made when needed, shared by everybody who uses it, made anew after its connection was lost, left when idle. */
import type { Connection } from '../connection/connection.ts';
import { ConnectionError } from '../errors.ts';
import { Session } from '../session/session.ts';
import type { TransportKind } from '../transport/transport.ts';
import type { OplockBreakNotification } from '../wire/commands/oplock-break.ts';
import { backoff } from './backoff.ts';
import { agreementOf, type ConnectStep, ConnectSteps } from './connect-steps.ts';
import { type ConnectionManagerEvents, connectionInfo } from './connection-events.ts';
import type { ConnectionSlots, SlotHolder } from './connection-slots.ts';
import { KeepAlive } from './keep-alive.ts';
import { sessionSettings } from './layer-settings.ts';
import { openConnection } from './open-connection.ts';
import type { ServerSettings } from './share-settings.ts';

/** Who works on a session: a share of it. */
export interface SessionUser {
  /** Whether it holds nothing open. */
  readonly resting: boolean;
  /** The connection has been lost. */
  lost(): void;
  /** The server takes an oplock or a lease back, be it this user's or another's. */
  onOplockBreak(notification: OplockBreakNotification): void;
  /** The session is about to end: nothing goes through it any more from this moment on. */
  leave(): Promise<void>;
}

/** What a session needs of whoever keeps it. */
export interface SessionHost {
  readonly slots: ConnectionSlots;
  tell<Name extends keyof ConnectionManagerEvents>(name: Name, ...args: ConnectionManagerEvents[Name]): void;
  /** Nobody uses the session any more, and nobody shall begin to. */
  forget(session: ServerSession): void;
}

/** An attempt that others may join. */
interface Flight {
  readonly session: Promise<Session>;
  /** It does not end with the first failure. */
  readonly patient: boolean;
}

/** Nothing that it does by itself keeps the process alive: that is for those who wait for it. */
export class ServerSession implements SlotHolder {
  readonly settings: ServerSettings;
  readonly users: Set<SessionUser> = new Set();
  readonly #host: SessionHost;
  #session: Session | undefined;
  #transport: TransportKind;
  #steps = new ConnectSteps();
  #flight: Flight | undefined;
  /** What the lost connection's session was: the server shall end it when the next one begins. */
  #lost: { readonly sessionId: bigint; readonly since: number } | undefined;
  /** The server has not come back for as long as anybody would wait. */
  #down = false;
  /** The wait between two attempts. */
  #pause: { readonly timer: NodeJS.Timeout; readonly end: () => void } | undefined;
  readonly #destroyed = new AbortController();
  /** Operations of all users that run. */
  #active = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  /** An idle connection that is being left. */
  #leaving: Promise<void> | undefined;
  /** Connections that were left because nobody needed them. */
  readonly #idle = new WeakSet<Connection>();

  /** `earlier` is what was used before in its place. */
  constructor(settings: ServerSettings, host: SessionHost, earlier?: ServerSession) {
    this.settings = settings;
    this.#host = host;
    this.#transport = earlier?.transport ?? settings.transport;
  }

  /** The transport that reached the server last, with which the next attempt begins. */
  get transport(): TransportKind {
    return this.#transport;
  }

  /** The session in use; undefined before the first, and after the connection was lost or closed. */
  get session(): Session | undefined {
    return this.#session?.connection.closedBy ? undefined : this.#session;
  }

  /** How the last attempt went, or goes. */
  get steps(): readonly ConnectStep[] {
    return this.#steps.list;
  }

  /** Whether the server has been waited for in vain, and has not been reached since. */
  get down(): boolean {
    return this.#down;
  }

  /** An operation begins: the connection is not left until it has ended. */
  begin(): void {
    this.#active++;
  }

  /** An operation has ended. */
  end(): void {
    if (--this.#active === 0) this.#rest();
  }

  /**
   * The session in use, or a new one: however many ask, one attempt is made. With `patient`, attempts go on for as long as
   * `reconnectTimeout` says while no connection can be made; otherwise the first failure is the answer.
   */
  connect(patient: boolean): Promise<Session> {
    const { session } = this;
    if (session) return Promise.resolve(session);
    const flight = this.#flight;
    if (flight && (flight.patient || !patient)) return flight.session;
    // What an impatient attempt fails with is no answer to who is patient.
    const earlier = flight?.session.catch(() => undefined);
    const own: Flight = { patient, session: this.#fly(patient, earlier) };
    this.#flight = own;
    const landed = (): void => {
      if (this.#flight === own) this.#flight = undefined;
      // Whoever wanted it may have gone meanwhile.
      if (this.#active === 0) this.#rest();
    };
    own.session.then(landed, landed);
    return own.session;
  }

  makeRoom(): boolean {
    const { session } = this;
    if (this.#active > 0 || this.#flight || !session || this.users.size === 0) return false;
    for (const user of this.users) if (!user.resting) return false;
    // Whatever the server makes of the goodbye, the connection has ended then, and nobody waits for it.
    this.#leaving = this.#leaveAll(session).catch(() => {});
    return true;
  }

  /** A user has left its share. The last one gives up what is still being made, logs off, and hangs up. */
  async quit(user: SessionUser): Promise<void> {
    this.users.delete(user);
    if (this.users.size > 0) {
      if (this.#active === 0) this.#rest();
      return;
    }
    this.#host.forget(this);
    this.giveUp(new ConnectionError('ERR_SMB_CLOSED', 'the connection is not needed any more'));
    await Promise.allSettled([this.#flight?.session, this.#leaving]);
    await this.leave();
  }

  /** Logs off and hangs up. Rejects when the server does not let us go. */
  async leave(): Promise<void> {
    const session = this.#putAside();
    if (!session) return;
    const { connection } = session;
    try {
      await session.logoff();
    } catch (error) {
      // Gone while we were leaving is gone all the same; a server that refuses to let us go is not.
      if (!connection.closedBy) throw error;
    } finally {
      await connection.end();
    }
  }

  /** Gives up an attempt that runs, and makes no other; a connection that stands is left as it is. */
  giveUp(error: Error): void {
    this.#destroyed.abort(error);
    this.#pause?.end();
  }

  /** Drops the connection at once; whatever runs is rejected with `error`. */
  destroy(error: Error): void {
    this.giveUp(error);
    this.#putAside()?.connection.destroy(error);
  }

  async #fly(patient: boolean, earlier: Promise<Session | undefined> | undefined): Promise<Session> {
    const session = await earlier;
    if (session) return session;
    const deadline = performance.now() + this.settings.reconnectTimeout;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#open();
      } catch (error) {
        const again = patient && error instanceof ConnectionError && !this.#destroyed.signal.aborted;
        const wait = backoff(attempt);
        if (!again || performance.now() + wait > deadline) {
          this.#down = patient;
          throw error;
        }
        await this.#wait(wait);
      }
    }
  }

  async #open(): Promise<Session> {
    const { slots } = this.#host;
    const { signal } = this.#destroyed;
    signal.throwIfAborted();
    await slots.take(this, this.settings.connectTimeout, signal);
    const started = performance.now();
    const steps = new ConnectSteps();
    this.#steps = steps;
    let connection: Connection | undefined;
    try {
      steps.begin('connect');
      const connected = ({ remoteAddress, remotePort, settings: { transport } }: Connection): void => {
        this.#transport = transport;
        steps.reach({ transport, address: remoteAddress, port: remotePort });
        steps.begin('negotiate');
      };
      connection = await openConnection(this.settings, this.#transport, { signal, connected, ref: false });
      steps.agree(connection.negotiated);
      steps.begin('logon');
      const session = await Session.open(connection, sessionSettings(this.settings), signal, this.#lost?.sessionId);
      signal.throwIfAborted();
      steps.done();
      this.#stands(session, started);
      return session;
    } catch (error) {
      steps.failed();
      connection?.destroy(error);
      slots.release(this);
      throw error;
    }
  }

  /** A user has logged on: from now on it is known when the connection ends. */
  #stands(session: Session, started: number): void {
    const { connection } = session;
    const host = this.#host;
    const lost = this.#lost;
    const info = connectionInfo(this.settings, connection);
    this.#lost = undefined;
    this.#down = false;
    this.#session = session;
    const now = performance.now();
    const made = { ...info, ...agreementOf(connection.negotiated), milliseconds: now - started };
    if (lost) host.tell('reconnect', { ...made, downtime: now - lost.since });
    else host.tell('connect', made);
    const keepAlive = new KeepAlive(connection, this.settings.keepAliveInterval);
    connection.holdsProcess = true;
    connection.onClosed = ({ code, message }) => {
      keepAlive.stop();
      host.slots.release(this);
      // What was put aside before it ended has ended on purpose.
      if (this.#session !== session) {
        const reason = this.#idle.has(connection) ? 'idle' : 'closed';
        host.tell('disconnect', { ...info, reason, code: undefined, message: undefined });
        return;
      }
      host.tell('disconnect', { ...info, reason: 'lost', code, message });
      this.#lost = { sessionId: session.sessionId, since: performance.now() };
      for (const user of this.users) user.lost();
    };
    connection.onOplockBreak = (notification) => {
      for (const user of this.users) user.onOplockBreak(notification);
    };
  }

  #rest(): void {
    const { idleTimeout } = this.settings;
    if (!this.session || this.users.size === 0) return;
    if (this.#host.slots.waiting > 0 && this.makeRoom()) return;
    if (idleTimeout === 0) return;
    if (this.#idleTimer) this.#idleTimer.refresh();
    else this.#idleTimer = setTimeout(() => this.makeRoom(), idleTimeout).unref();
  }

  /** Nobody needs it now: all users leave, and come back by themselves. */
  async #leaveAll(session: Session): Promise<void> {
    const users = [...this.users];
    this.#idle.add(session.connection);
    // All of this at once: whoever comes from now on begins anew.
    const left = users.map((user) => user.leave());
    this.users.clear();
    this.#host.forget(this);
    await Promise.allSettled(left);
    await this.leave();
  }

  /** What ends from now on ends on purpose. */
  #putAside(): Session | undefined {
    const session = this.#session;
    this.#session = undefined;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = undefined;
    return session;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#pause = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms).unref();
      this.#pause = { timer, end };
    });
  }
}
