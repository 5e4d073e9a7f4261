/** `link`: one more name for a file, where the server's file system has hard links. */
import { link as linkPath } from '../../open/paths/link.ts';
import { probe } from '../../open/paths/probe.ts';
import type { Operation } from '../operation.ts';
import { fsError } from '../system-error.ts';

/** `link(existingPath, newPath)` */
export const link: Operation<void> = (fs, existingPath, newPath) => {
  const from = fs.path(existingPath, 'existingPath');
  const to = fs.path(newPath, 'newPath');
  return () =>
    fs.call({ syscall: 'link', path: from, dest: to }, async (tree) => {
      if (from.mustBeDirectory) await probe(tree, from.name, { directory: true });
      if (to.mustBeDirectory) {
        // What would be made is a file, and no file is named so.
        const { isDirectory } = await probe(tree, to.name);
        throw fsError(isDirectory ? 'EEXIST' : 'ENOTDIR', 'link', from.text, to.text);
      }
      await linkPath(tree, from.name, to.name);
    });
};
