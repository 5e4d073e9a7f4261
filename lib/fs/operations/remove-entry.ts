/** Removes one name: what is no folder, or an empty one. */
import { remove } from '../../open/paths/remove.ts';
import { stat } from '../../open/paths/stat.ts';
import type { Tree } from '../../tree/tree.ts';
import { fsError } from '../errors/system-error.ts';
import type { FileSystem } from '../file-system.ts';
import { endsInDots, type FsPath, isRoot } from '../fs-path.ts';

/** Removes what is no folder; EISDIR where it is one. */
export async function unlinkPath(fs: FileSystem, path: FsPath): Promise<void> {
  const site = { syscall: 'unlink', path, lastLink: 'itself' } as const;
  if (!path.mustBeDirectory) return fs.call(site, (tree, at) => removeName(fs, tree, at, 'file', 'unlink'));
  const info = await fs.call(site, (tree, { name }) => stat(tree, name, false));
  throw fsError(info.isDirectory ? 'EISDIR' : 'ENOTDIR', 'unlink', path.text);
}

/** Removes an empty folder. */
export async function rmdirPath(fs: FileSystem, path: FsPath): Promise<void> {
  await fs.call({ syscall: 'rmdir', path, lastLink: 'itself' }, async (tree, at) => {
    if (endsInDots(path)) throw fsError(/\.\.\/*$/.test(path.text) ? 'ENOTEMPTY' : 'EINVAL', 'rmdir', path.text);
    if (isRoot(path)) throw fsError('EBUSY', 'rmdir', path.text);
    await removeName(fs, tree, at, 'directory', 'rmdir');
  });
}

async function removeName(
  fs: FileSystem,
  tree: Tree,
  path: FsPath,
  what: 'file' | 'directory',
  syscall: string,
): Promise<void> {
  fs.checkFolderOf(path, syscall);
  await remove(tree, path.name, what);
  fs.modes?.forget(path.name);
}
