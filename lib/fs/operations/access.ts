/** `access`: what this user may do with a file, as the server sees it. */
import { constants } from 'node:fs';
import {
  FILE_EXECUTE,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  type MaximalAccess,
  probe,
  probeAccess,
} from '../../open/paths/probe.ts';
import type { Tree } from '../../tree/tree.ts';
import { accessMode } from '../arguments/mode-arguments.ts';
import { fsError } from '../errors/system-error.ts';
import type { FsPath } from '../fs-path.ts';
import type { Operation } from '../operation.ts';
import { fileTypeOf } from '../results/file-facts.ts';
import { fileMode } from '../results/file-mode.ts';

/**
 * `access(path[, mode])`: a read-only file refuses W_OK, whoever asks, and one that shows no execute bit X_OK. R_OK is the
 * server's to tell.
 */
export const access: Operation<void> = (fs, path, given) => {
  const target = fs.path(path);
  const mode = accessMode(given);
  return () =>
    fs.call({ syscall: 'access', path: target, lastLink: 'found' }, async (tree, at) => {
      const { info, access: granted } = await maximalAccess(tree, at, mode);
      await fs.links.stop(tree, at.name, info);
      const shown = fileMode(fileTypeOf(info, true), info.isReadOnly, fs.options, fs.modes?.of(at.name));
      const wanted = accessMask(mode);
      const missing = granted !== undefined && (granted & wanted) !== wanted;
      if (missing || !showsAccess(shown, mode)) throw fsError('EACCES', 'access', target.text);
      // A server that does not tell answers when it is asked to open the file so.
      if (granted === undefined) await probe(tree, at.name, {}, wanted);
    });
};

/** What a stat shows must be true here too. */
function showsAccess(fileMode: number, mode: number): boolean {
  return !(mode & constants.W_OK && !(fileMode & 0o222)) && !(mode & constants.X_OK && !(fileMode & 0o111));
}

async function maximalAccess(tree: Tree, path: FsPath, mode: number): Promise<MaximalAccess> {
  const options = { directory: path.mustBeDirectory };
  if (mode !== constants.F_OK) return probeAccess(tree, path.name, options);
  return { info: await probe(tree, path.name, options), access: 0 };
}

/** The same bits let list a folder, add to it, and pass through it. */
function accessMask(mode: number): number {
  let mask = 0;
  if (mode & constants.R_OK) mask |= FILE_READ_DATA;
  if (mode & constants.W_OK) mask |= FILE_WRITE_DATA;
  if (mode & constants.X_OK) mask |= FILE_EXECUTE;
  return mask;
}
