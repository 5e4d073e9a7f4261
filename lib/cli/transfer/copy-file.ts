/** Copies one file: under a temporary name until it is complete, verified if asked for, with its modification time. */
import type { CopyJob, Listener } from './job.ts';
import { partName } from './part-name.ts';
import { type RetryOptions, retrying } from './retry.ts';
import { type Entry, entryOf, type FileHandle, lookAt, type Side } from './side.ts';
import { ChangedError, copyRange, type Range, sameRange, WINDOW } from './window.ts';

/** Up to this many bytes a file is one request, on the network as well. */
const SMALL = 65_536;

/** Up to this many bytes a file is held in memory as a whole. */
const WHOLE = 1024 * 1024;

/** What is compared of a partial file before it is continued. */
const TAIL = 1024 * 1024;

/** What arrived is not what was sent. */
export class VerificationError extends Error {
  readonly code = 'ERR_SMBFS_VERIFICATION';
}

export interface CopyOptions {
  /** Continue what an earlier run has left, and leave for a later run what this one does not complete. */
  readonly resume: boolean;
  /** Read everything back and compare. */
  readonly checksum: boolean;
  readonly signal: AbortSignal;
}

export class FileCopier {
  readonly #from: Side;
  readonly #to: Side;
  readonly #options: CopyOptions;
  readonly #listener: Listener;

  constructor(from: Side, to: Side, options: CopyOptions, listener: Listener) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
    this.#listener = listener;
  }

  /** Resolves with the file's size. Whatever this fails with, nothing unfinished has the file's name. */
  async copy(job: CopyJob): Promise<number> {
    const { signal } = this.#options;
    signal.throwIfAborted();
    let moved = 0;
    const onMoved = (bytes: number): void => {
      moved += bytes;
      this.#listener.moved(bytes);
    };
    const options = {
      signal,
      progress: () => moved,
      onRetry: (error: unknown) => this.#listener.retrying(job.path, error),
    };
    try {
      return job.entry.size <= WHOLE
        ? await retrying(() => this.#copyWhole(job, onMoved), options)
        : await this.#copyLarge(job, onMoved, options);
    } catch (error) {
      this.#listener.moved(-moved);
      throw error;
    }
  }

  /** Whether the file at the destination, of the same size, has the same content. */
  async isThere({ from, to, entry }: CopyJob): Promise<boolean> {
    const compare = async (): Promise<boolean> => {
      if (entry.size <= WHOLE) {
        const [here, there] = await Promise.all([this.#from.fs.readFile(from), this.#to.fs.readFile(to)]);
        return here.equals(there);
      }
      return withFile(this.#from, from, 'r', (source) =>
        withFile(this.#to, to, 'r', (target) => sameRange(source, target, this.#range(0, entry.size))),
      );
    };
    return retrying(compare, { signal: this.#options.signal });
  }

  async #copyWhole(job: CopyJob, onMoved: (bytes: number) => void): Promise<number> {
    const data = await this.#from.fs.readFile(job.from);
    this.#options.signal.throwIfAborted();
    const direct = this.#to.writesSmallAtOnce && job.isNew && data.length <= SMALL;
    const path = direct ? job.to : this.#partOf(job);
    await this.#cleaningUp(path, async () => {
      await this.#to.writeDated(path, data, job.entry.mtime);
      if (this.#options.checksum && !data.equals(await this.#to.fs.readFile(path))) throw notTheSame();
      if (!direct) await this.#to.fs.rename(path, job.to);
    });
    onMoved(data.length);
    return data.length;
  }

  async #copyLarge(job: CopyJob, onMoved: (bytes: number) => void, options: RetryOptions): Promise<number> {
    const { resume } = this.#options;
    const part = this.#partOf(job);
    const task = async (): Promise<number> => {
      const copy: Progress = { done: resume ? await retrying(() => this.#startOf(job, part), options) : 0 };
      onMoved(copy.done);
      const version = await retrying(() => this.#copyMissing(job, part, copy, onMoved), options);
      await retrying(() => this.#setTime(part, version.mtime), options);
      await retrying((attempt) => this.#finish(part, job.to, version.size, attempt), options);
      return version.size;
    };
    return resume ? task() : this.#cleaningUp(part, task);
  }

  /** Copies what is missing; resolves with the version of the file that it is a copy of. */
  async #copyMissing(job: CopyJob, part: string, copy: Progress, onMoved: (bytes: number) => void): Promise<Entry> {
    const { checksum } = this.#options;
    return withFile(this.#from, job.from, 'r', async (source) => {
      const version = await versionOf(source);
      if (copy.done > 0 && !isSame(version, copy.version ?? job.entry)) throw changed();
      copy.version = version;
      const onDone = (bytes: number): void => {
        copy.done += bytes;
        onMoved(bytes);
      };
      await withFile(this.#to, part, copy.done > 0 ? 'r+' : 'w+', async (target) => {
        await copyRange(source, target, { ...this.#range(copy.done, version.size), onDone });
        if (checksum && !(await sameRange(source, target, this.#range(0, version.size)))) throw notTheSame();
      });
      if (!isSame(version, await versionOf(source))) throw changed();
      return version;
    });
  }

  /** How many bytes of a partial file can be kept. */
  async #startOf({ from, entry }: CopyJob, part: string): Promise<number> {
    const found = await lookAt(this.#to, part, false);
    if (found?.kind !== 'file' || found.size > entry.size) return 0;
    const end = found.size - WINDOW;
    if (end <= 0) return 0;
    const same = await withFile(this.#from, from, 'r', (source) =>
      withFile(this.#to, part, 'r', (target) => sameRange(source, target, this.#range(Math.max(0, end - TAIL), end))),
    );
    return same ? end : 0;
  }

  /** Gives the complete file its name. When the answer to an earlier attempt was lost, it may have it already. */
  async #finish(part: string, to: string, size: number, attempt: number): Promise<void> {
    try {
      await this.#to.fs.rename(part, to);
    } catch (error) {
      if (attempt === 0 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      const found = await lookAt(this.#to, to, false);
      if (found?.size !== size) throw error;
    }
  }

  async #setTime(path: string, mtime: number): Promise<void> {
    await this.#to.fs.utimes(path, mtime / 1000, mtime / 1000);
  }

  #range(start: number, end: number): Range {
    return { start, end, signal: this.#options.signal };
  }

  /** Removes the unfinished file when `task` fails. */
  async #cleaningUp<T>(path: string, task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      // What cannot be removed is not what went wrong.
      await this.#to.fs.unlink(path).catch(() => {});
      throw error;
    }
  }

  #partOf({ folder, entry }: CopyJob): string {
    return this.#to.join(folder, partName(entry));
  }
}

/** How far the copy of a large file has come. */
interface Progress {
  /** Bytes from the start that need not be copied again. */
  done: number;
  /** What they are a copy of. */
  version?: Entry;
}

function changed(): Error {
  return new ChangedError('the file was changed while it was transferred');
}

function notTheSame(): Error {
  return new VerificationError('what was read back is not what was written');
}

async function withFile<T>(
  side: Side,
  path: string,
  flags: string,
  task: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const file = await side.fs.open(path, flags);
  let result: T;
  try {
    result = await task(file);
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
  // A server may find out only now that it cannot keep what it took.
  await file.close();
  return result;
}

async function versionOf(file: FileHandle): Promise<Entry> {
  return entryOf('', await file.stat());
}

function isSame(one: Entry, other: Entry): boolean {
  return one.size === other.size && one.mtime === other.mtime;
}
