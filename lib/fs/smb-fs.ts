/** `SmbFs`: a share that behaves like `node:fs`. */
import type * as nodeFs from 'node:fs';
import type * as nodePromises from 'node:fs/promises';
import { inspect } from 'node:util';
import { SmbError } from '../errors.ts';
import type { ConnectionManager } from '../manager/connection-manager.ts';
import { type Diagnostics, diagnose } from '../manager/diagnostics.ts';
import { ShareConnection } from '../manager/share-connection.ts';
import { listShares, type ShareInfo } from '../rpc/share-enumeration.ts';
import type { CreateAtomicWriteStream, WriteFileAtomically } from './faces/atomic-writing.ts';
import { blobMethods } from './faces/blobs.ts';
import type { FreeFunction } from './faces/callbacks.ts';
import { dualMethods } from './faces/dual.ts';
import { dualExists } from './faces/exists.ts';
import { dualGlob, globMethods } from './faces/globs.ts';
import type { LimitedCalls } from './faces/limited-calls.ts';
import type { OpendirWithStats, ReaddirWithStats } from './faces/listing-with-stats.ts';
import { fsModule } from './faces/module.ts';
import { promisesModule } from './faces/promises.ts';
import { syncMethods } from './faces/sync.ts';
import { SyncMembers } from './faces/sync-members.ts';
import { watchMethods } from './faces/watching.ts';
import { FileSystem } from './file-system.ts';
import { resolveOptions } from './options/options.ts';
import type { SmbFsOptions } from './options/smb-fs-options.ts';
import { makeStreamClasses } from './streams/stream-classes.ts';
import type { StreamHost } from './streams/stream-operations.ts';
import { WorkerEngine } from './sync/worker-engine.ts';
import { registerTerritory } from './territory.ts';

/** A method that gives a promise without a callback, and is `fs`'s own with one. */
type Dual<Name extends keyof typeof nodePromises & keyof typeof nodeFs> = (typeof nodePromises)[Name] &
  (typeof nodeFs)[Name] &
  Limited<Name>;

/** With a `timeout` or a `signal`, for what takes options. */
type Limited<Name> = Name extends keyof LimitedCalls ? LimitedCalls[Name] : unknown;

/** A method that `fs.promises` does not have, because it works on a descriptor. */
type ByDescriptor<Name extends keyof typeof nodeFs> = (typeof nodeFs)[Name] extends { __promisify__: infer Promised }
  ? Promised & (typeof nodeFs)[Name]
  : never;

/**
 * A share, or a folder on one, with the methods of `node:fs`: each gives a promise when the callback is left out. Every method
 * works apart from its object: `const { readFile } = smb`.
 *
 * Making one does no I/O and throws at once for wrong options; the first operation connects, and so does one after the
 * connection was lost. An unused connection does not keep the process alive.
 */
export class SmbFs extends SyncMembers {
  readonly #fs: FileSystem;
  #closing: Promise<void> | undefined;
  readonly #worker: WorkerEngine;
  readonly #sync: Readonly<Record<string, FreeFunction>>;
  readonly #watching: Readonly<Record<string, FreeFunction>>;
  readonly #blobs: Readonly<Record<string, FreeFunction>>;
  readonly #globs: ReturnType<typeof globMethods>;
  #module: typeof nodeFs | undefined;
  #promises: typeof nodePromises | undefined;

  readonly ReadStream: typeof nodeFs.ReadStream;
  readonly WriteStream: typeof nodeFs.WriteStream;
  declare readonly access: Dual<'access'>;
  declare readonly appendFile: Dual<'appendFile'>;
  declare readonly chmod: Dual<'chmod'>;
  declare readonly chown: Dual<'chown'>;
  readonly close: SmbFsClose;
  declare readonly copyFile: Dual<'copyFile'>;
  declare readonly cp: Dual<'cp'>;
  readonly createReadStream: typeof nodeFs.createReadStream;
  readonly createWriteStream: typeof nodeFs.createWriteStream & CreateAtomicWriteStream;
  declare readonly exists: ((path: nodeFs.PathLike) => Promise<boolean>) & typeof nodeFs.exists;
  declare readonly fchmod: ByDescriptor<'fchmod'>;
  declare readonly fchown: ByDescriptor<'fchown'>;
  declare readonly fdatasync: ByDescriptor<'fdatasync'>;
  declare readonly fstat: ByDescriptor<'fstat'> & LimitedCalls['fstat'];
  declare readonly fsync: ByDescriptor<'fsync'>;
  declare readonly ftruncate: ByDescriptor<'ftruncate'>;
  declare readonly futimes: ByDescriptor<'futimes'>;
  /** Paths to iterate over when the callback is left out. */
  declare readonly glob: Dual<'glob'>;
  declare readonly lchmod: Dual<'lchmod'>;
  declare readonly lchown: Dual<'lchown'>;
  declare readonly link: Dual<'link'>;
  declare readonly lstat: Dual<'lstat'>;
  declare readonly lutimes: Dual<'lutimes'>;
  declare readonly mkdir: Dual<'mkdir'>;
  declare readonly mkdtemp: Dual<'mkdtemp'>;
  declare readonly open: Dual<'open'>;
  declare readonly openAsBlob: typeof nodeFs.openAsBlob;
  declare readonly opendir: Dual<'opendir'> & OpendirWithStats;
  declare readonly read: ByDescriptor<'read'>;
  declare readonly readFile: Dual<'readFile'>;
  declare readonly readdir: Dual<'readdir'> & ReaddirWithStats;
  declare readonly readlink: Dual<'readlink'>;
  declare readonly readv: ByDescriptor<'readv'>;
  declare readonly realpath: Dual<'realpath'>;
  declare readonly rename: Dual<'rename'>;
  declare readonly rm: Dual<'rm'>;
  declare readonly rmdir: Dual<'rmdir'>;
  declare readonly stat: Dual<'stat'>;
  declare readonly statfs: Dual<'statfs'>;
  declare readonly symlink: Dual<'symlink'>;
  declare readonly truncate: Dual<'truncate'>;
  declare readonly unlink: Dual<'unlink'>;
  declare readonly unwatchFile: typeof nodeFs.unwatchFile;
  declare readonly utimes: Dual<'utimes'>;
  /** An `FSWatcher`, as `fs` has it; `promises.watch` is the one to iterate over. */
  declare readonly watch: typeof nodeFs.watch;
  declare readonly watchFile: typeof nodeFs.watchFile;
  declare readonly write: ByDescriptor<'write'>;
  declare readonly writeFile: Dual<'writeFile'> & WriteFileAtomically;
  declare readonly writev: ByDescriptor<'writev'>;

