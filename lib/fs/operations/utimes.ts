/** `utimes`, `lutimes` and `futimes`. */
import type { BasicChange } from '../../open/basic-change.ts';
import { change } from '../../open/paths/change.ts';
import { timeArgument } from '../arguments/time-argument.ts';
import { validateFd } from '../arguments/validate.ts';
import { fsError } from '../errors/system-error.ts';
import type { FileSystem } from '../file-system.ts';
import type { Operation } from '../operation.ts';
import { nanosecondsToFiletime } from '../results/filetime.ts';

/** `utimes(path, atime, mtime)` */
export const utimes: Operation<void> = (fs, path, atime, mtime) => timesOf(fs, 'utime', path, atime, mtime);

/** `lutimes(path, atime, mtime)`: of a link itself. */
export const lutimes: Operation<void> = (fs, path, atime, mtime) => timesOf(fs, 'lutime', path, atime, mtime);

/** `futimes(fd, atime, mtime)`: a server takes it only for a file that was opened to be written. */
export const futimes: Operation<void> = (fs, fd, atime, mtime) => {
  const number = validateFd(fd);
  const times = timesArgument(atime, mtime);
  return async () => {
    const descriptor = fs.descriptors.get(number, 'futime');
    if (!times) throw fsError('EINVAL', 'futime');
    await descriptor.change('futime', times);
  };
};

function timesOf(
  fs: FileSystem,
  syscall: 'utime' | 'lutime',
  path: unknown,
  atime: unknown,
  mtime: unknown,
): () => Promise<void> {
  const target = fs.path(path);
  const times = timesArgument(atime, mtime);
  const noFollow = syscall === 'lutime' && !target.mustBeDirectory;
  return () =>
    fs.call({ syscall, path: target, lastLink: noFollow ? 'itself' : 'followed' }, async (tree, at) => {
      if (!times) throw fsError('EINVAL', syscall, target.text);
      await change(tree, at.name, times, { noFollow, directory: at.mustBeDirectory });
    });
}

/** Undefined for what no file can have for a time. */
function timesArgument(atime: unknown, mtime: unknown): BasicChange | undefined {
  const accessed = timeArgument(atime);
  const modified = timeArgument(mtime);
  if (accessed === undefined || modified === undefined) return undefined;
  return { lastAccessTime: nanosecondsToFiletime(accessed), lastWriteTime: nanosecondsToFiletime(modified) };
}
