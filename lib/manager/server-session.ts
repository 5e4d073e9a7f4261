/** A session on a server: made when needed, made anew after its connection was lost, for everybody who uses it. */
import { Connection } from '../connection/connection.ts';
import { ConnectionError } from '../errors.ts';
import { Session } from '../session/session.ts';
import type { OplockBreakNotification } from '../wire/commands/oplock-break.ts';
import { backoff } from './backoff.ts';
import { type ConnectStep, ConnectSteps } from './connect-steps.ts';
import { connectionSettings, sessionSettings } from './layer-settings.ts';
import type { ShareSettings } from './share-settings.ts';

/** An attempt that others may join. */
interface Flight {
  readonly session: Promise<Session>;
  /** It does not end with the first failure. */
  readonly patient: boolean;
}

export class ServerSession {
  readonly settings: ShareSettings;
  /** Called when the connection has been lost. */
  onLost: (() => void) | undefined;
  /** Called for every oplock or lease break that the server sends. */
  onOplockBreak: ((notification: OplockBreakNotification) => void) | undefined;
  #session: Session | undefined;
  #steps = new ConnectSteps();
  #flight: Flight | undefined;
  /** Of the session whose connection was lost: the server shall end it when the next one begins. */
  #lostSessionId = 0n;
  /** The server has not come back for as long as anybody would wait. */
  #down = false;
  /** The wait between two attempts. */
  #pause: { readonly timer: NodeJS.Timeout; readonly end: () => void } | undefined;
  readonly #destroyed = new AbortController();

  constructor(settings: ShareSettings) {
    this.settings = settings;
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

  /** Aborts what is being made when nobody wants it any more. */
  get signal(): AbortSignal {
    return this.#destroyed.signal;
  }

  /**
   * The session in use, or a new one: however many ask, one attempt is made. With `patient`, attempts go on for as long as
   * `reconnectTimeout` says while no connection can be made; otherwise the first failure is the answer.
   */
  connect(patient: boolean): Promise<Session> {
    const { session } = this;
    if (session) return Promise.resolve(session);
    const flight = this.#flight;
    if (flight && (flight.patient || !patient)) {
      this.#pause?.timer.ref();
      return flight.session;
    }
    // What an impatient attempt fails with is no answer to who is patient.
    const earlier = flight?.session.catch(() => undefined);
    const own: Flight = { patient, session: this.#fly(patient, earlier) };
    this.#flight = own;
    const landed = (): void => {
      if (this.#flight === own) this.#flight = undefined;
    };
    own.session.then(landed, landed);
    return own.session;
  }

  /** Logs off and hangs up. Rejects when the server does not let us go. */
  async leave(): Promise<void> {
    const { session } = this;
    this.#session = undefined;
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

  /** Waits for an attempt that runs, whatever its outcome. */
  async settled(): Promise<void> {
    await this.#flight?.session.catch(() => {});
  }

  /** Gives up an attempt that runs, and makes no other; a connection that stands is left as it is. */
  giveUp(error: Error): void {
    this.#destroyed.abort(error);
    this.#pause?.end();
  }

  /** Drops the connection at once; whatever runs is rejected with `error`. */
  destroy(error: Error): void {
    this.giveUp(error);
    this.#session?.connection.destroy(error);
    this.#session = undefined;
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
    const { signal } = this.#destroyed;
    signal.throwIfAborted();
    const steps = new ConnectSteps();
    this.#steps = steps;
    const connection = await this.#connectAndNegotiate(steps);
    try {
      steps.begin('logon');
      const session = await Session.open(connection, sessionSettings(this.settings), signal, this.#lostSessionId);
      signal.throwIfAborted();
      this.#lostSessionId = 0n;
      this.#down = false;
      connection.onClosed = ({ code }) => {
        if (code === 'ERR_SMB_CLOSED') return;
        this.#lostSessionId = session.sessionId;
        this.onLost?.();
      };
      connection.onOplockBreak = (notification) => this.onOplockBreak?.(notification);
      this.#session = session;
      steps.done();
      return session;
    } catch (error) {
      steps.failed();
      connection.destroy(error);
      throw error;
    }
  }

  async #connectAndNegotiate(steps: ConnectSteps): Promise<Connection> {
    steps.begin('connect');
    try {
      const connected = (): void => steps.begin('negotiate');
      const connection = await Connection.open(connectionSettings(this.settings), this.signal, connected);
      steps.agree(connection.negotiated);
      return connection;
    } catch (error) {
      steps.failed();
      throw error;
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#pause = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#pause = { timer, end };
    });
  }
}
