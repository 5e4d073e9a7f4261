/** Dirent: node's own class, one entry of a listing. */
import { Dirent, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path/posix';
import type { FileType } from './file-mode.ts';
import { type FileFacts, makeStats } from './stats.ts';

type Name = string | Buffer;

/** Node's constructor, whose arguments its types don't tell. */
const NodeDirent = Dirent as unknown as new <N extends Name>(name: N, type: number, parentPath: Name) => Dirent<N>;

/** UV_DIRENT_FILE and its like: constants of fs that node's types leave out. */
const TYPES: Readonly<Record<FileType, number>> = { file: 1, directory: 2, symlink: 3 };

/** What listings give with `withStats: true`: an entry with its `lstat`, which the server's answer carries anyway. */
export interface DirentWithStats<N extends Name = string> extends Dirent<N> {
  /** As `lstat` gives it, but that `nlink` is 1: a listing does not tell it. */
  readonly stats: Stats;
}

/** What `readdir` gives with `withFileTypes: true`; `parentPath` is the listed folder in the caller's own spelling. */
export function makeDirent<N extends Name>(name: N, type: FileType, parentPath: Name): Dirent<N> {
  return new NodeDirent(name, TYPES[type], parentPath);
}

/** What a listing would give for a path that `lstat` has looked at. */
export function direntOf(path: string, stats: Stats): Dirent {
  const type = stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'symlink' : 'file';
  return makeDirent(basename(path), type, dirname(path));
}

/** As `makeDirent`, with what the listing knows of the file. */
export function makeDirentWithStats<N extends Name>(
  name: N,
  type: FileType,
  parentPath: Name,
  facts: FileFacts,
): DirentWithStats<N> {
  return Object.assign(makeDirent(name, type, parentPath), { stats: makeStats(facts) });
}
