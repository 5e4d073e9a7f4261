/** An open file as `fs` knows it: flags, a current position, and turns for what depends on it. */

import type { BasicChange } from '../open/basic-change.ts';
import type { FileInfo } from '../open/file-info.ts';
import type { Open } from '../open/open.ts';
import type { OpenFlags } from './flags.ts';
import type { FsPath } from './fs-path.ts';
import { fsError } from './system-error.ts';

/** What a descriptor needs of the file system it belongs to. */
export interface DescriptorHost {
  readonly options: { readonly readBufferSize: number | undefined; readonly writeBufferSize: number | undefined };
  /** Runs an operation on an open file; what the server refuses becomes an error of node's shape. */
  track<T>(site: { syscall: string; signal?: AbortSignal | undefined }, operation: () => Promise<T>): Promise<T>;
}

export class Descriptor {
  readonly path: FsPath;
  readonly flags: OpenFlags;
  readonly #host: DescriptorHost;
  readonly #open: Open;
  /** Where the next read or write without a position of its own takes place. */
  #position = 0;
  /** The last of the operations that take their turns: those at the current position, and appending writes. */
  #turn: Promise<unknown> = Promise.resolve();
  /** What runs now: closing waits for it, so that no answer comes to a file that is gone. */
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  constructor(host: DescriptorHost, path: FsPath, flags: OpenFlags, open: Open) {
    this.#host = host;
    this.path = path;
    this.flags = flags;
    this.#open = open;
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
        const { readBufferSize: chunk } = this.#host.options;
        if (position !== null) return this.#open.read(target, position, { signal, chunk });
        return this.#inTurn(async () => {
          const got = await this.#open.read(target, this.#position, { signal, chunk });
          this.#position += got;
          return got;
        });
      },
      signal,
    );
  }

  /** Writes all of `data` at `position`, or at the current position, which moves; a file opened to append, at its end. */
  write(data: Buffer, position: number | null, signal?: AbortSignal): Promise<void> {
    return this.#run(
      'write',
      async () => {
        if (!this.flags.write) throw fsError('EBADF', 'write');
        const { writeBufferSize: chunk } = this.#host.options;
        if (this.flags.append) {
          return this.#inTurn(async () => {
            // Others may have written meanwhile: SMB has no request that finds the end itself.
            const { endOfFile } = await this.#open.stat({ signal });
            await this.#open.write(data, endOfFile, { signal, chunk });
            this.#position = endOfFile + data.length;
          });
        }
        if (position !== null) return this.#open.write(data, position, { signal, chunk });
        return this.#inTurn(async () => {
          await this.#open.write(data, this.#position, { signal, chunk });
          this.#position += data.length;
        });
      },
      signal,
    );
  }

  stat(signal?: AbortSignal): Promise<FileInfo> {
    return this.#run('fstat', () => this.#open.stat({ signal }), signal);
  }

  truncate(length: number): Promise<void> {
    return this.#run('ftruncate', async () => {
      if (!this.flags.write) throw fsError('EINVAL', 'ftruncate');
      await this.#open.truncate(length);
    });
  }

  /** Has the server write the file to its disk; `syscall` is `fsync` or `fdatasync`. */
  sync(syscall: string): Promise<void> {
    return this.#run(syscall, async () => {
      // A server flushes only what may be written; there is nothing of ours to flush in the rest.
      if (this.flags.write) await this.#open.flush();
    });
  }

  /** Sets times or attributes; `syscall` is what node calls it. */
  change(syscall: string, change: BasicChange): Promise<void> {
    return this.#run(syscall, () => this.#open.change(change));
  }

  /** Closes once everything that runs has finished. */
  async close(): Promise<void> {
    if (this.#closed) throw fsError('EBADF', 'close');
    this.#closed = true;
    await Promise.allSettled(this.#running);
    await this.#host.track({ syscall: 'close' }, () => this.#open.close());
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
    // The one before may have failed: that was its caller's to know.
    const turn = this.#turn.then(operation, operation);
    this.#turn = turn;
    return turn;
  }
}
