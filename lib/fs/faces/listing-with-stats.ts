/** The forms of `readdir` and `opendir` that node does not have: with `withStats: true` every entry has its `stats`. */
import type { PathLike } from 'node:fs';
import type { DirentWithStats } from '../results/dirent.ts';

export interface WithStats {
  /** An `lstat` of each entry, from the same answer of the server. */
  readonly withStats: true;
  readonly encoding?: BufferEncoding | null;
  /** What lies in the folders below too. Default: false. */
  readonly recursive?: boolean;
}

export type ReaddirWithStats = (path: PathLike, options: WithStats) => Promise<DirentWithStats[]>;

export type OpendirWithStats = (path: PathLike, options: WithStats) => Promise<DirWithStats>;

/** A folder that is read entry by entry. */
export interface DirWithStats extends AsyncIterable<DirentWithStats> {
  readonly path: string;
  /** Null behind the last. */
  read(): Promise<DirentWithStats | null>;
  close(): Promise<void>;
}
