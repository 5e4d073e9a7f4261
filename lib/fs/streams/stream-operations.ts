/** What node's own fs streams are given for a file system: its documented `fs` option, with data read ahead and written behind. */
import type { Descriptor } from '../handles/descriptor.ts';
import type { DescriptorTable } from '../handles/descriptor-table.ts';
import { type ReferencedHandle, referencesOf } from '../handles/handle-references.ts';
import type { Replacement } from '../replacement.ts';
import { ReadAhead } from './read-ahead.ts';
import { WriteBehind } from './write-behind.ts';

/**
 * As many bytes of a stream are acknowledged when the server has them, as by node: who writes a little and looks at the file
 * sees it there. Who writes more is in a hurry.
 */
const UNHURRIED = 64 * 1024;

type OpenCallback = (error: unknown, fd?: number) => void;
type DoneCallback = (error?: unknown) => void;
type ReadCallback = (error: unknown, bytesRead?: number, buffer?: Buffer) => void;
type DataCallback = (error: unknown, data?: Buffer) => void;
/** `process.nextTick` or `setImmediate`. */
type Soon = (callback: () => void) => void;
type WriteCallback = (error: unknown, bytesWritten?: number, data?: unknown) => void;

/** The functions of a file system that streams call. */
export interface StreamHost {
  open(path: unknown, flags: unknown, mode: unknown, callback: OpenCallback): void;
  close(fd: number, callback: DoneCallback): void;
  read(
    fd: number,
    buffer: Buffer,
    offset: number,
    length: number,
    position: number | undefined,
    callback: ReadCallback,
  ): void;
  write(
    fd: number,
    buffer: Buffer,
    offset: number,
    length: number,
    position: number | undefined,
    callback: WriteCallback,
  ): void;
  writev(fd: number, buffers: readonly Buffer[], position: number | undefined, callback: WriteCallback): void;
  fsync(fd: number, callback: DoneCallback): void;
}

/** What the operations of one stream are made for. */
export interface StreamSite {
  readonly descriptors: DescriptorTable;
  /** The file that the stream is made on, where it was given as a handle. */
  readonly handle: ReferencedHandle | undefined;
}

/** Ending, which all streams have in common. */
abstract class StreamOperations implements Pick<StreamHost, 'close' | 'fsync'> {
  protected readonly site: StreamSite;

  constructor(site: StreamSite) {
    this.site = site;
  }

  /** The file that the stream is made on, where it was given as a handle. */
  get handle(): ReferencedHandle | undefined {
    return this.site.handle;
  }

  close = (fd: number, callback: DoneCallback): void => answer(this.#close(fd), () => callback(), callback);

  fsync = (fd: number, callback: DoneCallback): void => answer(this.#fsync(fd), () => callback(), callback);

  /** Ends what runs on the file, which is about to be closed. */
  protected abstract finish(): Promise<void>;

  protected descriptor(fd: number, syscall: string): Descriptor {
    return this.site.descriptors.get(fd, syscall);
  }

  async #fsync(fd: number): Promise<void> {
    await this.descriptor(fd, 'fsync').sync('fsync');
  }

  async #close(fd: number): Promise<void> {
    const { handle } = this.site;
    try {
      await this.finish();
    } finally {
      if (handle) {
        referencesOf(handle)?.unref();
        await handle.close();
      } else {
        await this.release(fd);
      }
    }
  }

  /** Gives back a file that the stream has opened. */
  protected async release(fd: number): Promise<void> {
    await this.site.descriptors.remove(fd, 'close').close();
  }
}

/** For a ReadStream. */
export class ReadOperations extends StreamOperations implements Pick<StreamHost, 'close' | 'read'> {
  readonly #count: number;
  #reader: { readonly descriptor: Descriptor; readonly ahead: ReadAhead } | undefined;
  #stopped = false;

  /** The stream will ask for no more than `count` bytes. */
  constructor(site: StreamSite, count: number) {
    super(site);
    this.#count = count;
  }

  /** Answers with memory of its own instead of `buffer`. */
  read: StreamHost['read'] = (fd, buffer, _offset, length, position, callback): void =>
    answer(
      this.#read(fd, length, position ?? null),
      (data) => callback(null, data.length, data),
      // A stream that is being destroyed has stopped this itself, and is waiting only for it to end.
      (error) => (this.#stopped ? callback(null, 0, buffer) : callback(error)),
    );

  /**
   * As `read`, by `soon` where it can: not before it returns, as a stream that is pushed to while it reads hands out chunks that
   * are longer than its `highWaterMark`.
   */
  readSoon(fd: number, length: number, position: number | null, soon: Soon, callback: DataCallback): void {
    const { descriptors } = this.site;
    const reader = this.#reader && descriptors.has(fd, this.#reader.descriptor) ? this.#reader : undefined;
    const data = reader?.ahead.take(length, position);
    if (data) {
      soon(() => callback(null, data));
      return;
    }
    this.#read(fd, length, position).then(
      (got) => callback(null, got),
      (error: unknown) => callback(error),
    );
  }

