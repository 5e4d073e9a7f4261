/** The connection to a share: made on first use, shared by all operations, made anew after it was lost, closed when idle. */
import { Connection } from '../connection/connection.ts';
import { ConnectionError, StatusError } from '../errors.ts';
import { Session } from '../session/session.ts';
import { Tree } from '../tree/tree.ts';
import { connectionSettings, sessionSettings } from './layer-settings.ts';
import type { ShareSettings } from './share-settings.ts';

export class ShareConnection {
  readonly settings: ShareSettings;
  #tree: Tree | undefined;
  #connecting: Promise<Tree> | undefined;
  /** Aborts an attempt to connect when the object is destroyed. */
  readonly #destroyed = new AbortController();
  #closing: Promise<void> | undefined;
  /** An idle connection that is being left. */
  #leaving: Promise<void> | undefined;
  /** Operations that run, and who waits for the last of them. */
  #active = 0;
  #onDrained: (() => void) | undefined;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(settings: ShareSettings) {
    this.settings = settings;
  }

  /** The tree in use; undefined before the first operation, and after the connection was lost or closed. */
  get tree(): Tree | undefined {
    return this.#tree?.connection.closedBy ? undefined : this.#tree;
  }

  /** Whether `close` or `destroy` has been called. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * Runs an operation on the share, connecting first where needed: however many operations wait, one attempt is made. With
   * `signal`, an operation stops waiting for it. Rejects with what connecting, logging on or the operation failed with.
   */
  async run<T>(operation: (tree: Tree) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.track(async () => operation(this.tree ?? (await this.#connect(signal))));
  }

  /** Counts an operation that has its tree already, so that `close` waits for it. */
  async track<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new ConnectionError('ERR_SMB_CLOSED', 'this SmbFs has been closed');
    clearTimeout(this.#idleTimer);
    this.#active++;
    try {
      return await operation();
    } finally {
      if (--this.#active === 0) this.#rest();
    }
  }

  /** Lets what runs finish, leaves the share, logs off, and closes the connection. Repeated calls are one. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Drops the connection at once; whatever runs is rejected with `error`. */
  destroy(error: Error = new ConnectionError('ERR_SMB_CLOSED', 'this SmbFs has been destroyed')): void {
    this.#closing ??= Promise.resolve();
    clearTimeout(this.#idleTimer);
    this.#destroyed.abort(error);
    this.#tree?.connection.destroy(error);
    this.#tree = undefined;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#idleTimer);
    if (this.#active > 0) {
      await new Promise<void>((resolve) => {
        this.#onDrained = resolve;
      });
    }
    // Nobody waits any more for what is still being made.
    this.#destroyed.abort(new ConnectionError('ERR_SMB_CLOSED', 'this SmbFs has been closed'));
    await Promise.allSettled([this.#connecting, this.#leaving]);
    await this.#leave();
  }

  async #leave(): Promise<void> {
    const { tree } = this;
    this.#tree = undefined;
    if (!tree) return;
    const { connection } = tree;
    try {
      await tree.disconnect();
      await tree.session.logoff();
    } catch (error) {
      // Gone while we were leaving is gone all the same; a server that refuses to let us go is not.
      if (!connection.closedBy) throw error;
    } finally {
      await connection.end();
    }
  }

  #rest(): void {
    this.#onDrained?.();
    const { idleTimeout } = this.settings;
    if (this.#closing || idleTimeout === 0 || !this.tree) return;
    this.#idleTimer = setTimeout(() => {
      if (this.#active > 0 || !this.tree || this.tree.openCount > 0) return;
      // Whatever the server makes of the goodbye, the connection has ended then, and nobody waits for it.
      this.#leaving = this.#leave().catch(() => {});
    }, idleTimeout);
    this.#idleTimer.unref();
  }

  #connect(signal: AbortSignal | undefined): Promise<Tree> {
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = undefined;
    });
    return signal ? untilAborted(this.#connecting, signal) : this.#connecting;
  }

  async #open(): Promise<Tree> {
    const { signal } = this.#destroyed;
    const connection = await Connection.open(connectionSettings(this.settings), signal);
    try {
      const session = await Session.open(connection, sessionSettings(this.settings), signal);
      const tree = await connectTree(session, this.settings.share, signal);
      signal.throwIfAborted();
      this.#tree = tree;
      return tree;
    } catch (error) {
      connection.destroy(error);
      throw error;
    }
  }
}

/** Connects to the share; refused, it leaves no session behind on the server. */
async function connectTree(session: Session, share: string, signal: AbortSignal): Promise<Tree> {
  try {
    return await Tree.connect(session, share, signal);
  } catch (error) {
    // The refusal is what the caller must know, however the server takes the goodbye.
    if (error instanceof StatusError) await session.logoff().catch(() => {});
    throw error;
  }
}

/** Rejects as soon as `signal` aborts; the promise goes on for those who share it. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
