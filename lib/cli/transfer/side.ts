/** One end of a transfer: a local file system or a share, behind the same few methods of `fs.promises`. */
import type * as nodePromises from 'node:fs/promises';

/** What a transfer needs of a file system; `smb.promises` has it too. */
export type SideFs = Pick<
  typeof nodePromises,
  'lstat' | 'stat' | 'mkdir' | 'open' | 'readFile' | 'writeFile' | 'rename' | 'unlink' | 'rm' | 'utimes'
>;

export type FileHandle = nodePromises.FileHandle;

export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** What a listing tells of one name. */
export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
  /** Bytes; of no meaning but for files. */
  readonly size: number;
  /** Modification time in milliseconds since 1970, with a fraction. */
  readonly mtime: number;
}

export interface Side {
  readonly fs: SideFs;
  /** A write of a small file arrives as a whole or not at all, even if this process is killed. */
  readonly writesSmallAtOnce: boolean;
  /** Writes a whole file, which gets the modification time `mtime`: milliseconds since 1970. */
  writeDated(path: string, data: Buffer, mtime: number): Promise<void>;
  /** A folder's entries in no particular order, with as few requests as it takes. */
  list(folder: string): AsyncIterable<Entry>;
  /** The path of an entry. */
  join(folder: string, name: string): string;
  /** The folder of a path. */
  parent(path: string): string;
  /** Why no file here can have this name; undefined when it can. */
  nameFault(name: string): string | undefined;
  /** The path as it is shown. */
  show(path: string): string;
}

interface KnownStats {
  readonly size: number;
  readonly mtimeMs: number;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

/** What stats tell of a name. */
export function entryOf(name: string, stats: KnownStats): Entry {
  return { name, kind: kindOf(stats), size: stats.size, mtime: stats.mtimeMs };
}

function kindOf(stats: KnownStats): EntryKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

/** What is at a path, or undefined where nothing is; `follow` looks through a link. */
export async function lookAt(side: Side, path: string, follow: boolean): Promise<Entry | undefined> {
  try {
    return entryOf('', await (follow ? side.fs.stat(path) : side.fs.lstat(path)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
