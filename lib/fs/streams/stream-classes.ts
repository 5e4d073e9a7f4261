/** `ReadStream` and `WriteStream` of a file system: node's own, which work on its files. */
import * as nodeFs from 'node:fs';
import { parseFileMode } from '../arguments/mode-arguments.ts';
import { invalidArgType, invalidArgValue, nodeError } from '../errors/node-errors.ts';
import { fsError } from '../errors/system-error.ts';
import type { FileSystem } from '../file-system.ts';
import { isReferencedHandle, type ReferencedHandle, referencesOf } from '../handles/handle-references.ts';
import { isAtomic, Replacement } from '../replacement.ts';
import {
  ReadOperations,
  type StreamHost,
  type StreamSite,
  WriteOperations,
  type WritingStream,
} from './stream-operations.ts';

/** What `fs` has for streams; the functions need no `this`. */
export interface StreamClasses {
  readonly ReadStream: typeof nodeFs.ReadStream;
  readonly WriteStream: typeof nodeFs.WriteStream;
  readonly createReadStream: typeof nodeFs.createReadStream;
  readonly createWriteStream: typeof nodeFs.createWriteStream;
}

const DEFAULT_MODE = 0o666;

const classesOf = new WeakMap<FileSystem, StreamClasses>();

/** The stream classes of a file system; `makeStreamClasses` has made them. */
export function streamClassesOf(fs: FileSystem): StreamClasses {
  const classes = classesOf.get(fs);
  if (!classes) throw new TypeError('the file system has no streams');
  return classes;
}

type Options = Record<string, unknown>;

/** Symbols, so that they are in nobody's way: streams are objects that programs hang their own things on. */
const operations: unique symbol = Symbol('smbfs.operations');
const watchers: unique symbol = Symbol('smbfs.watchers');

interface Reading extends nodeFs.ReadStream {
  readonly autoClose: boolean;
  readonly fd: number;
  readonly end: number;
  pos: number | undefined;
  [operations]?: ReadOperations;
}

interface Writing extends nodeFs.WriteStream {
  readonly autoClose: boolean;
  [operations]?: WriteOperations;
  /** Callbacks of `write` that have not been called yet. */
  [watchers]?: number;
}

/** Node's classes as they were when the program began: it may put others in their place, ours among them. */
const NodeReadStream = nodeFs.ReadStream;
const NodeWriteStream = nodeFs.WriteStream;

/** They are functions, and programs call them as such to make classes of their own. */
type StreamFunction<T> = (this: T, path: unknown, options: unknown) => void;
const nodeReadStream = NodeReadStream as unknown as StreamFunction<Reading>;
const nodeWriteStream = NodeWriteStream as unknown as StreamFunction<Writing>;

/**
 * Makes the stream classes of a file system, once. `host` holds the functions that programs see: where one of them has been
 * replaced, streams call that one, as node's do.
 */
