/** The connection to a share: made on first use, shared by all operations, made anew after it was lost, closed when idle. */
import { ConnectionError, StatusError } from '../errors.ts';
import { Tree } from '../tree/tree.ts';
import { TreeLink } from '../tree/tree-link.ts';
import { type ConnectStep, ConnectSteps } from './connect-steps.ts';
import { ServerSession } from './server-session.ts';
import type { ShareSettings } from './share-settings.ts';
import { untilAborted } from './until-aborted.ts';

/** How often a share is entered anew because its connection was lost meanwhile. */
const MAX_ENTRIES = 8;

/** An attempt to enter the share that others may join. */
interface Entry {
  readonly link: Promise<TreeLink>;
  readonly patient: boolean;
}

export class ShareConnection {
  readonly settings: ShareSettings;
  readonly #server: ServerSession;
  /** Lives as long as anything may go on with it: through losses, until the share is left. */
  #tree: Tree | undefined;
  #entry: Entry | undefined;
  /** What the share was entered by last. */
  #link: TreeLink | undefined;
  /** How the share was entered last. */
  #steps = new ConnectSteps();
  #closing: Promise<void> | undefined;
  /** An idle connection that is being left. */
  #leaving: Promise<void> | undefined;
  /** Operations that run, and who waits for the last of them. */
  #active = 0;
  #onDrained: (() => void) | undefined;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(settings: ShareSettings) {
    this.settings = settings;
    this.#server = new ServerSession(settings);
    this.#server.onOplockBreak = (notification) => this.#tree?.onOplockBreak?.(notification);
    this.#server.onLost = () => {
      // The server keeps what is open for a minute or so: whoever uses it next may come too late.
      if (this.#tree && this.#tree.kept.size > 0) this.#tree.linked().catch(() => {});
    };
  }

  /** The tree in use; undefined before the first operation, and after the connection was lost or closed. */
  get tree(): Tree | undefined {
    return this.#tree?.link.lost ? undefined : this.#tree;
  }

  /** How the last attempt to connect and to enter the share went, or goes. */
  get steps(): readonly ConnectStep[] {
    return [...this.#server.steps, ...this.#steps.list];
  }

  /** Whether `close` or `destroy` has been called. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * Runs an operation on the share, connecting first where needed: however many operations wait, one attempt is made. With
   * `signal`, an operation stops waiting for it. Rejects with what connecting, logging on or the operation failed with. When
   * the connection is lost while the operation runs, it goes on as its requests allow.
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
    this.#tree?.giveUp();
    this.#tree = undefined;
    this.#server.destroy(error);
  }

  async #close(): Promise<void> {
    clearTimeout(this.#idleTimer);
    if (this.#active > 0) {
      await new Promise<void>((resolve) => {
        this.#onDrained = resolve;
      });
    }
    // Nobody waits any more for what is still being made.
    this.#server.giveUp(new ConnectionError('ERR_SMB_CLOSED', 'this SmbFs has been closed'));
    await Promise.allSettled([this.#entry?.link, this.#leaving]);
    await this.#leave();
  }

  async #leave(): Promise<void> {
    const { tree } = this;
    this.#tree?.giveUp();
    this.#tree = undefined;
    if (!tree) return;
    const { connection } = tree;
    try {
      await tree.disconnect();
    } catch (error) {
      // Gone while we were leaving is gone all the same; a server that refuses to let us go is not.
      if (!connection.closedBy) throw error;
    } finally {
      await this.#server.leave();
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

  /**
   * For an operation that begins: a share that was lost is waited for, if it has not been in vain before; one that was never
   * entered must let itself be entered at once.
   */
  async #connect(signal: AbortSignal | undefined): Promise<Tree> {
    const patient = this.#tree !== undefined && !this.#server.down;
    const link = await untilAborted(this.#enter(patient), signal);
    this.#tree ??= new Tree(link, { replace: (_, abort) => untilAborted(this.#enter(true), abort) });
    await this.#tree.linked(signal);
    return this.#tree;
  }

  #enter(patient: boolean): Promise<TreeLink> {
    if (this.#link && !this.#link.lost) return Promise.resolve(this.#link);
    const running = this.#entry;
    if (running && (running.patient || !patient)) return running.link;
    const own: Entry = { patient, link: this.#enterShare(patient) };
    this.#entry = own;
    const ended = (): void => {
      if (this.#entry === own) this.#entry = undefined;
    };
    own.link.then(ended, ended);
    return own.link;
  }

  async #enterShare(patient: boolean): Promise<TreeLink> {
    for (let entries = 1; ; entries++) {
      const steps = new ConnectSteps();
      this.#steps = steps;
      const session = await this.#server.connect(patient);
      try {
        steps.begin('tree');
        const link = await TreeLink.connect(session, this.settings.share, this.#server.signal);
        this.#link = link;
        steps.done();
        return link;
      } catch (error) {
        steps.failed();
        const { closedBy } = session.connection;
        if (!closedBy) await this.#refused(error);
        if (!patient || error !== closedBy || !(error instanceof ConnectionError) || entries === MAX_ENTRIES)
          throw error;
      }
    }
  }

  /** A share that may not be entered leaves no session behind on the server. */
  async #refused(error: unknown): Promise<void> {
    if (!(error instanceof StatusError)) return this.#server.session?.connection.destroy(error);
    // The refusal is what the caller must know, however the server takes the goodbye.
    await this.#server.leave().catch(() => {});
  }
}
