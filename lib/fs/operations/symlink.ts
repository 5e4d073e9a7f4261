/** `symlink` and `readlink`: where the server's file system has reparse points. */
import { StatusError } from '../../errors.ts';
import { decodeName, encodeName } from '../../names/forbidden-characters.ts';
import { stat } from '../../open/paths/stat.ts';
import { type LinkTarget, makeSymbolicLink, readSymbolicLink } from '../../open/paths/symbolic-link.ts';
import type { Tree } from '../../tree/tree.ts';
import {
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_NOT_A_REPARSE_POINT,
  STATUS_NOT_IMPLEMENTED,
  STATUS_NOT_SUPPORTED,
  STATUS_VOLUME_NOT_UPGRADED,
} from '../../wire/ntstatus.ts';
import { callOptions } from '../arguments/call-options.ts';
import { pathArgument } from '../arguments/path-argument.ts';
import { symlinkType } from '../arguments/symlink-type.ts';
import { fsError } from '../errors/system-error.ts';
import type { FileSystem } from '../file-system.ts';
import { type FsPath, fsPath } from '../fs-path.ts';
import type { Operation } from '../operation.ts';
import { encodedName } from '../results/encoded-name.ts';

/** What servers without links answer. */
const WITHOUT_LINKS: ReadonlySet<number> = new Set([
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_NOT_A_REPARSE_POINT,
  STATUS_NOT_IMPLEMENTED,
  STATUS_NOT_SUPPORTED,
  STATUS_VOLUME_NOT_UPGRADED,
]);

/**
 * `symlink(target, path[, type])`: EPERM where the server has no links, or does not let this user make them. The link is
 * relative, so that it leads to the same place for everybody; a `target` from the root on is rewritten so.
 */
export const symlink: Operation<void> = (fs, target, path, type) => {
  const kind = symlinkType(type);
  const to = pathArgument(target, 'target');
  const link = fs.path(path);
  return () =>
    fs.call({ syscall: 'symlink', path: { ...link, text: to }, dest: link }, async (tree) => {
      if (to === '') throw fsError('ENOENT', 'symlink', to, link.text);
      const what = kind === undefined ? await kindOf(fs, tree, to, link) : kind === 'file' ? 'file' : 'directory';
      try {
        await makeSymbolicLink(tree, link.name, targetOnServer(fs, to, link), what);
      } catch (error) {
        if (!(error instanceof StatusError) || !WITHOUT_LINKS.has(error.status)) throw error;
        throw fsError('EPERM', 'symlink', to, link.text, { ntstatus: error.status, cause: error });
      }
    });
};

/** `readlink(path[, options | encoding])`: EINVAL for what is no link. */
export const readlink: Operation<string | Buffer> = (fs, path, options) => {
  const link = fs.path(path);
  const { encoding } = callOptions(options);
  return async () => {
    const target = await fs.call({ syscall: 'readlink', path: link }, (tree) => readSymbolicLink(tree, link.name));
    if (!target) throw fsError('EINVAL', 'readlink', link.text);
    return encodedName(targetForProgram(target), encoding);
  };
};

/** The folder that a link is in, as `..` counts from it. */
function folderOf(link: FsPath): readonly string[] {
  return link.place?.components.slice(0, -1) ?? [];
}

/** The place that a link's target means; undefined for one outside of what this object answers for. */
function placeOf(fs: FileSystem, target: string, link: FsPath): readonly string[] | undefined {
  if (target.startsWith('/')) return fsPath(target, fs.paths).place?.components;
  const place = [...folderOf(link)];
  for (const name of target.split('/')) {
    if (name === '..') place.pop();
    else if (name !== '' && name !== '.') place.push(name);
  }
  return place;
}

/** Whether a link must be made as one to a folder: what is not there yet is taken for a file. */
async function kindOf(fs: FileSystem, tree: Tree, target: string, link: FsPath): Promise<'file' | 'directory'> {
  const place = placeOf(fs, target, link);
  if (!place) return 'file';
  try {
    const { isDirectory } = await stat(tree, place.map(encodeName).join('\\'), true);
    return isDirectory ? 'directory' : 'file';
  } catch (error) {
    if (error instanceof StatusError) return 'file';
    throw error;
  }
}

function targetOnServer(fs: FileSystem, target: string, link: FsPath): string {
  const place = target.startsWith('/') ? placeOf(fs, target, link) : undefined;
  const names = place ? relativeNames(folderOf(link), place) : target.split('/').filter((name) => name !== '');
  return names.map((name) => (name === '.' || name === '..' ? name : encodeName(name))).join('\\');
}

function relativeNames(from: readonly string[], to: readonly string[]): string[] {
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  const names = [...from.slice(common).map(() => '..'), ...to.slice(common)];
  return names.length === 0 ? ['.'] : names;
}

/** A path of the server's own (`\??\C:\folder`) means nothing here, but is shown with slashes. */
function targetForProgram({ path, relative }: LinkTarget): string {
  if (!relative) return path.replaceAll('\\', '/');
  return path
    .split('\\')
    .map((name) => (name === '' || name === '.' || name === '..' ? name : decodeName(name)))
    .join('/');
}
