/** `truncate` and `ftruncate`. */
import { truncate as truncatePath } from '../../open/paths/change.ts';
import type { Operation } from '../operation.ts';
import { validateFd, validateInteger } from '../validate.ts';

/** `truncate(path[, length])` */
export const truncate: Operation<void> = (fs, path, length = 0) => {
  const target = fs.path(path);
  const size = truncateLength(length);
  return () => fs.call({ syscall: 'open', path: target }, (tree) => truncatePath(tree, target.name, size));
};

/** `ftruncate(fd[, length])` */
export const ftruncate: Operation<void> = (fs, fd, length = 0) => {
  const number = validateFd(fd);
  const size = truncateLength(length);
  return async () => fs.descriptors.get(number, 'ftruncate').truncate(size);
};

/** A negative length is 0, as in node. */
export function truncateLength(length: unknown): number {
  validateInteger(length, 'len');
  return Math.max(0, length);
}
