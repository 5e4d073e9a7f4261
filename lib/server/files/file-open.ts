/** An open of a file or directory.  [MS-SMB2] 3.3.1.10, [MS-FSA] 2.1.1.6 */

import { FILE_NOTIFY_CHANGE_DIR_NAME, FILE_NOTIFY_CHANGE_FILE_NAME } from '../../wire/commands/change-notify.ts';
import { FILE_DELETE_ON_CLOSE } from '../../wire/commands/create.ts';
import type { FileId } from '../../wire/file-id.ts';
import { FILE_ACTION_REMOVED } from '../../wire/fscc/notify-information.ts';
import { STATUS_FILE_CLOSED } from '../../wire/ntstatus.ts';
import type { TreeOpen } from '../protocol/server-tree.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import type { DirectoryScan } from './directory-scan.ts';
import type { DirectoryWatch } from './directory-watch.ts';
import type { FileNode, SharingOpen } from './file-node.ts';
import type { FileStats } from './file-stats.ts';
import type { ServedFileHandle } from './file-system.ts';
import { isMissing, statusOfFsError } from './fs-status.ts';
import { Mutex } from './mutex.ts';
import { concernsCaches, Oplock } from './oplock.ts';
import type { Volume } from './volume.ts';

export interface FileOpenOptions {
  readonly volume: Volume;
  readonly node: FileNode;
  readonly fileId: FileId;
  readonly path: string;
  readonly components: readonly string[];
  readonly directory: boolean;
  readonly handle: ServedFileHandle | undefined;
  readonly grantedAccess: number;
  readonly shareAccess: number;
  readonly createOptions: number;
  /** Called when it has been closed; `removed` when the file went with it. */
  readonly onClosed: (open: FileOpen, removed: boolean) => void;
}

export class FileOpen implements TreeOpen, SharingOpen {
  readonly volume: Volume;
  readonly node: FileNode;
  readonly fileId: FileId;
  readonly directory: boolean;
  /** Of a file that may be read or written; directories, and opens for attributes alone, have none. */
  readonly handle: ServedFileHandle | undefined;
  readonly grantedAccess: number;
  readonly shareAccess: number;
  readonly createOptions: number;
  /** Where the file is: it may be renamed. */
  path: string;
  components: readonly string[];
  /** FilePositionInformation. */
  position = 0;
  /** Whether watchers have been told that something was written. */
  written = false;
  /** Of a directory that is being listed. */
  scan: DirectoryScan | undefined;
  /** Of a directory that is being watched. */
  watch: DirectoryWatch | undefined;
  /** While the client may cache the file. */
  oplock: Oplock | undefined;
  readonly #onClosed: FileOpenOptions['onClosed'];
  readonly #turns = new Mutex();
  /** Made when somebody asks for it. */
  #ended: AbortController | undefined;
  #active = 0;
  #onIdle: (() => void) | undefined;
  #released: Promise<void> | undefined;

  constructor(options: FileOpenOptions) {
    this.volume = options.volume;
    this.node = options.node;
    this.fileId = options.fileId;
    this.path = options.path;
    this.components = options.components;
    this.directory = options.directory;
    this.handle = options.handle;
    this.grantedAccess = options.grantedAccess;
    this.shareAccess = options.shareAccess;
    this.createOptions = options.createOptions;
    this.#onClosed = options.onClosed;
  }

