/** What SMB knows of a file and the file system behind the share does not: its attributes, and a creation time that was set.  [MS-FSCC] 2.6 */
import {
  FILE_ATTRIBUTE_ARCHIVE,
  FILE_ATTRIBUTE_DIRECTORY,
  FILE_ATTRIBUTE_HIDDEN,
  FILE_ATTRIBUTE_NORMAL,
  FILE_ATTRIBUTE_NOT_CONTENT_INDEXED,
  FILE_ATTRIBUTE_OFFLINE,
  FILE_ATTRIBUTE_READONLY,
  FILE_ATTRIBUTE_SPARSE_FILE,
  FILE_ATTRIBUTE_SYSTEM,
  FILE_ATTRIBUTE_TEMPORARY,
} from '../../wire/fscc/file-attributes.ts';
import type { FileStats } from './file-stats.ts';

/** Attributes that a client may set; the others follow from what a file is. */
const SETTABLE =
  FILE_ATTRIBUTE_READONLY |
  FILE_ATTRIBUTE_HIDDEN |
  FILE_ATTRIBUTE_SYSTEM |
  FILE_ATTRIBUTE_ARCHIVE |
  FILE_ATTRIBUTE_TEMPORARY |
  FILE_ATTRIBUTE_OFFLINE |
  FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;

/** More files than this with attributes of their own are not remembered. */
const MAX_REMEMBERED = 1_000_000;

/** How a file shows itself to clients. Times are FILETIMEs, sizes bytes. */
export interface FileDescription {
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  readonly allocationSize: number;
  readonly endOfFile: number;
  readonly fileAttributes: number;
}

const SETTABLE_TIMES = ['lastAccessTime', 'lastWriteTime', 'changeTime'] as const;

/** Times as a client sets them; undefined stays as it is. */
export type SetTimes = Partial<Record<(typeof SETTABLE_TIMES)[number] | 'creationTime', bigint>>;

/** A time that was set, and what the file system made of it: it holds until the file system has another. */
interface SetTime {
  readonly wanted: bigint;
  readonly kept: bigint;
}

interface Remembered {
  /** Of the file system: another one means another file, which got the same number. */
  readonly birth: bigint;
  attributes: number | undefined;
  creationTime: bigint | undefined;
  readonly times: Map<(typeof SETTABLE_TIMES)[number], SetTime>;
}

/** Kept in memory: attributes last as long as the server. */
export class DosAttributes {
  readonly #remembered = new Map<string, Remembered>();

  attributesOf(stats: FileStats): number {
    const own = this.#find(stats)?.attributes ?? (stats.directory ? 0 : FILE_ATTRIBUTE_ARCHIVE);
    // The file system itself protects files; a directory's mark means nothing to it.
    const readOnly = stats.directory
      ? own & FILE_ATTRIBUTE_READONLY
      : stats.writeProtected
        ? FILE_ATTRIBUTE_READONLY
        : 0;
    const attributes = (own & ~FILE_ATTRIBUTE_READONLY) | readOnly | (stats.directory ? FILE_ATTRIBUTE_DIRECTORY : 0);
    return attributes === 0 ? FILE_ATTRIBUTE_NORMAL : attributes;
  }

  describe(stats: FileStats): FileDescription {
    const own = this.#find(stats);
    const time = (name: (typeof SETTABLE_TIMES)[number]): bigint => {
      const set = own?.times.get(name);
      return set?.kept === stats[name] ? set.wanted : stats[name];
    };
    return {
      creationTime: own?.creationTime ?? stats.creationTime,
      lastAccessTime: time('lastAccessTime'),
      lastWriteTime: time('lastWriteTime'),
      changeTime: time('changeTime'),
      allocationSize: stats.allocationSize,
      endOfFile: stats.endOfFile,
      fileAttributes: this.attributesOf(stats),
    };
  }

  setAttributes(stats: FileStats, attributes: number): void {
    const own = this.#own(stats);
    if (own) own.attributes = (attributes & SETTABLE) | ((own.attributes ?? 0) & FILE_ATTRIBUTE_SPARSE_FILE);
  }

  /** Marks a file as one that may have holes, or takes the mark back: clients ask for it by a control code of its own. */
  setSparse(stats: FileStats, sparse: boolean): void {
    const own = this.#own(stats);
    if (!own) return;
    const others = (own.attributes ?? FILE_ATTRIBUTE_ARCHIVE) & ~FILE_ATTRIBUTE_SPARSE_FILE;
    own.attributes = sparse ? others | FILE_ATTRIBUTE_SPARSE_FILE : others;
  }

  /** Remembers times to the last digit, or those that the file system cannot set; `stats` are those of afterwards. */
  setTimes(stats: FileStats, times: SetTimes): void {
    const own = this.#own(stats);
    if (!own) return;
    own.creationTime = times.creationTime ?? own.creationTime;
    for (const name of SETTABLE_TIMES) {
      const wanted = times[name];
      if (wanted !== undefined) own.times.set(name, { wanted, kept: stats[name] });
    }
  }

  /** The file has been deleted. */
  forget(identity: string): void {
    this.#remembered.delete(identity);
  }

  #find({ identity, birth }: FileStats): Remembered | undefined {
    const found = identity === undefined ? undefined : this.#remembered.get(identity);
    return found?.birth === birth ? found : undefined;
  }

  #own(stats: FileStats): Remembered | undefined {
    const found = this.#find(stats);
    if (found || stats.identity === undefined || this.#remembered.size >= MAX_REMEMBERED) return found;
    const own = { birth: stats.birth, attributes: undefined, creationTime: undefined, times: new Map() };
    this.#remembered.set(stats.identity, own);
    return own;
  }
}
