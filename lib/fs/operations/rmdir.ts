/** `rmdir`: of an empty folder. */

import { rmdirOptions } from '../arguments/remove-options.ts';
import type { Operation } from '../operation.ts';
import { rmdirPath } from './remove-entry.ts';
import { lookUp, removeTree } from './remove-tree.ts';

/** `rmdir(path[, options])` */
export const rmdir: Operation<void> = (fs, path, given) => {
  const target = fs.path(path);
  const options = rmdirOptions(given);
  return async () => {
    if (options.recursive && (await lookUp(fs, target)).isDirectory) return removeTree(fs, target, options);
    return rmdirPath(fs, target);
  };
};
