/** `chmod`, `lchmod` and `fchmod`: of the permission bits, SMB has one, the read-only attribute. */
import type { FileInfo } from '../../open/file-info.ts';
import { change, readOnlyChange } from '../../open/paths/change.ts';
import { probe } from '../../open/paths/probe.ts';
import { parseFileMode } from '../arguments/mode-arguments.ts';
import { validateFd } from '../arguments/validate.ts';
import type { FileSystem } from '../file-system.ts';
import type { Operation } from '../operation.ts';
import { isReadOnlyMode } from '../results/file-mode.ts';

/**
 * `chmod(path, mode)`: a file that nobody may write any more becomes read-only, and writable again with any write bit. All
 * other bits are what the options say, and folders have none that could be changed.
 */
export const chmod: Operation<void> = (fs, path, mode) => modeOf(fs, 'chmod', path, mode);

/** `lchmod(path, mode)`: of a link itself. */
export const lchmod: Operation<void> = (fs, path, mode) => modeOf(fs, 'lchmod', path, mode);

/** `fchmod(fd, mode)` */
export const fchmod: Operation<void> = (fs, fd, mode) => {
  const number = validateFd(fd);
  const permissions = parseFileMode(mode, 'mode');
  const wanted = isReadOnlyMode(permissions);
  return async () => {
    const descriptor = fs.descriptors.get(number, 'fchmod');
    if (fs.modes && fs.remote) return fs.remote.chmod(descriptor, permissions);
    const info = await descriptor.stat();
    if (differs(info, wanted)) await descriptor.change('fchmod', readOnlyChange(info, wanted));
    fs.modes?.remember(descriptor.path.name, permissions, info.isDirectory);
  };
};

function modeOf(fs: FileSystem, syscall: 'chmod' | 'lchmod', path: unknown, mode: unknown): () => Promise<void> {
  const target = fs.path(path);
  const permissions = parseFileMode(mode, 'mode');
  const wanted = isReadOnlyMode(permissions);
  const noFollow = syscall === 'lchmod' && !target.mustBeDirectory;
  return () =>
    fs.call({ syscall, path: target, lastLink: noFollow ? 'itself' : 'found' }, async (tree, at) => {
      const lookup = { directory: at.mustBeDirectory, noFollow };
      const info = await probe(tree, at.name, lookup);
      if (!noFollow) await fs.links.stop(tree, at.name, info);
      if (differs(info, wanted)) await change(tree, at.name, readOnlyChange(info, wanted), lookup);
      if (!noFollow) fs.modes?.remember(at.name, permissions, info.isDirectory);
    });
}

/** On a folder the attribute means something else than that it may not be written. */
function differs(info: FileInfo, readOnly: boolean): boolean {
  return !info.isDirectory && info.isReadOnly !== readOnly;
}
