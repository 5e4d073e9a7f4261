/** Changes of a folder of this machine that were made beside the server, told from those that were made through it.  [MS-FSA] 2.1.5.11 */
import type { FSWatcher } from 'node:fs';
import {
  FILE_NOTIFY_CHANGE_ATTRIBUTES,
  FILE_NOTIFY_CHANGE_DIR_NAME,
  FILE_NOTIFY_CHANGE_FILE_NAME,
  FILE_NOTIFY_CHANGE_LAST_WRITE,
  FILE_NOTIFY_CHANGE_SIZE,
} from '../../wire/commands/change-notify.ts';
import {
  FILE_ACTION_ADDED,
  FILE_ACTION_MODIFIED,
  FILE_ACTION_REMOVED,
  FILE_ACTION_RENAMED_OLD_NAME,
} from '../../wire/fscc/notify-information.ts';
import type { Change, ChangeListener } from './change.ts';
import { disk, watch } from './disk.ts';
import type { Volume } from './volume.ts';

/** Folders of one tree that are watched; what lies in further ones changes unheard. */
const MAX_FOLDERS = 8192;

const ANY_CHANGE = FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE | FILE_NOTIFY_CHANGE_ATTRIBUTES;

/** Where a watched folder is: it may be renamed. */
export interface WatchedPlace {
  readonly path: string;
  /** From the share's root. */
  readonly components: readonly string[];
}

/** What is known of a name: its state is known from the first time on that something was said about it. */
interface Seen {
  readonly directory: boolean;
  state: FileState | undefined;
}

interface FileState {
  readonly identity: string;
  readonly size: bigint;
  readonly mtime: bigint;
  readonly mode: bigint;
}

interface Folder {
  /** From the folder that was asked for. */
  readonly below: readonly string[];
  readonly watcher: FSWatcher;
  readonly entries: Map<string, Seen>;
}

/**
 * A name that the file system speaks of is looked at while nothing changes names through the server, and compared with what was
 * known of it: what the server did itself is known already.
 */
export class FolderWatch {
  /** Settles when everything is being watched that can be; the file system may allow too few watchers. */
  readonly ready: Promise<void>;
  readonly #volume: Volume;
  readonly #place: () => WatchedPlace;
  readonly #tree: boolean;
  readonly #heard: ChangeListener;
  /** By their names from the folder that was asked for, which is the empty one. */
  readonly #folders = new Map<string, Folder>();
  /** Names that have to be looked at, by their key. */
  readonly #pending = new Map<string, readonly string[]>();
  /** Names that the server has changed since they were looked at last. */
  readonly #own = new Set<string>();
  #looking = false;
  #closed = false;

