/** The worker as one file system uses it: started with the first call, its files and folders seen from here. */
import { ConnectionError } from '../../errors.ts';
import type { OpenFlags } from '../arguments/flags.ts';
import { AbortError, nodeError } from '../errors/node-errors.ts';
import type { FileSystem } from '../file-system.ts';
import type { FsPath } from '../fs-path.ts';
import { Descriptor } from '../handles/descriptor.ts';
import { Dir } from '../handles/dir.ts';
import { warnOfLateClose } from '../handles/late-close.ts';
import type { RemoteEngine } from '../remote-engine.ts';
import type { PathWatchOptions } from '../watch/path-watch-options.ts';
import { type Crossing, crossingOf } from './crossings.ts';
import type { FilePlace, Reply } from './protocol.ts';
import { RemoteFolder } from './remote-folder.ts';
import { RemoteOpen } from './remote-open.ts';
import { packArgument } from './wire-values.ts';
import { type BridgeCall, type BridgeOptions, WorkerBridge } from './worker-bridge.ts';
import type { OpenedFile, WatchNews } from './worker-calls.ts';

/** The largest number that node takes for a descriptor: no worker has so many files open. */
const NOT_OPEN = 2 ** 31 - 1;

export class WorkerEngine implements RemoteEngine {
  readonly #fs: FileSystem;
  readonly #options: BridgeOptions;
  #bridge: WorkerBridge | undefined;
  /** The worker's own opens of files that are open here. */
  readonly #doubles = new WeakMap<Descriptor, RemoteOpen>();

  constructor(fs: FileSystem, options: BridgeOptions = {}) {
    this.#fs = fs;
    this.#options = options;
  }

