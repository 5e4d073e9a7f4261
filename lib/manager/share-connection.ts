/** A share as one file system uses it: entered on first use, shared by all operations, entered anew after it was lost, left when idle. */
import { held } from '../connection/held.ts';
import { ConnectionError, StatusError } from '../errors.ts';
import type { Session } from '../session/session.ts';
import { Tree } from '../tree/tree.ts';
import { TreeLink } from '../tree/tree-link.ts';
import type { OplockBreakNotification } from '../wire/commands/oplock-break.ts';
import { type ConnectStep, ConnectSteps } from './connect-steps.ts';
import { ConnectionManager, type ManagedShare } from './connection-manager.ts';
import type { ServerSession } from './server-session.ts';
import type { ServerSettings, ShareSettings } from './share-settings.ts';
import { untilAborted } from './until-aborted.ts';

/** How often a share is entered anew because its connection was lost meanwhile. */
const MAX_ENTRIES = 8;

/** An attempt to enter the share that others may join. */
interface Entry {
  readonly link: Promise<TreeLink>;
  readonly patient: boolean;
}

export class ShareConnection implements ManagedShare {
  readonly settings: ShareSettings;
  readonly #manager: ConnectionManager;
  readonly #serverSettings: ServerSettings;
  /** What the share is on, or was last. */
  #server: ServerSession | undefined;
  /** Lives as long as anything may go on with it: through losses, until the share is left. */
  #tree: Tree | undefined;
  #entry: Entry | undefined;
  /** What the share was entered by last. */
  #link: TreeLink | undefined;
  /** How the share was entered last. */
  #steps = new ConnectSteps();
  #reconnects = 0;
  #closing: Promise<void> | undefined;
  /** Aborted when nothing shall be made for this share any more. */
  readonly #ended = new AbortController();
  /** Operations that run, and who waits for the last of them. */
  #active = 0;
  #onDrained: (() => void) | undefined;

  /** Without a manager to share it, the connection is this share's own. */
  constructor(settings: ShareSettings, manager: ConnectionManager = new ConnectionManager()) {
    const { share: _, ...serverSettings } = settings;
    this.settings = settings;
    this.#serverSettings = serverSettings;
    this.#manager = manager;
  }

  get manager(): ConnectionManager {
    return this.#manager;
  }

  /** The tree in use; undefined before the first operation, and after the connection was lost or closed. */
  get tree(): Tree | undefined {
    return this.#tree?.link.lost ? undefined : this.#tree;
  }

