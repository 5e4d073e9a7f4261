/** `symlink` and `readlink`. */
import { probe } from '../../open/paths/probe.ts';
import { callOptions } from '../arguments/call-options.ts';
import { pathArgument } from '../arguments/path-argument.ts';
import { symlinkType } from '../arguments/symlink-type.ts';
import { fsError } from '../errors/system-error.ts';
import type { Operation } from '../operation.ts';
import { encodedName } from '../results/encoded-name.ts';

/** `symlink(target, path[, type])` */
export const symlink: Operation<void> = (fs, target, path, type) => {
  const kind = symlinkType(type);
  const to = pathArgument(target, 'target');
  const link = fs.path(path);
  return () =>
    fs.call(
      { syscall: 'symlink', path: { ...link, text: to }, dest: link, lastLink: 'itself' },
      async (tree, _, at) => {
        if (to === '') throw fsError('ENOENT', 'symlink', to, link.text);
        await fs.links.kind.make(tree, at, to, kind);
      },
    );
};

/** `readlink(path[, options | encoding])`: EINVAL for what is no link. */
export const readlink: Operation<string | Buffer> = (fs, path, options) => {
  const link = fs.path(path);
  const { encoding } = callOptions(options);
  return async () => {
    const site = { syscall: 'readlink', path: link, lastLink: 'itself' } as const;
    const target = await fs.call(site, async (tree, at) => {
      const found = await fs.links.kind.read(tree, at.name);
      // What is no folder has no name with a slash behind it.
      if (!found && link.mustBeDirectory) await probe(tree, at.name, { directory: true });
      return found;
    });
    if (!target) throw fsError('EINVAL', 'readlink', link.text);
    return encodedName(target.text, encoding);
  };
};
