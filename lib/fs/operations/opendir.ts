/** `opendir`: a folder to be read entry by entry. */
import type { Dir } from '../handles/dir.ts';
import { dirOptions, openDir } from '../handles/dir.ts';
import type { Operation } from '../operation.ts';

/** `opendir(path[, options | encoding])` */
export const opendir: Operation<Dir> = (fs, path, given) => {
  const target = fs.path(path);
  const options = dirOptions(given);
  return () => openDir(fs, target, options);
};
