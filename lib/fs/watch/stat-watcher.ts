/** `watchFile`: looks at a file again and again. */
import { EventEmitter } from 'node:events';
import type { BigIntStats, Stats } from 'node:fs';
import { validateFunction } from '../arguments/validate.ts';
import type { FileSystem } from '../file-system.ts';
import { stat } from '../operations/stat.ts';
import { makeBigIntStats } from '../results/bigint-stats.ts';
import { type FileFacts, makeStats } from '../results/stats.ts';
import { type StatWatcherOptions, statWatcherOptions } from './watch-options.ts';

type AnyStats = Stats | BigIntStats;

/** What is shown of a file that is not there. */
const NOTHING: FileFacts = {
  ...{ dev: 0, mode: 0, nlink: 0, uid: 0, gid: 0, blksize: 0, ino: 0n, size: 0, blocks: 0 },
  ...{ atime: 0n, mtime: 0n, ctime: 0n, birthtime: 0n },
};

/** A difference in any of these is a change. */
const COMPARED = ['dev', 'mode', 'nlink', 'uid', 'gid', 'ino', 'size', 'mtimeMs', 'ctimeMs', 'birthtimeMs'] as const;

class StatWatcher extends EventEmitter {
  readonly #fs: FileSystem;
  readonly #path: string;
  readonly #options: StatWatcherOptions;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #last: AnyStats | undefined;
  /** References: those that there are, of those that listeners brought along. */
  #references = 0;
  #maximum = 0;
  readonly #end = (): void => this.stop();

  constructor(fs: FileSystem, path: string, options: StatWatcherOptions) {
    super();
    this.#fs = fs;
    this.#path = path;
    this.#options = options;
    fs.endings.add(this.#end);
    void this.#look();
  }

  /** Ends the watching; a second time does nothing. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#fs.endings.delete(this.#end);
    clearTimeout(this.#timer);
    process.nextTick(() => this.emit('stop'));
  }

  ref(): this {
    if (this.#references < this.#maximum) this.#count(1);
    return this;
  }

  unref(): this {
    if (this.#references > 0) this.#count(-1);
    return this;
  }

  /** A listener that keeps the process alive has come. */
  addReference(): void {
    this.#maximum++;
    this.#count(1);
  }

  /** As many listeners have gone. */
  dropReferences(count: number): void {
    this.#maximum = Math.max(0, this.#maximum - count);
    this.#count(Math.min(0, this.#maximum - this.#references));
  }

  #count(difference: number): void {
    this.#references += difference;
    this.#applyReferences();
  }

  #applyReferences(): void {
    if (this.#references > 0) this.#timer?.ref();
    else this.#timer?.unref();
  }

  async #look(): Promise<void> {
    const { bigint, interval } = this.#options;
    const nothing = bigint ? makeBigIntStats(NOTHING) : makeStats(NOTHING);
    const found = await stat(this.#fs, this.#path, { bigint })().catch(() => nothing);
    if (this.#stopped) return;
    const last = this.#last;
    this.#last = found;
    // What is there at first is no change; that nothing is there is told.
    if (last ? isChanged(last, found) : found === nothing) {
      process.nextTick(() => this.emit('change', found, last ?? nothing));
    }
    this.#timer = setTimeout(() => void this.#look(), interval);
    this.#applyReferences();
  }
}

function isChanged(before: AnyStats, after: AnyStats): boolean {
  return COMPARED.some((name) => before[name] !== after[name]);
}

/** The watched files of one `fs`. */
export class StatWatchers {
  readonly #fs: FileSystem;
  readonly #watchers = new Map<string, StatWatcher>();

  constructor(fs: FileSystem) {
    this.#fs = fs;
  }

  /** `watchFile(path[, options], listener)` */
  watchFile(given: unknown, options?: unknown, listener?: unknown): StatWatcher {
    const path = absolute(this.#fs, given);
    const heard = typeof options === 'object' && options !== null ? listener : options;
    validateFunction(heard, 'listener');
    const checked = statWatcherOptions(typeof options === 'object' ? options : undefined);
    let watcher = this.#watchers.get(path);
    if (!watcher) {
      watcher = new StatWatcher(this.#fs, path, checked);
      this.#watchers.set(path, watcher);
    }
    watcher.addListener('change', heard as (...args: unknown[]) => void);
    if (checked.persistent) watcher.addReference();
    return watcher;
  }

  /** `unwatchFile(path[, listener])` */
  unwatchFile(given: unknown, listener?: unknown): void {
    const path = absolute(this.#fs, given);
    const watcher = this.#watchers.get(path);
    if (!watcher) return;
    const before = watcher.listenerCount('change');
    if (typeof listener === 'function') watcher.removeListener('change', listener as (...args: unknown[]) => void);
    else watcher.removeAllListeners('change');
    const left = watcher.listenerCount('change');
    watcher.dropReferences(before - left);
    if (left === 0) {
      watcher.stop();
      this.#watchers.delete(path);
    }
  }
}

/** The path as it is spelled from the root on, whatever the working directory will be. */
function absolute(fs: FileSystem, given: unknown): string {
  const { place, text } = fs.path(given);
  return (place && fs.paths.present(place.components)) ?? text;
}