export function makeStreamClasses(fs: FileSystem, host: StreamHost): StreamClasses {
  const view = hostView(host);

  function ReadStream(this: Reading, path: unknown, given: unknown): unknown {
    if (!(this instanceof ReadStream)) return Reflect.construct(ReadStream, [path, given]);
    const options = streamOptions(given);
    const site = siteOf(fs, options);
    if (site) {
      const own = new ReadOperations(site, byteCount(options));
      this[operations] = own;
      options.fs = view({ close: own.close, read: own.read }, site.handle);
    }
    nodeReadStream.call(this, streamPath(fs, path), options);
    follow(this, site);
    return undefined;
  }
  inherit(ReadStream, NodeReadStream);
  const { read } = host;
  ReadStream.prototype._read = function readNext(this: Reading, size: number): void {
    const own = this[operations];
    if (own && this.autoClose && host.read === read && !replacedMethod(own.handle, 'read')) readAhead(this, own, size);
    else NodeReadStream.prototype._read.call(this, size);
  };
  ReadStream.prototype._destroy = function destroy(
    this: Reading,
    error: Error | null,
    callback: (error?: Error | null) => void,
  ): void {
    this[operations]?.stop();
    NodeReadStream.prototype._destroy.call(this, error, callback);
  };

  function WriteStream(this: Writing, path: unknown, given: unknown): unknown {
    if (!(this instanceof WriteStream)) return Reflect.construct(WriteStream, [path, given]);
    const options = streamOptions(given);
    const site = siteOf(fs, options);
    const replaces = isAtomicStream(options, site);
    if (site) {
      const own = new WriteOperations(site, writingStream(this));
      this[operations] = own;
      const calls = { close: own.close, write: own.write, writev: own.writev, fsync: own.fsync };
      const begin = (path: unknown, mode: unknown) =>
        Replacement.begin(fs, fs.path(path), parseFileMode(mode, 'mode', DEFAULT_MODE));
      options.fs = view(replaces ? { ...calls, open: own.openWith(begin) } : calls, site.handle);
    }
    nodeWriteStream.call(this, streamPath(fs, path), options);
    follow(this, site);
    return undefined;
  }
  inherit(WriteStream, NodeWriteStream);
  WriteStream.prototype.write = writeWatched;
  WriteStream.prototype._final = function final(this: Writing, callback: Done): void {
    if (this[operations]) this[operations].drain(callback);
    else callback();
  };

  const classes = {
    ReadStream: ReadStream as unknown as typeof nodeFs.ReadStream,
    WriteStream: WriteStream as unknown as typeof nodeFs.WriteStream,
    createReadStream: (path: unknown, options?: unknown) => Reflect.construct(ReadStream, [path, options]),
    createWriteStream: (path: unknown, options?: unknown) => Reflect.construct(WriteStream, [path, options]),
  };
  classesOf.set(fs, classes);
  return classes;
}

type Done = (error?: unknown) => void;

/** Makes operations of a stream's own give way to those of its handle and of the host that have been replaced. */
function hostView(host: StreamHost): (own: Partial<StreamHost>, handle: ReferencedHandle | undefined) => Options {
  const original = { ...host };
  return (own, handle) => {
    const calls: Options = { open: (...args: unknown[]) => Reflect.apply(host.open, host, args) };
    for (const [name, operation] of Object.entries(own)) {
      const key = name as keyof StreamHost;
      calls[name] = (...args: unknown[]): unknown => {
        const method = replacedMethod(handle, key);
        if (method) return callMethod(handle, method, args);
        const isOriginal = host[key] === original[key];
        return isOriginal ? Reflect.apply(operation, undefined, args) : Reflect.apply(host[key], host, args);
      };
    }
    return calls;
  };
}

type Method = (...args: unknown[]) => Promise<Record<string, unknown>>;

/** Methods of a handle that stand behind a stream's operations. Closing goes through the handle anyway. */
const METHODS: ReadonlySet<string> = new Set(['read', 'write', 'writev']);

/** The method that a program has put in the place of the handle's own. */
function replacedMethod(handle: ReferencedHandle | undefined, name: string): Method | undefined {
  if (!handle || !METHODS.has(name) || !Object.hasOwn(handle, name)) return undefined;
  return (handle as unknown as Record<string, Method>)[name];
}

/** Calls a method of a handle the way streams call functions: a descriptor comes first, and a callback last. */
function callMethod(handle: unknown, method: Method, args: readonly unknown[]): void {
  const callback = args.at(-1) as (...results: unknown[]) => void;
  Reflect.apply(method, handle, args.slice(1, -1)).then(
    ({ bytesRead, bytesWritten, buffer, buffers }) =>
      process.nextTick(callback, null, bytesRead ?? bytesWritten, buffer ?? buffers),
    (error: unknown) => process.nextTick(callback, error),
  );
}

function inherit(derived: object & { prototype: object }, base: object & { prototype: object }): void {
  Object.setPrototypeOf(derived.prototype, base.prototype);
  Object.setPrototypeOf(derived, base);
}

