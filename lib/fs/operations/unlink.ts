/** `unlink` */
import type { Operation } from '../operation.ts';
import { unlinkPath } from './remove-entry.ts';

/** `unlink(path)`: of a link itself, and of a read-only file too. */
export const unlink: Operation<void> = (fs, path) => {
  const target = fs.path(path);
  return () => unlinkPath(fs, target);
};
