/** An open file as `fs` knows it: flags, a current position, and turns for what depends on it. */

import type { BasicChange } from '../../open/basic-change.ts';
import type { FileInfo } from '../../open/file-info.ts';
import type { TransferOptions, WriteOptions } from '../../open/open.ts';
import type { OpenFlags } from '../arguments/flags.ts';
import { fsError } from '../errors/system-error.ts';
import type { FsPath } from '../fs-path.ts';

/** What a descriptor needs of the file system it belongs to. */
export interface DescriptorHost {
  readonly options: { readonly readBufferSize: number | undefined; readonly writeBufferSize: number | undefined };
  withModes(name: string, info: FileInfo): FileInfo;
  /** Runs an operation on an open file; what the server refuses becomes an error of node's shape. */
  track<T>(site: { syscall: string; signal?: AbortSignal | undefined }, operation: () => Promise<T>): Promise<T>;
}

/** Data that has been taken over but is not on the server yet. */
export interface PendingData {
  /** Resolves when nothing is pending any more, whether or not it got there: the failure is for whom the data came from. */
  settled(): Promise<void>;
}

/** A file that is held open on the server. */
export interface OpenFile {
  /** As it was when it was opened. */
  readonly info: FileInfo;
  read(target: Buffer, position: number, options: TransferOptions): Promise<number>;
  write(data: Buffer, position: number, options: WriteOptions): Promise<void>;
  stat(options: Pick<TransferOptions, 'signal'>): Promise<FileInfo>;
  truncate(length: number): Promise<void>;
  change(change: BasicChange): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
}

export class Descriptor {
  readonly path: FsPath;
  readonly flags: OpenFlags;
  readonly #host: DescriptorHost;
  readonly #open: OpenFile;
  #position = 0;
  /** The last of the operations that take their turns: those at the current position, and appending writes. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Turns that are not over. */
  #turns = 0;
  /** What runs now: closing waits for it, so that no answer comes to a file that is gone. */
  readonly #running = new Set<Promise<unknown>>();
  /** What streams still have to write: everything else that is done with this file comes after it. */
  readonly #behind = new Set<PendingData>();
  /** Other opens of the same file, to be closed with it. */
  readonly #others: (() => Promise<void>)[] = [];
  #closing = false;
  #closed = false;

  constructor(host: DescriptorHost, path: FsPath, flags: OpenFlags, open: OpenFile) {
    this.#host = host;
    this.path = path;
    this.flags = flags;
    this.#open = open;
  }

  /** What it is open by. */
  get openFile(): OpenFile {
    return this.#open;
  }

  /** Where the next read or write without a position of its own takes place; set by who has read or written elsewhere. */
  get position(): number {
    return this.#position;
  }

  set position(position: number) {
    this.#position = position;
  }

  /** As the file was when it was opened. */
  get infoAtOpen(): FileInfo {
    return this.#open.info;
  }

  /** Reads into `target` at `position`, or at the current position, which moves. Resolves with the bytes read; 0 at the end. */
  read(target: Buffer, position: number | null, signal?: AbortSignal): Promise<number> {
    return this.#run(
      'read',
      async () => {
        if (!this.flags.read) throw fsError('EBADF', 'read');
        if (this.infoAtOpen.isDirectory) throw fsError('EISDIR', 'read');
        if (this.#behind.size > 0) await this.#settled();
        const { readBufferSize: chunk } = this.#host.options;
        const readAt = (at: number): Promise<number> => this.#open.read(target, at, { signal, chunk });
        return position === null ? this.atPosition(readAt, (got) => got) : readAt(position);
      },
      signal,
    );
  }

  /** Writes all of `data` at `position`, or at the current position, which moves; a file opened to append, at its end. */
  async write(data: Buffer, position: number | null, signal?: AbortSignal): Promise<void> {
    await this.#settled();
    await this.writeBehind(data, position, signal);
  }

