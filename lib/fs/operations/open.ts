/** `open` and `close`: files by number. */
import type { Open } from '../../open/open.ts';
import { openFile } from '../../open/open-file.ts';
import { stat } from '../../open/paths/stat.ts';
import { type OpenFlags, parseFlags } from '../arguments/flags.ts';
import { parseFileMode } from '../arguments/mode-arguments.ts';
import { validateFd } from '../arguments/validate.ts';
import { fsError } from '../errors/system-error.ts';
import type { FileSystem } from '../file-system.ts';
import { endsInDots, type FsPath, fsPathOf } from '../fs-path.ts';
import { Descriptor } from '../handles/descriptor.ts';
import type { LastLink } from '../links/link-resolver.ts';
import type { Operation } from '../operation.ts';
import { isReadOnlyMode } from '../results/file-mode.ts';

const DEFAULT_MODE = 0o666;

/** `open(path[, flags[, mode]])`: resolves with the descriptor. */
export const open: Operation<number> = (fs, path, flags, mode) => {
  const target = fs.path(path);
  const parsed = parseFlags(flags);
  const permissions = parseFileMode(mode, 'mode', DEFAULT_MODE);
  return async () => fs.descriptors.add(await openDescriptor(fs, target, parsed, permissions));
};

/** `close(fd)` */
export const close: Operation<void> = (fs, fd) => {
  const number = validateFd(fd);
  return async () => fs.descriptors.remove(number, 'close').close();
};

/** Opens a file for one of this package's own operations, which closes it. `mode` matters where the file is made. */
export async function openDescriptor(
  fs: FileSystem,
  path: FsPath,
  flags: OpenFlags,
  mode: number,
  signal?: AbortSignal,
): Promise<Descriptor> {
  if (fs.remote) return fs.remote.open(path, flags, mode, signal);
  if (path.mustBeDirectory && (flags.write || flags.create || flags.truncate))
    await refuseFolder(fs, path, flags, signal);
  const lastLink = lastLinkOf(flags);
  const opened = await fs.call({ syscall: 'open', path, signal, lastLink }, async (tree, at) => {
    const { name, mustBeDirectory } = at;
    const intent = { ...flags, directory: flags.directory || mustBeDirectory, readOnly: isReadOnlyMode(mode) };
    if (flags.noFollow && flags.truncate) await fs.links.stopUnseen(tree, at, { signal });
    const open = await openFile(tree, name, intent, { signal });
    try {
      if (lastLink === 'found') await fs.links.stop(tree, name, open.info, { signal });
      else if (flags.noFollow && (await isLink(fs, open, signal))) throw fsError('ELOOP', 'open', path.text);
    } catch (error) {
      await open.close();
      throw error;
    }
    return open;
  });
  // Links may have led elsewhere.
  const { name } = opened;
  if (opened.created) fs.modes?.rememberNew(name, mode, false);
  return new Descriptor(fs, { ...path, name }, flags, opened);
}

/** A folder is not opened to write, nor made in this way; what else is wrong with the path comes first. */
async function refuseFolder(
  fs: FileSystem,
  path: FsPath,
  { create, exclusive }: OpenFlags,
  signal: AbortSignal | undefined,
): Promise<never> {
  const { components = [] } = path.place ?? {};
  // Of what would be made, only the parent need be there.
  const known = create && !endsInDots(path) ? components.slice(0, -1) : components;
  const looked = path.place ? fsPathOf(path.text, { components: known, mustBeDirectory: true }) : path;
  const found = await fs.call({ syscall: 'open', path: looked, signal }, (tree, { name }) => stat(tree, name, true));
  const code = create && exclusive && endsInDots(path) ? 'EEXIST' : 'EISDIR';
  throw fsError(found.isDirectory ? code : 'ENOTDIR', 'open', path.text);
}

/** What empties a file must not empty a link in its place. */
function lastLinkOf({ noFollow, create, exclusive, truncate }: OpenFlags): LastLink {
  if (noFollow || (create && exclusive)) return 'itself';
  return truncate ? 'followed' : 'found';
}

async function isLink(fs: FileSystem, { tree, name, info }: Open, signal: AbortSignal | undefined): Promise<boolean> {
  const { kind } = fs.links;
  if (!info.isReparsePoint && !kind.mayBe(info)) return false;
  return (await kind.read(tree, name, { signal })) !== undefined;
}
