/** `Dir`: a folder that is read entry by entry, and never held in memory as a whole. */
import type { Dirent } from 'node:fs';
import { join } from 'node:path/posix';
import { decodeName } from '../../names/forbidden-characters.ts';
import { directoryPages, type ListedEntry } from '../../open/paths/list-directory.ts';
import { type CallOptions, callOptions } from '../arguments/call-options.ts';
import { validateBoolean, validateFunction, validateUint32 } from '../arguments/validate.ts';
import { nodeError, nodeTypeError } from '../errors/node-errors.ts';
import type { FileSystem } from '../file-system.ts';
import { childPath, type FsPath } from '../fs-path.ts';
import { shownPages } from '../links/shown-entries.ts';
import { makeDirent, makeDirentWithStats } from '../results/dirent.ts';
import { encodedName } from '../results/encoded-name.ts';
import { fileFacts, fileTypeOf } from '../results/file-facts.ts';

export type Entry = Dirent<string | Buffer>;
type ReadCallback = (error: unknown, entry?: Entry | null) => void;
type CloseCallback = (error?: unknown) => void;

export interface DirOptions {
  readonly encoding: CallOptions['encoding'];
  readonly recursive: boolean;
  /** Entries have their `stats`. */
  readonly withStats: boolean;
}

/**
 * The options of `opendir`. `bufferSize` is checked and has no effect: a server answers with as many entries as fit a message.
 */
export function dirOptions(given: unknown): DirOptions {
  const options = callOptions(given, { encoding: 'utf8' });
  const { encoding, bufferSize = 32, recursive, withStats } = options;
  validateUint32(bufferSize, 'options.bufferSize', true);
  if (recursive !== undefined && recursive !== null) validateBoolean(recursive, 'options.recursive');
  if (withStats !== undefined && withStats !== null) validateBoolean(withStats, 'options.withStats');
  return { encoding, recursive: recursive === true, withStats: withStats === true };
}

/** Opens a folder; what is wrong with it is found out now. */
export async function openDir(fs: FileSystem, path: FsPath, options: DirOptions): Promise<Dir> {
  const reader = new FolderReader(fs, path, options);
  await reader.start();
  return new Dir(path.text, reader);
}

/** Where a Dir's entries come from. */
export interface DirReader {
  /** Null behind the last. */
  next(): Promise<Entry | null>;
  close(): Promise<void>;
  /** As `next`, for a thread that waits asleep. */
  nextSync(): Entry | null;
  closeSync(): void;
}

export class Dir {
  readonly #path: string;
  readonly #reader: DirReader;
  #closed = false;
  /** The last of the calls, which take their turns. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Calls whose turn has not ended. */
  #busy = 0;

  constructor(path: string, reader: DirReader) {
    // Programs can reach this class, and have nothing to make one of.
    if (reader === undefined) throw nodeTypeError('ERR_MISSING_ARGS', 'The "handle" argument must be specified');
    this.#path = path;
    this.#reader = reader;
  }

  /** The folder in the spelling that `opendir` was given. */
  get path(): string {
    return this.#path;
  }

  /** The next entry, or null behind the last, in no particular order. Throws ERR_DIR_CLOSED. */
  read(): Promise<Entry | null>;
  read(callback: ReadCallback): void;
  read(callback?: ReadCallback): Promise<Entry | null> | undefined {
    if (this.#closed) throw dirClosed();
    if (callback === undefined) return this.#read();
    validateFunction(callback, 'callback');
    this.#read().then(
      (entry) => process.nextTick(callback, null, entry),
      (error: unknown) => process.nextTick(callback, error),
    );
    return undefined;
  }