  /** Aborted when the open is being closed. */
  get ended(): AbortSignal {
    this.#ended ??= new AbortController();
    if (this.#released) this.#ended.abort();
    return this.#ended.signal;
  }

  /** Grants an oplock of this level if nobody else has the file open; `notify` tells the client that it is to give it back. */
  grantOplock(level: number, notify: () => void): boolean {
    const { node } = this;
    if (this.directory || node.opens.size > 1 || !concernsCaches(this.grantedAccess)) return false;
    this.oplock = new Oplock(level, notify, () => {
      this.oplock = undefined;
      node.oplock = undefined;
    });
    node.oplock = this.oplock;
    return true;
  }

  /** Runs a page of a listing: one at a time. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    return this.#turns.run(() => this.use(task));
  }

  /** Runs something that uses the handle: the open stays until it has settled. */
  async use<T>(task: () => Promise<T>): Promise<T> {
    this.#active++;
    try {
      return await task();
    } finally {
      if (--this.#active === 0) this.#onIdle?.();
    }
  }

  /** What the file looks like now; throws STATUS_FILE_CLOSED when it has gone behind the server's back. */
  async stats(): Promise<FileStats> {
    const stats = await this.volume.namespace.statsOf(this.path);
    if (!stats) throw new StatusFailure(STATUS_FILE_CLOSED);
    return stats;
  }

  /** Runs what makes the file `size` bytes long, if it is not: where the share has room for that. */
  async resize(size: number, task: () => Promise<unknown>): Promise<void> {
    const { node, volume } = this;
    node.writers.add(this);
    const before = node.size;
    if (size > before) volume.room.take(size - before);
    node.size = size;
    try {
      await this.use(task);
    } catch (error) {
      if (node.size === size) {
        node.size = before;
        if (size > before) volume.room.giveBack(size - before);
      }
      throw error;
    }
    if (size < before) volume.room.giveBack(before - size);
  }

  /** Has the file system write what it holds back. */
  flush(): Promise<unknown> {
    return this.use(async () => this.handle?.sync?.() ?? this.handle?.datasync?.());
  }

  release(): Promise<void> {
    this.#released ??= this.#release();
    return this.#released;
  }

  async #release(): Promise<void> {
    this.#ended?.abort();
    this.watch?.end('closed');
    if (this.#active > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    try {
      await this.handle?.close();
    } finally {
      // What the file system could not keep is nobody's open any more all the same.
      await this.#end();
    }
  }

  async #end(): Promise<void> {
    const { node, volume } = this;
    if (node.writers.has(this)) for (const closing of volume.writers) closing(this.components);
    let removed = false;
    if (this.createOptions & FILE_DELETE_ON_CLOSE || node.deletePending) {
      removed = await volume.exclusively(() => this.#leaveAndDelete());
    } else {
      this.#leave();
    }
    this.#onClosed(this, removed);
  }

  #leave(): void {
    const { node, volume } = this;
    node.locks.releaseAll(this.fileId);
    node.opens.delete(this);
    node.writers.delete(this);
    this.oplock?.relinquish();
    if (node.opens.size === 0) volume.nodes.delete(node.identity);
  }

  /** The last to close a file that is to be deleted deletes it; whether it did. */
  async #leaveAndDelete(): Promise<boolean> {
    const { node, volume } = this;
    if (this.createOptions & FILE_DELETE_ON_CLOSE) node.deletePath ??= this.path;
    const { deletePath } = node;
    this.#leave();
    if (deletePath === undefined || node.opens.size > 0) return false;
    const last = !this.directory && (await volume.namespace.statsOf(deletePath))?.numberOfLinks === 1;
    try {
      if (this.directory && !(await this.#isLink(deletePath))) await volume.fs.rmdir(deletePath);
      else await volume.fs.unlink(deletePath);
    } catch (error) {
      // CLOSE has no way to say that the directory was not empty, or that somebody else was faster.
      if (isMissing(error) || statusOfFsError(error) !== undefined) return false;
      throw error;
    }
    if (last) volume.room.giveBack(node.size);
    volume.attributes.forget(node.identity);
    const filter = this.directory ? FILE_NOTIFY_CHANGE_DIR_NAME : FILE_NOTIFY_CHANGE_FILE_NAME;
    volume.changed({ action: FILE_ACTION_REMOVED, filter, components: this.components });
    return true;
  }

  async #isLink(path: string): Promise<boolean> {
    return (await this.volume.fs.lstat?.(path, { bigint: true }))?.isSymbolicLink() ?? false;
  }
}
