/** Watches a folder, or a file through the folder it lies in. */
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionError, StatusError } from '../../errors.ts';
import { decodePath } from '../../names/share-path.ts';
import { stat } from '../../open/paths/stat.ts';
import { type DirectoryChange, watchDirectory } from '../../open/watch-directory.ts';
import { STATUS_NOT_A_DIRECTORY } from '../../wire/ntstatus.ts';
import type { FileSystem } from '../file-system.ts';
import { childPath, type FsPath, fsPathOf } from '../fs-path.ts';

/** What node tells of a change: `rename` when a name comes or goes, `change` for everything else. */
export type WatchListener = (eventType: 'rename' | 'change', filename: string | null) => void;

/** Milliseconds before a lost connection is made anew: a server that drops whoever watches is not asked without end. */
const RECONNECT_DELAY = 1000;

/** Milliseconds within which a change of what is new may only say that it is new. */
const ECHO = 100;

export interface PathWatchOptions {
  readonly recursive: boolean;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  readonly listener: WatchListener;
}

/**
 * Tells the listener what happens at `path`. An event without a name says that more has happened than was told: too much for
 * the server to list, or while the connection was lost. Resolves when there is nothing left to watch, after a last event: the
 * folder is gone. Rejects for what cannot be watched, and once the signal is aborted.
 */
export async function watchPath(fs: FileSystem, path: FsPath, options: PathWatchOptions): Promise<void> {
  const { signal, listener } = options;
  const watch = new PathWatch(fs, path, options);
  for (;;) {
    try {
      return await watch.run();
    } catch (error) {
      // A connection that could not even be made is not worth another attempt.
      if (!(error instanceof ConnectionError) || !watch.connected || signal.aborted || fs.share.closed) throw error;
    }
    await delay(RECONNECT_DELAY, undefined, { ref: false, signal });
    listener('change', null);
  }
}

interface Change extends DirectoryChange {
  readonly path: readonly string[];
}

class PathWatch {
  readonly #fs: FileSystem;
  readonly #path: FsPath;
  readonly #options: PathWatchOptions;
  /** Whether the last attempt got as far as the server. */
  connected = false;
  /** What the last change has made, and when. */
  #newest: string | undefined;
  #newestAt = 0;

  constructor(fs: FileSystem, path: FsPath, options: PathWatchOptions) {
    this.#fs = fs;
    this.#path = path;
    this.#options = options;
  }

  async run(): Promise<void> {
    try {
      await this.#watchFolder();
    } catch (error) {
      if (statusOf(error) !== STATUS_NOT_A_DIRECTORY || this.#path.mustBeDirectory) throw error;
      await this.#watchFile();
    }
  }

  async #watchFolder(): Promise<void> {
    let told = false;
    try {
      await this.#watch(this.#path, this.#options.recursive, (changes) => {
        told = true;
        this.#tell(changes);
      });
    } catch (error) {
      const name = this.#path.place?.components.at(-1);
      if (!told || statusOf(error) === undefined || name === undefined) throw error;
      this.#options.listener('rename', name);
    }
  }

  /** SMB watches folders only. */
  async #watchFile(): Promise<void> {
    const components = this.#path.place?.components ?? [];
    const folder = fsPathOf(this.#path.text, { components: components.slice(0, -1), mustBeDirectory: true });
    await this.#watch(folder, false, (changes) => {
      this.#tell(changes?.filter(({ path: [name] }) => name === components.at(-1)));
    });
  }

  async #watch(
    folder: FsPath,
    recursive: boolean,
    onChanges: (changes: readonly Change[] | undefined) => void,
  ): Promise<void> {
    const { signal } = this.#options;
    this.connected = false;
    await this.#fs.call({ syscall: 'watch', path: this.#path, signal }, (tree) => {
      this.connected = true;
      return watchDirectory(tree, folder.name, { recursive, signal }, (changes) => {
        onChanges(changes?.map((change) => ({ ...change, path: decodePath(change.name) })));
      });
    });
  }

  #tell(changes: readonly Change[] | undefined): void {
    const { listener, signal } = this.#options;
    if (!changes) {
      listener('change', null);
      return;
    }
    for (const { kind, isNew, path } of changes) {
      if (signal.aborted) return;
      const name = path.join('/');
      const isEcho = kind === 'content' && name === this.#newest && performance.now() - this.#newestAt < ECHO;
      this.#newest = isNew ? name : undefined;
      this.#newestAt = performance.now();
      if (isEcho) this.#tellUnlessFolder(path, name);
      else listener(kind === 'name' ? 'rename' : 'change', name);
    }
  }

  /** Of a new folder a server may say at once that it has changed, which is no more than that it is there. */
  #tellUnlessFolder(path: readonly string[], name: string): void {
    const { listener, signal } = this.#options;
    const changed = path.reduce(childPath, this.#path);
    const tell = (): void => {
      if (!signal.aborted) listener('change', name);
    };
    this.#fs
      .call({ syscall: 'stat', path: changed, signal }, (tree) => stat(tree, changed.name, false))
      .then(({ isDirectory }) => isDirectory || tell(), tell);
  }
}

function statusOf(error: unknown): number | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof StatusError ? cause.status : undefined;
}
