/** `truncate` and `ftruncate`. */
import { truncate as truncatePath } from '../../open/paths/change.ts';
import { probe } from '../../open/paths/probe.ts';
import { validateFd, validateInteger } from '../arguments/validate.ts';
import { fsError } from '../errors/system-error.ts';
import type { Operation } from '../operation.ts';

/** `truncate(path[, length])` */
export const truncate: Operation<void> = (fs, path, length = 0) => {
  const target = fs.path(path);
  const size = truncateLength(length);
  return () =>
    fs.call({ syscall: 'open', path: target }, async (tree, { name, mustBeDirectory }) => {
      if (mustBeDirectory) {
        await probe(tree, name, { directory: true });
        throw fsError('EISDIR', 'open', target.text);
      }
      await truncatePath(tree, name, size);
    });
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