  /** Gives the folder back to the server, behind the reads that run. A second time is ERR_DIR_CLOSED. */
  close(): Promise<void>;
  close(callback: CloseCallback): void;
  close(callback?: CloseCallback): Promise<void> | undefined {
    if (callback === undefined) return this.#close();
    validateFunction(callback, 'callback');
    this.#close().then(
      () => process.nextTick(callback, null),
      (error: unknown) => process.nextTick(callback, error),
    );
    return undefined;
  }

  /** As `read`, but only for what `opendirSync` gave, or with `engine: 'worker'`: elsewhere it is ERR_SMB_ENGINE. */
  readSync(): Entry | null {
    this.#checkSync();
    return this.#reader.nextSync();
  }

  closeSync(): void {
    this.#checkSync();
    this.#closed = true;
    this.#reader.closeSync();
  }

  /** All entries that are left; then, or when the loop is left, the folder is closed. */
  async *entries(): AsyncGenerator<Entry, void, undefined> {
    try {
      for (;;) {
        const entry = await this.#read();
        if (entry === null) return;
        yield entry;
      }
    } finally {
      await this.#close();
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Entry, void, undefined> {
    return this.entries();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) await this.#close();
  }

  async #read(): Promise<Entry | null> {
    if (this.#closed) throw dirClosed();
    return this.#inTurn(() => this.#reader.next());
  }

  async #close(): Promise<void> {
    if (this.#closed) throw dirClosed();
    this.#closed = true;
    await this.#inTurn(() => this.#reader.close());
  }

  #checkSync(): void {
    if (this.#closed) throw dirClosed();
    if (this.#busy > 0) {
      const message = 'Cannot do synchronous work on directory handle with concurrent asynchronous operations';
      throw nodeError('ERR_DIR_CONCURRENT_OPERATION', message);
    }
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    // The one before may have failed: that was its caller's to know.
    this.#busy++;
    const turn = this.#turn.then(task, task).finally(() => {
      this.#busy--;
    });
    this.#turn = turn;
    return turn;
  }
}

function dirClosed(): Error {
  return nodeError('ERR_DIR_CLOSED', 'Directory handle was closed');
}

/** Reads a folder page by page, and the folders below it after it. */
class FolderReader implements DirReader {
  readonly #fs: FileSystem;
  readonly #options: DirOptions;
  #folder: FsPath;
  #pages: AsyncGenerator<readonly ListedEntry[], void, undefined> | undefined;
  #page: readonly ListedEntry[] = [];
  #next = 0;
  /** Folders that were found and not read yet. */
  readonly #below: FsPath[] = [];

  constructor(fs: FileSystem, folder: FsPath, options: DirOptions) {
    this.#fs = fs;
    this.#folder = folder;
    this.#options = options;
  }

  /** Opens the folder and reads its first page. */
  async start(): Promise<void> {
    const { links } = this.#fs;
    await this.#fs.call({ syscall: 'opendir', path: this.#folder, lastLink: 'found' }, async (tree, { name }) => {
      const pages = shownPages(links, tree, name, directoryPages(tree, name));
      this.#page = (await pages.next()).value ?? [];
      this.#next = 0;
      this.#pages = pages;
    });
  }

  async next(): Promise<Entry | null> {
    for (;;) {
      const entry = this.#page[this.#next];
      if (entry) {
        this.#next++;
        return this.#found(entry);
      }
      if (await this.#turnPage()) continue;
      const folder = this.#below.shift();
      if (!folder) return null;
      this.#folder = folder;
      await this.start();
    }
  }

  async close(): Promise<void> {
    await this.#reading('closedir', async (pages) => pages.return());
    this.#pages = undefined;
    this.#page = [];
    this.#below.length = 0;
  }

  nextSync(): never {
    throw nodeError(
      'ERR_SMB_ENGINE',
      "this folder is being read without blocking: open it with opendirSync, or use engine: 'worker', to read it with readSync",
    );
  }

  /** Nothing is waited for: the server is told when this thread is free again. */
  closeSync(): void {
    this.close().catch(() => {});
  }

  /** Whether there was another page. */
  async #turnPage(): Promise<boolean> {
    const page = await this.#reading('scandir', async (pages) => (await pages.next()).value);
    if (page === undefined || page === null) {
      this.#pages = undefined;
      return false;
    }
    this.#page = page;
    this.#next = 0;
    return true;
  }

  async #reading<T>(
    syscall: string,
    task: (pages: AsyncGenerator<readonly ListedEntry[], void, undefined>) => Promise<T>,
  ): Promise<T | undefined> {
    const pages = this.#pages;
    return pages && this.#fs.track({ syscall, path: this.#folder }, () => task(pages));
  }

  #found({ name: wireName, info }: ListedEntry): Entry {
    const name = decodeName(wireName);
    const type = fileTypeOf(info, false);
    if (this.#options.recursive && type === 'directory') {
      // Entries further down name their folders as node makes sense of them: without `.` and doubled slashes.
      this.#below.push({ ...childPath(this.#folder, name), text: join(this.#folder.text, name) });
    }
    const encoded = encodedName(name, this.#options.encoding);
    if (!this.#options.withStats) return makeDirent<string | Buffer>(encoded, type, this.#folder.text);
    return makeDirentWithStats(encoded, type, this.#folder.text, fileFacts(info, type, this.#fs.options));
  }
}