  /** `heard` is called for each change; with `tree` for deeper ones too. */
  constructor(volume: Volume, place: () => WatchedPlace, tree: boolean, heard: ChangeListener) {
    this.#volume = volume;
    this.#place = place;
    this.#tree = tree;
    this.#heard = heard;
    volume.listeners.add(this.#ownChange);
    volume.writers.add(this.#ownWrites);
    this.ready = volume.exclusively(() => this.#enter([], false));
  }

  close(): void {
    this.#closed = true;
    this.#volume.listeners.delete(this.#ownChange);
    this.#volume.writers.delete(this.#ownWrites);
    for (const { watcher } of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  readonly #ownChange = ({ action, filter, components }: Change): void => {
    const below = this.#below(components);
    if (!below) return;
    const name = below.at(-1) ?? '';
    const entries = this.#folders.get(keyOf(below.slice(0, -1)))?.entries;
    if (filter & (FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME)) {
      if (isThere(action))
        entries?.set(name, { directory: (filter & FILE_NOTIFY_CHANGE_DIR_NAME) !== 0, state: undefined });
      else entries?.delete(name);
    }
    this.#adopt(below);
  };

  readonly #ownWrites = (components: readonly string[]): void => {
    const below = this.#below(components);
    if (below) this.#adopt(below);
  };

  /** A place on the share as one below this folder; undefined when it is none. */
  #below(components: readonly string[]): readonly string[] | undefined {
    const own = this.#place().components;
    const below = components.slice(own.length);
    if (below.length === 0 || (below.length > 1 && !this.#tree)) return undefined;
    return own.every((name, index) => components[index] === name) ? below : undefined;
  }

  #adopt(below: readonly string[]): void {
    this.#own.add(keyOf(below));
    this.#look(below);
  }

  #look(below: readonly string[]): void {
    this.#pending.set(keyOf(below), below);
    if (this.#looking) return;
    this.#looking = true;
    // Everything in it that can fail is caught where it does.
    void this.#volume.exclusively(() => this.#lookAtAll());
  }

  async #lookAtAll(): Promise<void> {
    const names = [...this.#pending];
    this.#pending.clear();
    for (const [key, below] of names) {
      const own = this.#own.delete(key);
      if (!this.#closed) await this.#lookAt(below, own);
    }
    this.#looking = false;
    const [next] = this.#pending.values();
    if (next) this.#look(next);
    else this.#own.clear();
  }

  async #lookAt(below: readonly string[], own: boolean): Promise<void> {
    const folder = this.#folders.get(keyOf(below.slice(0, -1)));
    const name = below.at(-1) ?? '';
    if (!folder) return;
    const known = folder.entries.get(name);
    const found = await this.#seen(below);
    if (this.#closed) return;
    const same = known?.directory === found?.directory;
    if (known && !(found && same)) {
      folder.entries.delete(name);
      this.#tell(FILE_ACTION_REMOVED, nameFilter(known), below);
    }
    if (!found?.directory || !same) this.#leave(below);
    if (!found) return;
    folder.entries.set(name, found);
    if (!known || !same) this.#tell(FILE_ACTION_ADDED, nameFilter(found), below);
    else if (!own && !this.#volume.isBeingWritten(found.state?.identity)) this.#compare(known, found, below);
    if (found.directory && this.#tree && !this.#folders.has(keyOf(below))) await this.#enter(below, !known);
  }

  #compare(known: Seen, found: Seen, below: readonly string[]): void {
    const [before, now] = [known.state, found.state];
    if (!now) return;
    const filter = before ? differences(before, now, found.directory) : found.directory ? 0 : ANY_CHANGE;
    if (filter !== 0) this.#tell(FILE_ACTION_MODIFIED, filter, below);
  }

  /** Undefined for what is not there. */
  async #seen(below: readonly string[]): Promise<Seen | undefined> {
    try {
      const stats = await disk.lstat(this.#pathOf(below), { bigint: true });
      const { dev, ino, size, mtimeNs: mtime, mode } = stats;
      return { directory: stats.isDirectory(), state: { identity: `${dev}:${ino}`, size, mtime, mode } };
    } catch {
      return undefined;
    }
  }

  /** Watches a folder, and in a tree those in it; tells of what is there where the folder itself was news. */
  async #enter(below: readonly string[], news: boolean): Promise<void> {
    if (this.#closed || this.#folders.size >= MAX_FOLDERS) return;
    const path = this.#pathOf(below);
    let watcher: FSWatcher;
    try {
      watcher = watch(path, { persistent: false }, (_event, name) => {
        if (name !== null) this.#look([...below, name]);
      });
    } catch {
      return; // gone already, or there are too many watchers
    }
    watcher.on('error', () => this.#leave(below));
    const entries = new Map<string, Seen>();
    this.#folders.set(keyOf(below), { below, watcher, entries });
    const found = await disk.readdir(path, { withFileTypes: true }).catch(() => []);
    for (const entry of found) {
      const seen = { directory: entry.isDirectory(), state: undefined };
      const place = [...below, entry.name];
      entries.set(entry.name, seen);
      if (news && !this.#own.has(keyOf(place))) this.#tell(FILE_ACTION_ADDED, nameFilter(seen), place);
      if (seen.directory && this.#tree) await this.#enter(place, news);
    }
  }

  /** Watches a folder no more, nor those in it. */
  #leave(below: readonly string[]): void {
    if (!this.#tree && below.length > 0) return;
    for (const [key, folder] of this.#folders) {
      if (!below.every((name, index) => folder.below[index] === name)) continue;
      folder.watcher.close();
      this.#folders.delete(key);
    }
  }

  #tell(action: number, filter: number, below: readonly string[]): void {
    this.#heard({ action, filter, components: [...this.#place().components, ...below] });
  }

  #pathOf(below: readonly string[]): string {
    return below.reduce((path, name) => this.#volume.namespace.join(path, name), this.#place().path);
  }
}

function keyOf(below: readonly string[]): string {
  return below.join('/');
}

function isThere(action: number): boolean {
  return action !== FILE_ACTION_REMOVED && action !== FILE_ACTION_RENAMED_OLD_NAME;
}

function nameFilter({ directory }: Seen): number {
  return directory ? FILE_NOTIFY_CHANGE_DIR_NAME : FILE_NOTIFY_CHANGE_FILE_NAME;
}

/** What is told of a file that has changed; of a folder only its mode counts, as all else follows from what lies in it. */
function differences(before: FileState, now: FileState, directory: boolean): number {
  const mode = before.mode === now.mode ? 0 : FILE_NOTIFY_CHANGE_ATTRIBUTES;
  if (directory) return mode;
  const size = before.size === now.size ? 0 : FILE_NOTIFY_CHANGE_SIZE;
  const time = before.mtime === now.mtime && before.identity === now.identity ? 0 : FILE_NOTIFY_CHANGE_LAST_WRITE;
  return mode | size | time;
}
