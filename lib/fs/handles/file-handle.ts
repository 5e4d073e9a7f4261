/** `FileHandle`: an open file as an object, as the promise form of `open` gives it. */
import { EventEmitter } from 'node:events';
import type {
  BigIntStats,
  ReadOptions,
  ReadOptionsWithBuffer,
  ReadStream,
  ReadVResult,
  Stats,
  WriteStream,
  WriteVResult,
} from 'node:fs';
import type * as node from 'node:fs/promises';
import { createInterface, type Interface } from 'node:readline';
import type { ReadableStream } from 'node:stream/web';
import { callOptions } from '../arguments/call-options.ts';
import { readHandleArguments } from '../arguments/read-arguments.ts';
import { timeArgument } from '../arguments/time-argument.ts';
import { validateBoolean, validateObject } from '../arguments/validate.ts';
import { vectorArguments } from '../arguments/vector-arguments.ts';
import { writeArguments } from '../arguments/write-arguments.ts';
import { type CallLimits, withinLimits } from '../call-limits.ts';
import { nodeError } from '../errors/node-errors.ts';
import type { FileSystem } from '../file-system.ts';
import { fchmod } from '../operations/chmod.ts';
import { fchown } from '../operations/chown.ts';
import { readInto, readIntoAll } from '../operations/read.ts';
import { decoded, readRest } from '../operations/read-file.ts';
import { fstat } from '../operations/stat.ts';
import { fdatasync, fsync } from '../operations/sync.ts';
import { ftruncate } from '../operations/truncate.ts';
import { futimes } from '../operations/utimes.ts';
import { writeFrom, writeFromAll } from '../operations/write.ts';
import { writeAll } from '../operations/write-file.ts';
import { writeSource } from '../operations/write-source.ts';
import { streamClassesOf } from '../streams/stream-classes.ts';
import { webStream } from '../streams/web-stream.ts';
import type { Descriptor } from './descriptor.ts';
import { closed, closeWhenForgotten } from './forgotten-handles.ts';
import { type ReferencedHandle, registerHandle } from './handle-references.ts';

/** The descriptor of a handle that has been closed. */
const CLOSED = -1;

type View = NodeJS.ArrayBufferView;
type Text = Parameters<node.FileHandle['appendFile']>[0];
type Time = string | number | Date;

/**
 * An open file. What runs on it keeps it open, streams too: `close` lets them finish. Every call fails with EBADF once the file
 * is closed.
 */
export class FileHandle extends EventEmitter implements ReferencedHandle {
  readonly #fs: FileSystem;
  #fd: number;
  /** The owner, until `close`, and everything that runs. */
  #references = 1;
  #closing: { readonly promise: Promise<void>; readonly settle: (closed: Promise<void>) => void } | undefined;
  /** A web stream reads from it: there can be only one. */
  #locked = false;

  /** Takes over the open file `fd`. */
  constructor(fs: FileSystem, fd: number) {
    super();
    this.#fs = fs;
    this.#fd = fd;
    closeWhenForgotten(this, fs.descriptors, fd);
    registerHandle(this, { ref: () => this.#ref(), unref: () => this.#unref() });
  }

  /** The file's number, for the methods that take one; -1 once the handle is closed. */
  get fd(): number {
    return this.#fd;
  }

  /** The bytes go where the last read or write without a position ended, or to a position, and no more than the buffer takes. */
  read<T extends View>(
    buffer: T,
    offset?: number | null,
    length?: number | null,
    position?: number | bigint | null,
  ): Promise<node.FileReadResult<T>>;
  read<T extends View>(buffer: T, options?: ReadOptions): Promise<node.FileReadResult<T>>;
  read<T extends View = Buffer<ArrayBuffer>>(options?: ReadOptionsWithBuffer<T>): Promise<node.FileReadResult<T>>;
  read(...args: readonly unknown[]): Promise<node.FileReadResult<View>> {
    return FileHandle.#run(this, 'read', async (descriptor) => {
      const request = readHandleArguments(args);
      const bytesRead = await readInto(descriptor, request);
      return bare({ bytesRead, buffer: request.buffer });
    });
  }

