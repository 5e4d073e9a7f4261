/** What SMB knows of a file and the file system behind the share does not: its attributes, and a creation time that was set.  [MS-FSCC] 2.6 */
import {
  FILE_ATTRIBUTE_ARCHIVE,
  FILE_ATTRIBUTE_DIRECTORY,
  FILE_ATTRIBUTE_HIDDEN,
  FILE_ATTRIBUTE_NORMAL,
  FILE_ATTRIBUTE_NOT_CONTENT_INDEXED,
  FILE_ATTRIBUTE_OFFLINE,
  FILE_ATTRIBUTE_READONLY,
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

interface Remembered {
  /** Of the file system: another one means another file, which got the same number. */
  readonly birth: bigint;
  attributes: number | undefined;
  creationTime: bigint | undefined;
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

  creationTimeOf(stats: FileStats): bigint {
    return this.#find(stats)?.creationTime ?? stats.creationTime;
  }

  setAttributes(stats: FileStats, attributes: number): void {
    const own = this.#own(stats);
    if (own) own.attributes = attributes & SETTABLE;
  }

  setCreationTime(stats: FileStats, creationTime: bigint): void {
    const own = this.#own(stats);
    if (own) own.creationTime = creationTime;
  }

  forget(stats: FileStats): void {
    if (stats.identity !== undefined) this.#remembered.delete(stats.identity);
  }

  #find({ identity, birth }: FileStats): Remembered | undefined {
    const found = identity === undefined ? undefined : this.#remembered.get(identity);
    return found?.birth === birth ? found : undefined;
  }

  #own(stats: FileStats): Remembered | undefined {
    const found = this.#find(stats);
    if (found || stats.identity === undefined || this.#remembered.size >= MAX_REMEMBERED) return found;
    const own = { birth: stats.birth, attributes: undefined, creationTime: undefined };
    this.#remembered.set(stats.identity, own);
    return own;
  }
}