  /** How the last attempt to connect and to enter the share went, or goes. */
  get steps(): readonly ConnectStep[] {
    return [...(this.#server?.steps ?? []), ...this.#steps.list];
  }

  /** How often the share was entered anew because it had been lost. */
  get reconnects(): number {
    return this.#reconnects;
  }

  /** Whether `close` or `destroy` has been called. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  get resting(): boolean {
    return (this.#tree?.openCount ?? 0) === 0;
  }

  /**
   * Runs an operation on the share, connecting first where needed: however many operations wait, one attempt is made. With
   * `signal`, an operation stops waiting for it. Rejects with what connecting, logging on or the operation failed with. When
   * the connection is lost while the operation runs, it goes on as its requests allow.
   */
  run<T>(operation: (tree: Tree) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.track(() => {
      const { tree } = this;
      return tree ? operation(tree) : held(this.#connect(signal)).then(operation);
    });
  }

  /** Counts an operation that has its tree already, so that `close` waits for it. */
  async track<T>(operation: () => Promise<T>): Promise<T> {
    const server = this.#joined();
    server.begin();
    this.#active++;
    try {
      return await operation();
    } finally {
      this.#active--;
      server.end();
      if (this.#active === 0) this.#onDrained?.();
      this.#letGo();
    }
  }

  /** Lets what runs finish, leaves the share, and what it is on if nobody else uses that. Repeated calls are one. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Drops everything of the share at once; whatever runs is rejected with `error`. */
  destroy(error: Error = new ConnectionError('ERR_SMB_CLOSED', 'this SmbFs has been destroyed')): void {
    this.#closing ??= Promise.resolve();
    this.#ended.abort(error);
    const link = this.#link;
    this.#forget();
    this.#manager.leave(this);
    const server = this.#server;
    if (!server?.users.has(this)) return;
    if (server.users.size > 1) link?.drop(error);
    else server.destroy(error);
    // What it leaves behind for others is theirs.
    server.quit(this).catch(() => {});
  }

  lost(): void {
    // The server keeps what is open for a minute or so: whoever uses it next may come too late.
    if (this.#tree && this.#tree.kept.size > 0) this.#tree.linked().catch(() => {});
  }

  onOplockBreak(notification: OplockBreakNotification): void {
    this.#tree?.onOplockBreak?.(notification);
  }

  /** Leaves the share, to enter it anew when it is needed. */
  async leave(): Promise<void> {
    this.#manager.leave(this);
    const tree = this.#forget();
    try {
      await tree?.disconnect();
    } catch (error) {
      // Gone while we were leaving is gone all the same; a server that refuses to let us go is not.
      if (!tree?.connection.closedBy) throw error;
    }
  }

  async #close(): Promise<void> {
    if (this.#active > 0) {
      await new Promise<void>((resolve) => {
        this.#onDrained = resolve;
      });
    }
    // Nobody waits any more for what is still being made.
    this.#ended.abort(new ConnectionError('ERR_SMB_CLOSED', 'this SmbFs has been closed'));
    await this.#entry?.link.catch(() => {});
    try {
      await this.leave();
    } finally {
      await this.#server?.quit(this);
    }
  }

  /** What the share is on, which now knows that it is used. */
  #joined(): ServerSession {
    if (this.#closing) throw new ConnectionError('ERR_SMB_CLOSED', 'this SmbFs has been closed');
    if (this.#server?.users.has(this)) return this.#server;
    if (this.#manager.closed) throw new ConnectionError('ERR_SMB_CLOSED', 'the connection manager has been closed');
    this.#server = this.#manager.join(this.#serverSettings, this, this.#server);
    return this.#server;
  }

  /** The manager keeps nothing of a share that could not be entered, and that nobody may come back to. */
  #letGo(): void {
    if (this.#active > 0 || this.#entry || this.#tree || this.#link || this.#closing) return;
    this.#manager.leave(this);
    // There is nothing of it to be left, unless somebody else uses it.
    this.#server?.quit(this).catch(() => {});
  }

  /** Nothing that begins from now on goes through what the share was entered by. */
  #forget(): Tree | undefined {
    const { tree } = this;
    this.#tree?.giveUp();
    this.#tree = undefined;
    this.#link = undefined;
    return tree;
  }

  /**
   * For an operation that begins: a share that was lost is waited for, if it has not been in vain before; one that was never
   * entered must let itself be entered at once.
   */
  async #connect(signal: AbortSignal | undefined): Promise<Tree> {
    const patient = this.#tree !== undefined && !this.#server?.down;
    const link = await untilAborted(this.#enter(patient), signal);
    this.#tree ??= new Tree(link, { replace: (_, abort) => untilAborted(this.#enter(true), abort) });
    await this.#tree.linked(signal);
    return this.#tree;
  }

  #enter(patient: boolean): Promise<TreeLink> {
    if (this.#link && !this.#link.lost) return Promise.resolve(this.#link);
    const running = this.#entry;
    if (running && (running.patient || !patient)) return running.link;
    const link = untilAborted(this.#enterShare(patient), this.#ended.signal);
    const own: Entry = { patient, link };
    this.#entry = own;
    const ended = (): void => {
      if (this.#entry === own) this.#entry = undefined;
      this.#letGo();
    };
    own.link.then(ended, ended);
    return own.link;
  }

  async #enterShare(patient: boolean): Promise<TreeLink> {
    const { signal } = this.#ended;
    for (let entries = 1; ; entries++) {
      signal.throwIfAborted();
      const server = this.#joined();
      const steps = new ConnectSteps();
      this.#steps = steps;
      const session = await server.connect(patient);
      try {
        steps.begin('tree');
        const link = await TreeLink.connect(session, this.settings.share, { signal, ref: false });
        if (this.#link) this.#reconnects++;
        this.#link = link;
        steps.done();
        return link;
      } catch (error) {
        steps.failed();
        const { closedBy } = session.connection;
        if (!closedBy) await this.#refused(server, session, error);
        if (!patient || error !== closedBy || !(error instanceof ConnectionError) || entries === MAX_ENTRIES)
          throw error;
      }
    }
  }

  /** A share that may not be entered leaves no session behind on the server, unless somebody else uses it. */
  async #refused(server: ServerSession, session: Session, error: unknown): Promise<void> {
    if (this.#ended.signal.aborted) return;
    if (!(error instanceof StatusError)) session.connection.destroy(error);
    // The refusal is what the caller must know, however the server takes the goodbye.
    else if (server.users.size === 1) await server.leave().catch(() => {});
  }
}
