/** Watches a folder, or a file through the folder it lies in. */
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionError, StatusError } from '../../errors.ts';
import { decodePath } from '../../names/share-path.ts';
import { stat } from '../../open/paths/stat.ts';
import { type DirectoryChange, watchDirectory } from '../../open/watch-directory.ts';
import { STATUS_NOT_A_DIRECTORY } from '../../wire/ntstatus.ts';
import type { FileSystem } from '../file-system.ts';
import { childPath, type FsPath, fsPathOf } from '../fs-path.ts';
import type { PathWatchOptions } from './path-watch-options.ts';

/** Milliseconds between the attempts to watch again what was lost with its connection; then there are no more. */
const RECONNECT_DELAYS: readonly number[] = [1000, 2000, 4000, 8000, 15_000, 30_000];

/** Milliseconds that a server may take, after it has said that it watches, until it sees everything: Samba asks another process. */
const SETTLING = 100;

/** Milliseconds within which a change of what is new may only say that it is new. */
const ECHO = 100;

/**
 * Tells the listener what happens at `path`. An event without a name says that more has happened than was told: too much for
 * the server to list, or while the connection was lost; then it is told when the server watches again. Resolves when there is
 * nothing left to watch, after a last event: the folder is gone. Rejects for what cannot be watched, for a server that stays
 * out of reach, and once the signal is aborted.
 */
export async function watchPath(fs: FileSystem, path: FsPath, options: PathWatchOptions): Promise<void> {
  const { signal, listener } = options;
  let everWatched = false;
  let attempts = 0;
  const watching = (): void => {
    attempts = 0;
    if (everWatched) setTimeout(() => signal.aborted || listener('change', null), SETTLING);
    else options.watching?.();
    everWatched = true;
  };
  const watch = new PathWatch(fs, path, { ...options, watching });
  for (;;) {
    try {
      return await watch.run();
    } catch (error) {
      const pause = RECONNECT_DELAYS[attempts++];
      const isLost = error instanceof ConnectionError && everWatched && pause !== undefined;
      if (!isLost || signal.aborted || fs.share.closed) throw error;
      await delay(pause, undefined, { ref: false, signal });
    }
  }
}

interface Change extends DirectoryChange {
  readonly path: readonly string[];
}

class PathWatch {
  readonly #fs: FileSystem;
  readonly #path: FsPath;
  readonly #options: PathWatchOptions & { watching(): void };
  /** What the last change has made, and when. */
  #newest: string | undefined;
  #newestAt = 0;

  constructor(fs: FileSystem, path: FsPath, options: PathWatchOptions & { watching(): void }) {
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
    const { listener, recursive } = this.#options;
    let watched = false;
    const watching = (): void => {
      watched = true;
      this.#options.watching();
    };
    try {
      await this.#watch(this.#path, { recursive, watching }, (changes) => this.#tell(this.#path, changes));
    } catch (error) {
      const name = this.#path.place?.components.at(-1);
      if (!watched || statusOf(error) === undefined || name === undefined) throw error;
      listener('rename', name);
    }
  }

  /** SMB watches folders only. */
  async #watchFile(): Promise<void> {
    const components = this.#path.place?.components ?? [];
    const folder = fsPathOf(this.#path.text, { components: components.slice(0, -1), mustBeDirectory: true });
    const { watching } = this.#options;
    await this.#watch(folder, { recursive: false, watching }, (changes) => {
      const own = changes?.filter(({ path: [name] }) => name === components.at(-1));
      this.#tell(folder, own);
    });
  }

  async #watch(
    folder: FsPath,
    options: { readonly recursive: boolean; watching(): void },
    onChanges: (changes: readonly Change[] | undefined) => void,
  ): Promise<void> {
    const { signal } = this.#options;
    await this.#fs.call({ syscall: 'watch', path: this.#path, signal }, (tree) =>
      watchDirectory(tree, folder.name, { ...options, signal }, (changes) => {
        onChanges(changes?.map((change) => ({ ...change, path: decodePath(change.name) })));
      }),
    );
  }

  #tell(folder: FsPath, changes: readonly Change[] | undefined): void {
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
      if (isEcho) this.#tellUnlessFolder(path.reduce(childPath, folder), name);
      else listener(kind === 'name' ? 'rename' : 'change', name);
    }
  }

  /** Of a new folder a server may say at once that it has changed, which is no more than that it is there. */
  #tellUnlessFolder(changed: FsPath, name: string): void {
    const { listener, signal } = this.#options;
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
