/** What the worker does when it is asked: the operations of the table, and what only its owner asks for. */
import { SmbError } from '../../errors.ts';
import type { BasicChange } from '../../open/basic-change.ts';
import type { FileInfo } from '../../open/file-info.ts';
import type { OpenFlags } from '../arguments/flags.ts';
import { nodeError } from '../errors/node-errors.ts';
import type { FileSystem } from '../file-system.ts';
import type { Descriptor } from '../handles/descriptor.ts';
import type { Dir } from '../handles/dir.ts';
import { openDescriptor } from '../operations/open.ts';
import { opendir } from '../operations/opendir.ts';
import { operations } from '../operations/table.ts';
import { watchPath } from '../watch/watch-path.ts';
import type { Request } from './protocol.ts';

/** `tell` is for calls that are followed. */
type Call = (
  args: readonly unknown[],
  signal: AbortSignal | undefined,
  tell: (news: unknown) => void,
) => Promise<unknown>;

/** News of a watched path: null once the server watches, then what happens. */
export type WatchNews = readonly [eventType: 'rename' | 'change', filename: string | null] | null;

/** An open file, for its owner. */
export interface OpenedFile {
  readonly handle: number;
  readonly info: FileInfo;
}

export class WorkerCalls {
  readonly #fs: FileSystem;
  readonly #dirs = new Map<number, Dir>();
  #nextDir = 1;
  /** What is asked for in another way than the operation of that name, or is none. */
  readonly #own: Readonly<Record<string, Call>>;

  constructor(fs: FileSystem) {
    this.#fs = fs;
    this.#own = {
      connect: () => fs.call({ syscall: 'connect' }, async () => {}),
      shutdown: () => this.#shutdown(),
      open: ([path, flags, mode], signal) => this.#open(String(path), flags as OpenFlags, Number(mode), signal),
      openAgain: ([path, flags, info]) => this.#openAgain(String(path), flags as OpenFlags, info as FileInfo),
      read: ([handle, length, position], signal) =>
        this.#read(handle, Number(length), position as number | null, signal),
      write: ([handle, data, position], signal) =>
        this.#write(handle, data as Uint8Array, position as number | null, signal),
      fileStat: async ([handle]) => this.#descriptor(handle, 'fstat').stat(),
      fileChange: async ([handle, change]) =>
        this.#descriptor(handle, 'futime').change('futime', change as BasicChange),
      opendir: ([path, options]) => this.#openDir(path, options),
      readdirEntry: async ([id]) => this.#dirs.get(Number(id))?.read(),
      closedir: ([id]) => this.#closeDir(Number(id)),
      watch: ([path, recursive], signal, tell) => this.#watch(String(path), Boolean(recursive), signal, tell),
    };
  }

  async call(
    { name, args, file }: Request,
    signal: AbortSignal | undefined,
    tell: (news: unknown) => void,
  ): Promise<unknown> {
    const descriptor = file && this.#fs.descriptors.find(file.handle);
    if (file && descriptor) descriptor.position = file.position;
    const own = this.#own[name];
    if (own) return own(args, signal, tell);
    const operation = operations[name];
    if (!operation) throw new SmbError('ERR_SMB_WORKER', `the worker has no operation ${name}`);
    return operation(this.#fs, ...(signal ? withSignal(args, signal) : args))();
  }

  /** Where in its file a request has left its owner. */
  positionAfter({ file }: Request): number | undefined {
    return file && this.#fs.descriptors.find(file.handle)?.position;
  }

  #descriptor(handle: unknown, syscall: string): Descriptor {
    return this.#fs.descriptors.get(Number(handle), syscall);
  }

  async #open(path: string, flags: OpenFlags, mode: number, signal?: AbortSignal): Promise<OpenedFile> {
    const { descriptors } = this.#fs;
    const descriptor = await openDescriptor(this.#fs, this.#fs.path(path), flags, mode, signal);
    return { handle: descriptors.add(descriptor), info: descriptor.infoAtOpen };
  }

  /** Opens a file that its owner has open already; that its path leads to another file by now is an error. */
  async #openAgain(path: string, flags: OpenFlags, info: FileInfo): Promise<OpenedFile> {
    const again = { ...flags, create: false, exclusive: false, truncate: false };
    const opened = await this.#open(path, again, 0o666);
    const { creationTime, isDirectory } = opened.info;
    if (creationTime === info.creationTime && isDirectory === info.isDirectory) return opened;
    await this.#fs.descriptors.remove(opened.handle, 'close').close();
    throw nodeError('ERR_SMB_ENGINE', `'${path}' is another file by now`);
  }

  async #read(handle: unknown, length: number, position: number | null, signal?: AbortSignal): Promise<Buffer> {
    const descriptor = this.#descriptor(handle, 'read');
    const buffer = Buffer.allocUnsafeSlow(length);
    return buffer.subarray(0, length === 0 ? 0 : await descriptor.read(buffer, position, signal));
  }

  async #write(
    handle: unknown,
    { buffer, byteOffset, byteLength }: Uint8Array,
    position: number | null,
    signal?: AbortSignal,
  ): Promise<number> {
    const descriptor = this.#descriptor(handle, 'write');
    await descriptor.write(Buffer.from(buffer, byteOffset, byteLength), position, signal);
    return byteLength;
  }

  async #openDir(path: unknown, options: unknown): Promise<number> {
    const dir = await opendir(this.#fs, path, options)();
    const id = this.#nextDir++;
    this.#dirs.set(id, dir);
    return id;
  }

  async #closeDir(id: number): Promise<void> {
    const dir = this.#dirs.get(id);
    this.#dirs.delete(id);
    await dir?.close();
  }

  #watch(
    path: string,
    recursive: boolean,
    signal: AbortSignal = new AbortController().signal,
    tell: (news: WatchNews) => void,
  ): Promise<void> {
    const listener = (eventType: 'rename' | 'change', filename: string | null): void => tell([eventType, filename]);
    return watchPath(this.#fs, this.#fs.path(path), { recursive, signal, listener, watching: () => tell(null) });
  }

  async #shutdown(): Promise<void> {
    const files = this.#fs.descriptors.values().map((descriptor) => descriptor.close());
    const dirs = [...this.#dirs.keys()].map((id) => this.#closeDir(id));
    await Promise.allSettled([...files, ...dirs]);
    await this.#fs.share.close();
  }
}

/** The options are the last argument. */
function withSignal(args: readonly unknown[], signal: AbortSignal): readonly unknown[] {
  const options = args.at(-1);
  return [...args.slice(0, -1), { ...(typeof options === 'object' ? options : {}), signal }];
}
