/** What JSON tells of a file on a share. */
import type { Stats } from 'node:fs';

export interface Facts {
  readonly type: 'file' | 'directory' | 'symlink';
  /** Bytes. */
  readonly size: number;
  /** The file has the read-only attribute. */
  readonly readOnly: boolean;
  readonly modified: Date;
  readonly created: Date;
  readonly accessed: Date;
}

export function factsOf(stats: Stats): Facts {
  return {
    type: stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'symlink' : 'file',
    size: stats.size,
    readOnly: (stats.mode & 0o200) === 0,
    modified: stats.mtime,
    created: stats.birthtime,
    accessed: stats.atime,
  };
}
