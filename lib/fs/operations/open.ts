/** `open` and `close`: files by number. */
import { openFile } from '../../open/open-file.ts';
import { type OpenFlags, parseFlags } from '../arguments/flags.ts';
import { parseFileMode } from '../arguments/mode-arguments.ts';
import { validateFd } from '../arguments/validate.ts';
import type { FileSystem } from '../file-system.ts';
import type { FsPath } from '../fs-path.ts';
import { Descriptor } from '../handles/descriptor.ts';
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
  const intent = {
    ...flags,
    directory: flags.directory || path.mustBeDirectory,
    readOnly: isReadOnlyMode(mode),
  };
  const opened = await fs.call({ syscall: 'open', path, signal }, (tree) =>
    openFile(tree, path.name, intent, { signal }),
  );
  return new Descriptor(fs, path, flags, opened);
}