  /**
   * Points at a share: `smb://[[domain;]user[:password]@]host[:port]/share[/path][?option=value...]`, the options as an object,
   * or both, where an option beats the URL.
   */
  constructor(url: string | URL | SmbFsOptions, options?: SmbFsOptions) {
    super();
    const resolved = resolveOptions(url, options);
    this.#fs = new FileSystem(resolved, new ShareConnection(resolved.settings, resolved.manager));
    registerTerritory(this, this.#fs);
    this.#worker = new WorkerEngine(this.#fs);
    if (resolved.engine === 'worker') this.#fs.remote = this.#worker;
    this.#sync = syncMethods(this.#fs, this.#worker);
    this.#watching = watchMethods(this.#fs);
    this.#blobs = blobMethods(this.#fs, this.#sync);
    this.#globs = globMethods(this.#fs, this.#sync);
    // Where it points to, and never a password.
    const { host, share } = resolved.settings;
    Object.defineProperty(this, inspect.custom, { value: () => `SmbFs { //${host}/${share}${resolved.path} }` });
    const { close, ...rest } = dualMethods(this.#fs);
    Object.assign(this, rest, this.#sync, this.#watching, this.#blobs, this.#globs, {
      exists: dualExists(this.#fs),
      glob: dualGlob(this.#fs, this.#globs.glob),
    });
    this.close = ((...args: unknown[]) => (args.length === 0 ? this.#close() : close?.(...args))) as SmbFsClose;
    const streams = makeStreamClasses(this.#fs, this as unknown as StreamHost);
    this.ReadStream = streams.ReadStream;
    this.WriteStream = streams.WriteStream;
    this.createReadStream = streams.createReadStream;
    this.createWriteStream = streams.createWriteStream;
  }

  /** The module `node:fs/promises` over again: every function works apart from the object. */
  get promises(): typeof nodePromises {
    this.#promises ??= promisesModule(this.#fs);
    return this.#promises;
  }

  /**
   * The module `node:fs` over again: callbacks are mandatory, and every function works apart from the object. This is what to
   * hand to a program that wants an `fs`.
   */
  get fs(): typeof nodeFs {
    this.#module ??= fsModule(this.#fs, {
      promises: this.promises,
      sync: this.#sync,
      watching: this.#watching,
      blobs: this.#blobs,
      globs: this.#globs,
    });
    return this.#module;
  }

  /** Connects and logs on now instead of with the first operation: a test of the connection. */
  async connect(options: { signal?: AbortSignal } = {}): Promise<void> {
    if (this.#fs.remote) await this.#worker.connect(options.signal);
    else await this.#fs.call({ syscall: 'connect', signal: options.signal }, async () => {});
  }

  /** What keeps the connection, alone or shared: it tells of connections that are made, lost, and made anew. */
  get manager(): ConnectionManager {
    return this.#fs.share.manager;
  }

  /** What the connection is like now, and what it has done: without secrets, and without asking the server anything. */
  diagnostics(): Diagnostics {
    return diagnose(this.#fs.share);
  }

  /** Lists all shares of the server, hidden ones too, and those that this user may not enter. */
  listShares(options: { signal?: AbortSignal } = {}): Promise<ShareInfo[]> {
    const { signal } = options;
    return this.#fs.call({ syscall: 'listshares', signal }, (tree) => listShares(tree.session, { signal }));
  }

  /** Drops the connection at once; whatever runs is rejected with `error`, or with `ERR_SMB_CLOSED`. */
  destroy(error?: Error): void {
    for (const end of this.#fs.endings) end();
    this.#fs.share.destroy(error);
    this.#worker.destroy(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  /** Closes what is still open, lets what runs finish, and logs off. Repeated calls are one. */
  #close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    for (const end of this.#fs.endings) end();
    const closed = await Promise.allSettled(this.#fs.descriptors.values().map((descriptor) => descriptor.close()));
    await Promise.all([this.#fs.share.close(), this.#worker.close()]);
    for (const result of closed) {
      // A file whose connection is gone is closed already; one that the server could not keep must be known.
      if (result.status === 'rejected' && !(result.reason instanceof SmbError)) throw result.reason;
    }
  }
}

/** Without an argument: lets what runs finish, logs off, and closes the connection. With a descriptor: closes that file. */
export interface SmbFsClose {
  (): Promise<void>;
  (fd: number): Promise<void>;
  (fd: number, callback: (error: NodeJS.ErrnoException | null) => void): void;
}
