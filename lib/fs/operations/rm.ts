/** `rm`: of a file, or with `recursive` of a folder and everything in it. */
import { constants } from 'node:os';
import { type RemoveOptions, rmOptions } from '../arguments/remove-options.ts';
import { OperationError } from '../errors/operation-error.ts';
import { type FsError, fsError } from '../errors/system-error.ts';
import type { FileSystem } from '../file-system.ts';
import type { FsPath } from '../fs-path.ts';
import type { Operation } from '../operation.ts';
import { unlinkPath } from './remove-entry.ts';
import { lookUp, removeTree, retrying } from './remove-tree.ts';

const NOT_THERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

/** `rm(path[, options])` */
export const rm: Operation<void> = (fs, path, given) => {
  const target = fs.path(path);
  const options = rmOptions(given);
  return async () => {
    try {
      await removeAny(fs, target, options);
    } catch (error) {
      if (!options.force || (error as FsError).code !== 'ENOENT') throw error;
    }
  };
};

/** Takes it for a file first: that is one round trip, and a folder says that it is one. */
async function removeAny(fs: FileSystem, path: FsPath, options: RemoveOptions): Promise<void> {
  if (path.mustBeDirectory) {
    const info = await lookUp(fs, path);
    if (!info.isDirectory) throw fsError('ENOTDIR', 'lstat', path.text);
    return removeDirectory(fs, path, options);
  }
  try {
    await retrying(options, () => unlinkPath(fs, path));
  } catch (error) {
    const { code, cause } = error as FsError;
    if (code === 'EISDIR') return removeDirectory(fs, path, options);
    // Node looks before it removes.
    if (NOT_THERE.has(code)) throw fsError(code, 'lstat', path.text, undefined, { cause });
    throw error;
  }
}

async function removeDirectory(fs: FileSystem, path: FsPath, options: RemoveOptions): Promise<void> {
  if (options.recursive) return removeTree(fs, path, options);
  throw new OperationError('ERR_FS_EISDIR', 'Path is a directory', {
    code: 'EISDIR',
    message: 'is a directory',
    path: path.text,
    syscall: 'rm',
    errno: constants.errno.EISDIR,
  });
}
