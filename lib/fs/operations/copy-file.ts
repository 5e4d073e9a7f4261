/** `copyFile`: within the share, by the server itself where it can. */
import { constants } from 'node:fs';
import { copyFile as copyPath } from '../../open/paths/copy-file.ts';
import { probe } from '../../open/paths/probe.ts';
import { copyMode } from '../arguments/mode-arguments.ts';
import { fsError } from '../errors/system-error.ts';
import type { Operation } from '../operation.ts';

/**
 * `copyFile(src, dest[, mode])`: replaces the content of a file that is there already, unless `mode` has COPYFILE_EXCL. Servers
 * share blocks between files as they see fit: COPYFILE_FICLONE is a copy like any other, COPYFILE_FICLONE_FORCE is ENOTSUP.
 */
export const copyFile: Operation<void> = (fs, src, dest, mode) => {
  const from = fs.path(src, 'src');
  const to = fs.path(dest, 'dest');
  const flags = copyMode(mode);
  const failed = (code: string): Error => fsError(code, 'copyfile', from.text, to.text);
  return () =>
    fs.call({ syscall: 'copyfile', path: from, dest: to }, async (tree, source, target) => {
      if (source.mustBeDirectory || target.mustBeDirectory || flags & constants.COPYFILE_FICLONE_FORCE) {
        const { isDirectory } = await probe(tree, source.name, { directory: source.mustBeDirectory });
        throw failed(isDirectory || target.mustBeDirectory ? 'EISDIR' : 'ENOTSUP');
      }
      await copyPath(tree, source.name, target.name, { exclusive: (flags & constants.COPYFILE_EXCL) !== 0 });
      const permissions = fs.modes?.of(source.name);
      if (permissions !== undefined) fs.modes?.remember(target.name, permissions, false);
    });
};