  /** Does an operation whose arguments have been checked; this thread sleeps meanwhile. */
  runSync(name: string, args: readonly unknown[]): unknown {
    const [first] = args;
    const crossing = crossingOf(name, this.#fs, args);
    return typeof first === 'number' ? this.#onFile(name, first, crossing) : this.#sleep(name, crossing);
  }

  /** Does one of the calls that the worker knows for open files. */
  runOnFile(name: string, fd: number, args: readonly unknown[], transfer: readonly ArrayBuffer[] = []): unknown {
    return this.#onFile(name, fd, { args: [fd, ...args], transfer, unpack: (result) => result });
  }

  openSync(path: FsPath, flags: OpenFlags, mode: number): number {
    const bridge = this.#started();
    const { result } = bridge.callAndSleep({ name: 'open', args: [path.text, flags, mode] });
    return this.#fs.descriptors.add(this.#descriptor(bridge, path, flags, result));
  }

  closeSync(fd: number): void {
    const descriptor = this.#fs.descriptors.remove(fd, 'close');
    const { openFile } = descriptor;
    if (openFile instanceof RemoteOpen) {
      descriptor.markClosed();
      openFile.closeSync();
    } else {
      // This thread's connection speaks only when this thread is free again: the caller has gone on by then.
      descriptor.close().catch((error: Error) => warnOfLateClose(descriptor.path, error));
    }
  }

  openDirSync(path: FsPath, options: unknown): Dir {
    const bridge = this.#started();
    const { result } = bridge.callAndSleep(this.#openDir(path, options));
    return new Dir(path.text, new RemoteFolder(bridge, Number(result)));
  }

  async openDir(path: FsPath, options: unknown): Promise<Dir> {
    const bridge = this.#started();
    const { result } = await bridge.call(this.#openDir(path, options));
    return new Dir(path.text, new RemoteFolder(bridge, Number(result)));
  }

  async run(name: string, args: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    const { unpack, ...sent } = crossingOf(name, this.#fs, args);
    const result = await this.#call({ name, ...sent, signal });
    // The worker may have been faster than the news.
    if (signal?.aborted) throw new AbortError(signal);
    return unpack(result);
  }

  async open(path: FsPath, flags: OpenFlags, mode: number, signal?: AbortSignal): Promise<Descriptor> {
    const bridge = this.#started();
    const opened = await this.#call({ name: 'open', args: [path.text, flags, mode], signal });
    return this.#descriptor(bridge, path, flags, opened);
  }

  async watch(path: FsPath, options: PathWatchOptions): Promise<void> {
    const bridge = this.#started();
    return new Promise((done, failed) => followWatch(bridge, path, options, { done, failed }));
  }

  watchSync(path: FsPath, options: PathWatchOptions): Promise<void> {
    const bridge = this.#started();
    let begun = false;
    let failure: { readonly error: unknown } | undefined;
    const begin = (): void => {
      begun = true;
    };
    const ended = new Promise<void>((resolve, reject) => {
      const done = (): void => {
        begin();
        resolve();
      };
      const failed = (error: unknown): void => {
        failure = { error };
        reject(error);
      };
      followWatch(bridge, path, { ...options, watching: begin }, { done, failed });
    });
    bridge.sleepUntil(() => begun || failure !== undefined);
    if (!failure) return ended;
    ended.catch(() => {});
    throw (failure as { readonly error: unknown }).error;
  }

  async chmod({ openFile }: Descriptor, mode: number): Promise<void> {
    if (openFile instanceof RemoteOpen) await this.#call({ name: 'fchmod', args: [openFile.handle, mode] });
  }

  async connect(signal?: AbortSignal): Promise<void> {
    await this.#call({ name: 'connect', args: [], signal });
  }

  async close(): Promise<void> {
    await this.#bridge?.close();
  }

  /** Ends the worker at once; what waits for it fails with `error`, or with ERR_SMB_CLOSED. */
  destroy(error: Error = new ConnectionError('ERR_SMB_CLOSED', 'this SmbFs has been destroyed')): void {
    this.#bridge?.destroy(error);
  }

  async #call(call: BridgeCall): Promise<unknown> {
    const { signal } = call;
    if (signal?.aborted) throw new AbortError(signal);
    try {
      return (await this.#started().call(call)).result;
    } catch (error) {
      throw signal?.aborted ? new AbortError(signal) : error;
    }
  }

  #started(): WorkerBridge {
    if (this.#fs.share.closed) throw new ConnectionError('ERR_SMB_CLOSED', 'this SmbFs has been closed');
    if (!this.#bridge || this.#bridge.ended) this.#bridge = new WorkerBridge(this.#fs.options, this.#options);
    return this.#bridge;
  }

  #sleep(name: string, { unpack, ...sent }: Crossing): unknown {
    return unpack(this.#started().callAndSleep({ name, ...sent }).result);
  }

  /** The current position is this side's to know; the worker takes it along and brings it back. */
  #onFile(name: string, fd: number, { args, transfer, unpack }: Crossing): unknown {
    const descriptor = this.#fs.descriptors.find(fd);
    if (!descriptor) return this.#sleep(name, { args: [NOT_OPEN, ...args.slice(1)], unpack });
    const { bridge, handle } = this.#remote(name, descriptor);
    const file: FilePlace = { handle, position: descriptor.position };
    const { result, position }: Reply = bridge.callAndSleep({ name, args: [handle, ...args.slice(1)], transfer, file });
    if (position !== undefined) descriptor.position = position;
    return unpack(result);
  }

  /** The worker's open of a file. One that is open on this thread's connection, which sleeps too, it opens again. */
  #remote(name: string, descriptor: Descriptor): RemoteOpen {
    const { openFile, path, flags, infoAtOpen } = descriptor;
    if (openFile instanceof RemoteOpen) return openFile;
    const known = this.#doubles.get(descriptor);
    if (known && !known.bridge.ended) return known;
    const bridge = this.#started();
    const double = new RemoteOpen(bridge, openAgain(bridge, name, [path.text, flags, infoAtOpen]));
    this.#doubles.set(descriptor, double);
    descriptor.alsoClose(() => double.close());
    return double;
  }

  #descriptor(bridge: WorkerBridge, path: FsPath, flags: OpenFlags, opened: unknown): Descriptor {
    return new Descriptor(this.#fs, path, flags, new RemoteOpen(bridge, opened as OpenedFile));
  }

  #openDir(path: FsPath, options: unknown): BridgeCall {
    return { name: 'opendir', args: [path.text, packArgument(this.#fs, options)] };
  }
}

function followWatch(
  bridge: WorkerBridge,
  path: FsPath,
  { recursive, signal, listener, watching }: PathWatchOptions,
  { done, failed }: { done(): void; failed(error: unknown): void },
): void {
  const told = (news: unknown): void => {
    const change = news as WatchNews;
    if (change) listener(...change);
    else watching?.();
  };
  bridge.follow({ name: 'watch', args: [path.text, recursive], signal }, { done, failed, told });
}

function openAgain(bridge: WorkerBridge, name: string, args: readonly unknown[]): OpenedFile {
  try {
    return bridge.callAndSleep({ name: 'openAgain', args }).result as OpenedFile;
  } catch (cause) {
    if (cause instanceof ConnectionError) throw cause;
    const message =
      `${name}Sync cannot reach the file '${args[0]}', which was opened without blocking and is no longer to be found there: ` +
      "open it with openSync, or use engine: 'worker'";
    throw Object.assign(nodeError('ERR_SMB_ENGINE', message), { cause });
  }
}