  /** Fills the buffers one after another. */
  readv<T extends readonly View[]>(buffers: T, position?: number): Promise<ReadVResult<T>> {
    return FileHandle.#run(this, 'readv', async (descriptor) => {
      const bytesRead = await readIntoAll(descriptor, vectorArguments([buffers, position]));
      return bare({ bytesRead, buffers });
    });
  }

  /** From the current position to the end: bytes, or text where an encoding is given. */
  readFile(options?: (CallLimits & { encoding?: null | undefined }) | null): Promise<Buffer<ArrayBuffer>>;
  readFile(options: (CallLimits & { encoding: BufferEncoding }) | BufferEncoding): Promise<string>;
  readFile(options?: unknown): Promise<string | Buffer<ArrayBuffer>>;
  readFile(given?: unknown): Promise<string | Buffer> {
    return FileHandle.#run(this, 'readFile', (descriptor) =>
      withinLimits('readFile', given, async (limited) => {
        const options = callOptions(limited, { flag: 'r' });
        return decoded(await readRest(descriptor, options.signal), options);
      }),
    );
  }

  /** Everything is written, at the current position or at the one given; to the end of a file that was opened to append. */
  write<T extends View>(
    buffer: T,
    offset?: number | null,
    length?: number | null,
    position?: number | null,
  ): Promise<{ bytesWritten: number; buffer: T }>;
  write<T extends Uint8Array>(
    buffer: T,
    options?: { offset?: number; length?: number; position?: number },
  ): Promise<{ bytesWritten: number; buffer: T }>;
  write(
    text: string,
    position?: number | null,
    encoding?: BufferEncoding | null,
  ): Promise<{ bytesWritten: number; buffer: string }>;
  write(...args: readonly unknown[]): Promise<{ bytesWritten: number; buffer: View | string }> {
    return FileHandle.#run(this, 'write', async (descriptor) => {
      const request = writeArguments(args);
      const bytesWritten = await writeFrom(descriptor, request);
      return bare({ bytesWritten, buffer: request.buffer });
    });
  }

  /** Writes the buffers one after another. */
  writev<T extends readonly View[]>(buffers: T, position?: number): Promise<WriteVResult<T>> {
    return FileHandle.#run(this, 'writev', async (descriptor) => {
      const bytesWritten = await writeFromAll(descriptor, vectorArguments([buffers, position]));
      return bare({ bytesWritten, buffers });
    });
  }

  /** Writes text, bytes, or what an iterable yields of them, at the current position; nothing is cut off behind it. */
  writeFile(data: Text, options?: unknown): Promise<void> {
    return FileHandle.#run(this, 'writeFile', (descriptor) =>
      withinLimits('writeFile', options, async (limited) => {
        const { encoding, flush = false, signal } = callOptions(limited, { encoding: 'utf8' });
        validateBoolean(flush, 'options.flush');
        await writeAll(descriptor, writeSource(data, encoding), false, signal);
      }),
    );
  }

  /** The same as `writeFile`: whether it appends, the flags of `open` have said. */
  appendFile(data: Text, options?: unknown): Promise<void> {
    return this.writeFile(data, options);
  }

  stat(options?: { bigint?: false | undefined }): Promise<Stats>;
  stat(options: { bigint: true }): Promise<BigIntStats>;
  stat(options?: { bigint?: boolean | undefined }): Promise<Stats | BigIntStats>;
  stat(options?: unknown): Promise<Stats | BigIntStats> {
    return FileHandle.#run(this, 'fstat', () => fstat(this.#fs, this.#fd, options)());
  }

  /** Cuts the file to `length` bytes, or lengthens it with zeros. Default: 0. */
  truncate(length?: number): Promise<void> {
    return FileHandle.#run(this, 'ftruncate', () => ftruncate(this.#fs, this.#fd, length)());
  }

  /** Of the permission bits, SMB has the read-only attribute. */
  chmod(mode: string | number): Promise<void> {
    return FileHandle.#run(this, 'fchmod', () => fchmod(this.#fs, this.#fd, mode)());
  }

  /** SMB has no numeric owners: nothing is changed. */
  chown(uid: number, gid: number): Promise<void> {
    return FileHandle.#run(this, 'fchown', () => fchown(this.#fs, this.#fd, uid, gid)());
  }

  utimes(atime: Time, mtime: Time): Promise<void> {
    return FileHandle.#run(this, 'futimes', () => {
      // Only here node says which of the two is wrong.
      timeArgument(atime, 'atime');
      timeArgument(mtime, 'mtime');
      return futimes(this.#fs, this.#fd, atime, mtime)();
    });
  }

  /** Has the server write the file to its disk. */
  sync(): Promise<void> {
    return FileHandle.#run(this, 'fsync', () => fsync(this.#fs, this.#fd)());
  }

  /** The same as `sync`: the server makes no difference. */
  datasync(): Promise<void> {
    return FileHandle.#run(this, 'fdatasync', () => fdatasync(this.#fs, this.#fd)());
  }

  /** A stream from the current position, or from `start`. With the stream the handle is closed, unless `autoClose` is false. */
  createReadStream(options?: node.CreateReadStreamOptions): ReadStream {
    const { ReadStream } = streamClassesOf(this.#fs);
    return Reflect.construct(ReadStream, [undefined, { ...options, fd: this }]);
  }

  /** A stream to the current position, or to `start`. With the stream the handle is closed, unless `autoClose` is false. */
  createWriteStream(options?: node.CreateWriteStreamOptions): WriteStream {
    const { WriteStream } = streamClassesOf(this.#fs);
    return Reflect.construct(WriteStream, [undefined, { ...options, fd: this }]);
  }

  /** The file's lines, as events or with `for await`. */
  readLines(options?: node.CreateReadStreamOptions): Interface {
    return createInterface({ input: this.createReadStream(options), crlfDelay: Number.POSITIVE_INFINITY });
  }

  /** The file's bytes from the current position on; once. With `autoClose`, its end closes the handle. */
  readableWebStream(options: { autoClose?: boolean | undefined } = {}): ReadableStream {
    this.#throwIfInUse();
    validateObject(options, 'options');
    const { autoClose = false } = options ?? {};
    validateBoolean(autoClose, 'options.autoClose');
    this.#locked = true;
    this.#ref();
    const { stream, end } = webStream(this.#descriptor('read'), async () => {
      this.#unref();
      if (autoClose) await this.close();
    });
    this.once('close', end);
    return stream;
  }

  /** Closes the file when everything that runs on it has finished; repeated calls are one. Works apart from the object. */
  readonly close = (): Promise<void> => {
    if (this.#fd === CLOSED) return this.#closing?.promise ?? Promise.resolve();
    if (this.#closing) return this.#closing.promise;
    let settle: (closed: Promise<void>) => void = () => {};
    const promise = new Promise<void>((resolve) => {
      settle = resolve;
    });
    this.#closing = { promise, settle };
    this.#unref();
    this.emit('close');
    return promise;
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #ref(): void {
    this.#references++;
  }

  #unref(): void {
    if (--this.#references > 0) return;
    const fd = this.#fd;
    this.#fd = CLOSED;
    this.#closing?.settle(this.#release(fd));
  }

  /** Rejects where somebody else has closed the descriptor. */
  async #release(fd: number): Promise<void> {
    closed(this);
    await this.#fs.descriptors.remove(fd, 'close').close();
  }

  /** Runs `operation`, which node's errors call `name`, and keeps the file open meanwhile. */
  static async #run<T>(
    handle: FileHandle,
    name: string,
    operation: (descriptor: Descriptor) => Promise<T>,
  ): Promise<T> {
    if (!(#fd in handle)) throw nodeError('ERR_INTERNAL_ASSERTION', 'handle must be an instance of FileHandle');
    if (handle.#fd === CLOSED) throw Object.assign(new Error('file closed'), { code: 'EBADF', syscall: name });
    handle.#ref();
    try {
      return await operation(handle.#descriptor(name));
    } finally {
      handle.#unref();
    }
  }

  #descriptor(syscall: string): Descriptor {
    return this.#fs.descriptors.get(this.#fd, syscall);
  }

  #throwIfInUse(): void {
    const invalid = (state: string): Error =>
      nodeError('ERR_INVALID_STATE', `Invalid state: The FileHandle is ${state}`);
    if (this.#fd === CLOSED) throw invalid('closed');
    if (this.#closing) throw invalid('closing');
    if (this.#locked) throw invalid('locked');
  }
}

/** Node's results inherit from nothing. */
function bare<T extends object>(result: T): T {
  return Object.setPrototypeOf(result, null);
}
