/** A directory that is being watched: the changes that nobody has fetched yet, and who waits for them.  [MS-SMB2] 3.3.5.19, [MS-FSA] 2.1.5.11 */
import type { FileNotification } from '../../wire/fscc/notify-information.ts';
import type { Change } from './change.ts';
import { FolderWatch, type WatchedPlace } from './folder-watch.ts';
import type { Volume } from './volume.ts';
import { wirePath } from './wire-path.ts';

/** More changes than this are not remembered: the client is told to look for itself. */
const MAX_REMEMBERED = 4096;

/** Bytes of a FILE_NOTIFY_INFORMATION but for the name. */
const RECORD_SIZE = 12;

/** What watching has led to: changes, or why there are none to tell. */
export type Watched = readonly FileNotification[] | 'overflow' | 'deleted' | 'closed' | 'cancelled';

export interface WatchOptions {
  readonly place: () => WatchedPlace;
  /** What lies deeper counts too. */
  readonly tree: boolean;
  /** FILE_NOTIFY_CHANGE_* flags. */
  readonly filter: number;
  /** Bytes of notifications to remember at most: as many as the first request had room for. */
  readonly capacity: number;
}

export class DirectoryWatch {
  readonly #volume: Volume;
  readonly #options: WatchOptions;
  #changes: FileNotification[] = [];
  #size = 0;
  #overflown = false;
  /** Why there will be no more changes. */
  #ended: 'deleted' | 'closed' | undefined;
  /** In the order in which they came. */
  readonly #waiting: Set<(watched: Watched) => void> = new Set();
  #delivering = false;
  /** Hears of what happens beside the server. */
  readonly #beside: FolderWatch | undefined;

  constructor(volume: Volume, options: WatchOptions) {
    this.#volume = volume;
    this.#options = options;
    volume.listeners.add(this.#heard);
    if (volume.share.local) this.#beside = new FolderWatch(volume, options.place, options.tree, this.#heard);
  }

  /** Settles when nothing more goes unnoticed. */
  get ready(): Promise<void> {
    return this.#beside?.ready ?? Promise.resolve();
  }

  /** What has happened since it was asked for last; waits for it, after `pending` was called, unless `signal` aborts. */
  next(signal: AbortSignal, pending: () => void): Promise<Watched> {
    if (this.#ended) return Promise.resolve(this.#ended);
    if (!this.#empty && this.#waiting.size === 0) return Promise.resolve(this.#fetch());
    pending();
    return new Promise((resolve) => {
      const settle = (watched: Watched): void => {
        signal.removeEventListener('abort', cancel);
        this.#waiting.delete(settle);
        resolve(watched);
      };
      const cancel = (): void => settle('cancelled');
      this.#waiting.add(settle);
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted) cancel();
    });
  }

  /** There is nothing more to be watched. */
  end(reason: 'deleted' | 'closed'): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#volume.listeners.delete(this.#heard);
    this.#beside?.close();
    for (const settle of [...this.#waiting]) settle(reason);
  }

  readonly #heard = ({ action, filter, components }: Change): void => {
    if (!(filter & this.#options.filter)) return;
    const directory = this.#options.place().components;
    const below = components.slice(directory.length);
    if (below.length === 0 || (below.length > 1 && !this.#options.tree)) return;
    if (!directory.every((name, index) => components[index] === name)) return;
    this.#remember({ action, fileName: wirePath(below, this.#volume.names) });
    this.#deliver();
  };

  #remember(change: FileNotification): void {
    if (this.#overflown) return;
    this.#changes.push(change);
    this.#size += Math.ceil((RECORD_SIZE + 2 * change.fileName.length) / 4) * 4;
    if (this.#size <= this.#options.capacity && this.#changes.length <= MAX_REMEMBERED) return;
    this.#overflown = true;
    this.#changes = [];
  }

  get #empty(): boolean {
    return this.#changes.length === 0 && !this.#overflown;
  }

  #fetch(): Watched {
    const watched = this.#overflown ? 'overflow' : this.#changes;
    this.#changes = [];
    this.#size = 0;
    this.#overflown = false;
    return watched;
  }

  /** The first who waits gets everything, once what happens at this moment has happened: both names of a rename, say. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    queueMicrotask(() => {
      this.#delivering = false;
      const [first] = this.#waiting;
      if (first && !this.#empty) first(this.#fetch());
    });
  }
}