/** A copy of the options, those that they inherit included; what is no options at all is for node to refuse. */
function streamOptions(given: unknown): Options {
  if (typeof given === 'string') return { encoding: given };
  const options: Options = {};
  if (given === null || given === undefined || typeof given === 'function') return options;
  if (typeof given !== 'object') throw invalidArgType('options', ['string', 'Object'], given);
  for (const name in given) options[name] = (given as Options)[name];
  return options;
}

/** Undefined where the program brings operations of its own. */
function siteOf(fs: FileSystem, options: Options): StreamSite | undefined {
  const handle = isReferencedHandle(options.fd) ? options.fd : undefined;
  if (handle && options.fs) {
    throw nodeError('ERR_METHOD_NOT_IMPLEMENTED', 'The FileHandle with fs method is not implemented');
  }
  if (options.fs) return undefined;
  if (handle) options.fd = handle.fd;
  return { descriptors: fs.descriptors, handle };
}

/** Whether what the stream writes shall take the place of the file as a whole, when it is complete. */
function isAtomicStream({ atomic, flags = 'w', fd, autoClose }: Options, site: StreamSite | undefined): boolean {
  if (!isAtomic(atomic, flags, site !== undefined && (fd === undefined || fd === null))) return false;
  if (autoClose === false) throw invalidArgValue('options.autoClose', autoClose, "does not go with 'atomic'");
  return true;
}

/** Node knows `file:` URLs; those of shares are known here. */
function streamPath(fs: FileSystem, path: unknown): unknown {
  return path instanceof URL && path.protocol === 'smb:' ? fs.path(path).text : path;
}

/** How many bytes a stream with these options will read at most. */
function byteCount({ start = 0, end }: Options): number {
  return typeof end === 'number' ? end - Number(start) + 1 : Number.POSITIVE_INFINITY;
}

/** A stream on a handle keeps it open, and closes with it. */
function follow(stream: Reading | Writing, site: StreamSite | undefined): void {
  referencesOf(site?.handle)?.ref();
  site?.handle?.once('close', () => stream.close());
}

/** What node's `_read` does, without memory for data that comes with its own. */
function readAhead(stream: Reading, own: ReadOperations, size: number): void {
  const length = Math.min(size, stream.end - (stream.pos ?? stream.bytesRead) + 1);
  if (length <= 0) {
    stream.push(null);
    return;
  }
  // Text counts its characters, so that such a stream wants more at once: its reader shall have its turn.
  const soon = stream.readableEncoding ? setImmediate : process.nextTick;
  own.readSoon(stream.fd, length, stream.pos ?? null, soon, (error, data) => {
    if (stream.destroyed) return;
    if (!data) {
      stream.destroy(error as Error);
      return;
    }
    if (stream.pos !== undefined) stream.pos += data.length;
    stream.bytesRead += data.length;
    stream.push(data.length > 0 ? data : null);
  });
}

function writingStream(stream: Writing): WritingStream {
  return {
    get isWatched() {
      return (stream[watchers] ?? 0) > 0;
    },
    get incomplete() {
      if (stream.errored) return stream.errored;
      return stream.writableFinished ? undefined : fsError('ECANCELED', 'write', String(stream.path));
    },
    failed(error) {
      // Otherwise node's own rule: errors do not destroy it, and it is told with the next write.
      if (stream.autoClose) stream.destroy(error as Error);
      return stream.autoClose;
    },
  };
}

/**
 * `write`: a chunk whose writer wants to be called back is acknowledged when the server has it. Nobody can tell when the others
 * are written, as long as they are when the stream has finished.
 */
function writeWatched(this: Writing, chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
  const { write } = NodeWriteStream.prototype;
  const given = typeof encoding === 'function' ? encoding : callback;
  if (typeof given !== 'function') return Reflect.apply(write, this, [chunk, encoding]);
  const called = (...args: unknown[]): void => {
    this[watchers] = (this[watchers] ?? 0) - 1;
    Reflect.apply(given, undefined, args);
  };
  this[watchers] = (this[watchers] ?? 0) + 1;
  try {
    return Reflect.apply(write, this, typeof encoding === 'function' ? [chunk, called] : [chunk, encoding, called]);
  } catch (error) {
    this[watchers]--;
    throw error;
  }
}