  /** Gives up what is in flight. */
  stop(): void {
    this.#stopped = true;
    this.#reader?.ahead.stop();
  }

  protected override async finish(): Promise<void> {
    this.stop();
  }

  async #read(fd: number, length: number, position: number | null): Promise<Buffer> {
    const descriptor = this.descriptor(fd, 'read');
    if (this.#reader?.descriptor !== descriptor) {
      this.#reader?.ahead.stop();
      this.#reader = { descriptor, ahead: new ReadAhead(descriptor, this.#count) };
    }
    return this.#reader.ahead.read(length, position);
  }
}

/** What a WriteStream is asked while it runs. */
export interface WritingStream {
  /** Whether somebody wants to know when what is being written has reached the server. */
  readonly isWatched: boolean;
  /** Why not everything has been written that there was to write; undefined where it has. */
  readonly incomplete: Error | undefined;
  /** Data that had been acknowledged could not be written. Returns whether the stream will say so. */
  failed(error: unknown): boolean;
}

/** For a WriteStream. */
export class WriteOperations
  extends StreamOperations
  implements Pick<StreamHost, 'close' | 'write' | 'writev' | 'fsync'>
{
  readonly #stream: WritingStream;
  #writer: { readonly descriptor: Descriptor; readonly behind: WriteBehind } | undefined;
  /** The stream knows of a failure: it need not be told by `close`. */
  #reported = false;
  /** What takes the place of the file when the stream closes. */
  #replacement: Replacement | undefined;

  constructor(site: StreamSite, stream: WritingStream) {
    super(site);
    this.#stream = stream;
  }

  /** An `open` that opens what `begin` makes, to take the place of the file. */
  openWith(begin: (path: unknown, mode: unknown) => Promise<Replacement>): StreamHost['open'] {
    return (path, _flags, mode, callback): void =>
      answer(
        begin(path, mode),
        (replacement) => {
          this.#replacement = replacement;
          callback(null, this.site.descriptors.add(replacement.descriptor));
        },
        callback,
      );
  }

  write: StreamHost['write'] = (fd, buffer, offset, length, position, callback): void =>
    answer(
      this.#write(fd, [buffer.subarray(offset, offset + length)], position ?? null),
      () => callback(null, length, buffer),
      (error) => this.#fail(error, callback),
    );

  writev: StreamHost['writev'] = (fd, buffers, position, callback): void =>
    answer(
      this.#write(fd, buffers, position ?? null),
      () => callback(null, total(buffers), buffers),
      (error) => this.#fail(error, callback),
    );

  /** Calls back when the server has everything. */
  drain(callback: DoneCallback): void {
    answer(
      this.#writer?.behind.drain() ?? Promise.resolve(),
      () => callback(),
      (error) => this.#fail(error, callback),
    );
  }

  protected override async finish(): Promise<void> {
    const behind = this.#writer?.behind;
    try {
      // What was acknowledged is written, also where the stream was destroyed.
      await behind?.drain();
    } catch (error) {
      if (!this.#reported) throw error;
    } finally {
      behind?.release();
    }
  }

  protected override async release(fd: number): Promise<void> {
    const replacement = this.#replacement;
    if (!replacement) return super.release(fd);
    this.site.descriptors.remove(fd, 'close');
    const { incomplete } = this.#stream;
    if (!incomplete) return replacement.commit();
    const failure = await replacement.discard(incomplete);
    // A stream that was destroyed knows why; what is left over must be known too.
    if (failure.leftover !== undefined) throw failure;
  }

  async #write(fd: number, buffers: readonly Buffer[], position: number | null): Promise<void> {
    const { behind } = this.#writerOf(this.descriptor(fd, 'write'));
    let at = position;
    for (const buffer of buffers) {
      await behind.write(buffer, at);
      if (at !== null) at += buffer.length;
    }
    if (this.#stream.isWatched || behind.taken <= UNHURRIED) await behind.drain();
  }

  #writerOf(descriptor: Descriptor): { readonly behind: WriteBehind } {
    if (this.#writer?.descriptor !== descriptor) {
      this.#writer?.behind.release();
      const behind = new WriteBehind(descriptor, (error) => {
        this.#reported ||= this.#stream.failed(error);
      });
      this.#writer = { descriptor, behind };
    }
    return this.#writer;
  }

  #fail(error: unknown, callback: DoneCallback): void {
    this.#reported = true;
    callback(error);
  }
}

/** Calls back in a turn of its own, as the kernel would: streams are not made for answers before the call has returned. */
function answer<T>(promise: Promise<T>, done: (value: T) => void, failed: (error: unknown) => void): void {
  promise.then(
    (value) => process.nextTick(done, value),
    (error: unknown) => process.nextTick(failed, error),
  );
}

function total(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}
