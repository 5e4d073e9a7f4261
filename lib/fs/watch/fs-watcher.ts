/** `FSWatcher`: what `watch` gives. */
import { EventEmitter } from 'node:events';
import type { FileSystem } from '../file-system.ts';
import type { FsPath } from '../fs-path.ts';
import { encodedName } from '../results/encoded-name.ts';
import { KeepAlive } from './keep-alive.ts';
import { type WatcherOptions, watcherOptions } from './watch-options.ts';
import { watchPath } from './watch-path.ts';

export class FSWatcher extends EventEmitter {
  readonly #ending = new AbortController();
  readonly #alive: KeepAlive;

  constructor(fs: FileSystem, path: FsPath, { encoding, persistent, recursive }: WatcherOptions) {
    super();
    this.#alive = new KeepAlive(persistent);
    const { signal } = this.#ending;
    const end = (): void => this.close();
    fs.endings.add(end);
    signal.addEventListener('abort', () => {
      fs.endings.delete(end);
      this.#alive.end();
      process.nextTick(() => this.emit('close'));
    });
    const listener = (eventType: string, name: string | null): void => {
      const filename = name === null ? null : encodedName(name, encoding);
      process.nextTick(() => {
        if (!signal.aborted) this.emit('change', eventType, filename);
      });
    };
    watchPath(fs, path, { recursive, signal, listener }).catch((error: unknown) => {
      if (signal.aborted) return;
      const failure = Object.assign(error as Error, { filename: path.text });
      // Behind the promise, so that an unhandled one ends the process as node's does.
      process.nextTick(() => {
        this.#alive.end();
        this.emit('error', failure);
      });
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
