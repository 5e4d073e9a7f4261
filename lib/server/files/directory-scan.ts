/** A listing under way: which names are still to come.  [MS-SMB2] 3.3.5.18, [MS-FSA] 2.1.5.6.3 */
import type { FileStats } from './file-stats.ts';
import { searchPattern } from './search-pattern.ts';
import type { Volume } from './volume.ts';
import { wireName } from './wire-path.ts';

/** A name of a listing, as clients see it, and what goes by it. */
export interface ScannedEntry {
  readonly name: string;
  readonly stats: FileStats;
}

/** How many names are looked at together. */
const BATCH = 64;

export class DirectoryScan {
  readonly pattern: string;
  readonly #volume: Volume;
  readonly #directory: string;
  readonly #names: readonly string[];
  readonly #isRoot: boolean;
  #next = 0;
  /** Looked at, and not given out yet. */
  #ready: (ScannedEntry & { readonly index: number })[] = [];
  /** Whether anything has been given out. */
  started = false;

  /** Reads the names of a directory; those that do not match the pattern never appear. */
  static async start(volume: Volume, directory: string, isRoot: boolean, pattern: string): Promise<DirectoryScan> {
    const fits = searchPattern(pattern, volume.share.caseSensitive);
    const names = ['.', '..', ...(await volume.namespace.list(directory))];
    const wanted = names.filter((name) => {
      const wire = name === '.' || name === '..' ? name : wireName(name, volume.names);
      return wire !== undefined && fits(wire);
    });
    return new DirectoryScan(volume, directory, isRoot, pattern, wanted);
  }

  private constructor(volume: Volume, directory: string, isRoot: boolean, pattern: string, names: readonly string[]) {
    this.#volume = volume;
    this.#directory = directory;
    this.#isRoot = isRoot;
    this.pattern = pattern;
    this.#names = names;
  }

  /** The next entry, which is next again until it is taken; undefined at the end. */
  async peek(): Promise<ScannedEntry | undefined> {
    while (this.#ready.length === 0 && this.#next < this.#names.length) {
      const first = this.#next;
      const batch = this.#names.slice(first, first + BATCH);
      this.#next += batch.length;
      const entries = await Promise.all(batch.map((name) => this.#entry(name)));
      // Reversed, as entries are taken from the end.
      this.#ready = entries.flatMap((entry, at) => (entry ? [{ ...entry, index: first + at }] : [])).reverse();
    }
    return this.#ready.at(-1);
  }

  /** Forgets what was looked at and not given out: by the next request it may be another. */
  rewind(): void {
    this.#next = this.#ready.at(-1)?.index ?? this.#next;
    this.#ready = [];
  }

  take(): void {
    this.#ready.pop();
    this.started = true;
  }

  /** Undefined for what has gone meanwhile, leads out of the share, or is neither file nor directory. */
  async #entry(name: string): Promise<ScannedEntry | undefined> {
    const { namespace, names } = this.#volume;
    const dots = name === '.' || name === '..';
    // The parent of the share's root is not the client's business: it looks like the root.
    const place = name === '.' || (dots && this.#isRoot) ? this.#directory : namespace.join(this.#directory, name);
    const stats = await namespace.statsOf(place);
    const wire = dots ? name : wireName(name, names);
    return stats && !stats.special && wire !== undefined ? { name: wire, stats } : undefined;
  }
}