  /** As `write`, for what `leaveBehind` has announced: it waits for no other pending data. */
  writeBehind(data: Buffer, position: number | null, signal?: AbortSignal): Promise<void> {
    return this.#run(
      'write',
      async () => {
        if (!this.flags.write) throw fsError('EBADF', 'write');
        if (data.length === 0) return;
        const { writeBufferSize: chunk } = this.#host.options;
        const { append } = this.flags;
        const writeAt = (at: number): Promise<void> => this.#open.write(data, at, { signal, chunk, append });
        if (append) {
          return this.#inTurn(async () => {
            const end = await this.#append(writeAt, signal);
            // A write that names a position leaves the current one alone, even where it goes elsewhere itself.
            if (position === null) this.#position = end + data.length;
          });
        }
        return position === null ? this.atPosition(writeAt, () => data.length) : writeAt(position);
      },
      signal,
    );
  }

  /**
   * Writes at the end of the file, and resolves with where that was. SMB has no request that finds the end itself: Samba refuses
   * the offset that means it elsewhere (all ones), and lets an open with FILE_APPEND_DATA alone write anywhere. So the end is
   * asked for, each time, as others may have written meanwhile; who writes between the answer and the write is overwritten, as
   * on every mounted share.
   */
  async #append(writeAt: (at: number) => Promise<void>, signal: AbortSignal | undefined): Promise<number> {
    const { endOfFile } = await this.#open.stat({ signal });
    await writeAt(endOfFile);
    return endOfFile;
  }

  /** Runs `operation` at the current position, which then moves by what `moved` makes of the result. One at a time. */
  atPosition<T>(operation: (position: number) => Promise<T>, moved: (result: T) => number): Promise<T> {
    return this.#inTurn(async () => {
      const result = await operation(this.#position);
      this.#position += moved(result);
      return result;
    });
  }

  /** Moves the current position on by `length` if it is `from` and nobody else's turn is on; otherwise false. */
  moveFrom(from: number, length: number): boolean {
    if (this.#turns > 0 || this.#position !== from) return false;
    this.#position += length;
    return true;
  }

  /** Announces data that will be written by `writeBehind`; the returned function takes the announcement back. */
  leaveBehind(pending: PendingData): () => void {
    this.#behind.add(pending);
    return () => this.#behind.delete(pending);
  }

  stat(signal?: AbortSignal): Promise<FileInfo> {
    return this.#run(
      'fstat',
      async () => {
        await this.#settled();
        return this.#host.withModes(this.path.name, await this.#open.stat({ signal }));
      },
      signal,
    );
  }

  truncate(length: number): Promise<void> {
    return this.#run('ftruncate', async () => {
      if (!this.flags.write) throw fsError('EINVAL', 'ftruncate');
      await this.#settled();
      await this.#open.truncate(length);
    });
  }

  /** Has the server write the file to its disk; `syscall` is `fsync` or `fdatasync`. */
  sync(syscall: string): Promise<void> {
    return this.#run(syscall, async () => {
      // A server flushes only what may be written; there is nothing of ours to flush in the rest.
      if (!this.flags.write) return;
      await this.#settled();
      await this.#open.flush();
    });
  }

  /** Sets times or attributes; `syscall` is what node calls it. */
  change(syscall: string, change: BasicChange): Promise<void> {
    return this.#run(syscall, async () => {
      await this.#settled();
      await this.#open.change(change);
    });
  }

  /** Whether it is closed, or about to be. */
  get isClosing(): boolean {
    return this.#closing;
  }

  /** Closes once everything that runs has finished. */
  async close(): Promise<void> {
    if (this.#closing) throw fsError('EBADF', 'close');
    this.#closing = true;
    await this.#settled();
    this.#closed = true;
    await Promise.allSettled(this.#running);
    const closed = [() => this.#open.close(), ...this.#others].map((close) =>
      this.#host.track({ syscall: 'close' }, close),
    );
    await Promise.all(closed);
  }

  /** Has `close` close another open of the same file too. */
  alsoClose(other: () => Promise<void>): void {
    this.#others.push(other);
  }

  /** From now on this is closed: somebody else has given the file back. */
  markClosed(): void {
    this.#closing = true;
    this.#closed = true;
  }

  async #settled(): Promise<void> {
    for (const pending of this.#behind) await pending.settled();
  }

  async #run<T>(syscall: string, operation: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#closed) throw fsError('EBADF', syscall);
    const running = this.#host.track({ syscall, signal }, operation);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  #inTurn<T>(operation: () => Promise<T>): Promise<T> {
    this.#turns++;
    // The one before may have failed: that was its caller's to know.
    const turn = this.#turn.then(operation, operation).finally(() => this.#turns--);
    this.#turn = turn;
    return turn;
  }
}
