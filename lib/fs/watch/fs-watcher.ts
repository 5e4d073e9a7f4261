/** `FSWatcher`: what `watch` gives. */
import { EventEmitter } from 'node:events';
import type { FsError } from '../errors/system-error.ts';
import type { FileSystem } from '../file-system.ts';
import type { FsPath } from '../fs-path.ts';
import { encodedName } from '../results/encoded-name.ts';
import { KeepAlive } from './keep-alive.ts';
import type { PathWatchOptions } from './path-watch-options.ts';
import { type FSWatcherOptions, watcherOptions } from './watch-options.ts';
import { watchPath } from './watch-path.ts';

export class FSWatcher extends EventEmitter {
  readonly #ending = new AbortController();
  readonly #alive: KeepAlive;

  /** With an engine that is waited for asleep, throws at once for what cannot be watched; otherwise it is an `error` event. */
  constructor(fs: FileSystem, path: FsPath, options: FSWatcherOptions) {
    super();
    const { encoding, isIgnored, persistent, recursive, throwIfNoEntry } = options;
    const { signal } = this.#ending;
    const listener = (eventType: string, name: string | null): void => {
      if (name !== null && isIgnored(name)) return;
      const filename = name === null ? null : encodedName(name, encoding);
      process.nextTick(() => {
        if (!signal.aborted) this.emit('change', eventType, filename);
      });
    };
    const failed = (error: unknown): Error | undefined =>
      throwIfNoEntry || (error as FsError).code !== 'ENOENT'
        ? Object.assign(error as Error, { filename: path.text })
        : undefined;
    const watching = startWatching(fs, path, { recursive, signal, listener }, failed);
    this.#alive = new KeepAlive(persistent);
    const end = (): void => this.close();
    fs.endings.add(end);
    signal.addEventListener('abort', () => {
      fs.endings.delete(end);
      this.#alive.end();
      process.nextTick(() => this.emit('close'));
    });
    watching.catch((error: unknown) => {
      if (signal.aborted) return;
      this.#alive.end();
      const failure = failed(error);
      // Behind the promise, so that an unhandled one ends the process as node's does.
      if (failure) process.nextTick(() => this.emit('error', failure));
    });
  }

  /** Ends the watching; a second time does nothing. */
  close(): void {
    if (!this.#ending.signal.aborted) this.#ending.abort();
  }

  ref(): this {
    if (!this.#ending.signal.aborted) this.#alive.ref();
    return this;
  }

  unref(): this {
    if (!this.#ending.signal.aborted) this.#alive.unref();
    return this;
  }
}

/** What `failed` makes of an error is thrown, if it is found out at once. */
function startWatching(
  fs: FileSystem,
  path: FsPath,
  request: PathWatchOptions,
  failed: (error: unknown) => Error | undefined,
): Promise<void> {
  if (!fs.remote) return watchPath(fs, path, request);
  try {
    return fs.remote.watchSync(path, request);
  } catch (error) {
    const failure = failed(error);
    if (failure) throw failure;
    return Promise.reject(error);
  }
}

/** `watch(path[, options | encoding][, listener])` */
export function watch(fs: FileSystem, given: unknown, options?: unknown, listener?: unknown): FSWatcher {
  const checked = watcherOptions(options);
  const path = fs.path(given, 'filename');
  const watcher = new FSWatcher(fs, path, checked);
  const heard = typeof options === 'function' ? options : listener;
  if (typeof heard === 'function') watcher.on('change', heard as (...args: unknown[]) => void);
  const { signal } = checked;
  if (signal?.aborted) {
    process.nextTick(() => watcher.close());
  } else if (signal) {
    const close = (): void => watcher.close();
    signal.addEventListener('abort', close, { once: true });
    watcher.once('close', () => signal.removeEventListener('abort', close));
  }
  return watcher;
}
