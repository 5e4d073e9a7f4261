/** `link`: one more name for a file, where the server's file system has hard links. */
import { StatusError } from '../../errors.ts';
import { link as linkPath } from '../../open/paths/link.ts';
import { probe } from '../../open/paths/probe.ts';
import type { Tree } from '../../tree/tree.ts';
import { STATUS_FILE_IS_A_DIRECTORY, STATUS_OBJECT_NAME_NOT_FOUND } from '../../wire/ntstatus.ts';
import { fsError } from '../errors/system-error.ts';
import type { FsPath } from '../fs-path.ts';
import type { Operation } from '../operation.ts';

/** `link(existingPath, newPath)`: folders have one name only, EPERM. */
export const link: Operation<void> = (fs, existingPath, newPath) => {
  const from = fs.path(existingPath, 'existingPath');
  const to = fs.path(newPath, 'newPath');
  const failed = (code: string): Error => fsError(code, 'link', from.text, to.text);
  return () =>
    fs.call({ syscall: 'link', path: from, dest: to, lastLink: 'itself' }, async (tree, source, target) => {
      if (source.mustBeDirectory) await probe(tree, source.name, { directory: true });
      if (target.mustBeDirectory) {
        // What would be made is a file, and no file is named so.
        await probe(tree, target.name);
        throw failed('EEXIST');
      }
      try {
        await linkPath(tree, source.name, target.name);
      } catch (error) {
        if (!isStatus(error, STATUS_FILE_IS_A_DIRECTORY)) throw error;
        throw failed((await isFree(tree, target)) ? 'EPERM' : 'EEXIST');
      }
    });
};

async function isFree(tree: Tree, path: FsPath): Promise<boolean> {
  try {
    await probe(tree, path.name);
    return false;
  } catch (error) {
    if (isStatus(error, STATUS_OBJECT_NAME_NOT_FOUND)) return true;
    throw error;
  }
}

function isStatus(error: unknown, status: number): boolean {
  return error instanceof StatusError && error.status === status;
}
