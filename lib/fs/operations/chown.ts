/** `chown`, `lchown` and `fchown`: SMB has no numeric owners. What exists is left as it is, as on a mounted share. */
import { probe } from '../../open/paths/probe.ts';
import { validateFd, validateId } from '../arguments/validate.ts';
import type { FileSystem } from '../file-system.ts';
import type { Operation } from '../operation.ts';

/** `chown(path, uid, gid)`: checks its arguments and that the file is there, and changes nothing. */
export const chown: Operation<void> = (fs, path, uid, gid) => ownerOf(fs, 'chown', path, uid, gid);

/** `lchown(path, uid, gid)`: the same for a link itself. */
export const lchown: Operation<void> = (fs, path, uid, gid) => ownerOf(fs, 'lchown', path, uid, gid);

/** `fchown(fd, uid, gid)` */
export const fchown: Operation<void> = (fs, fd, uid, gid) => {
  const number = validateFd(fd);
  validateId(uid, 'uid');
  validateId(gid, 'gid');
  return async () => {
    fs.descriptors.get(number, 'fchown');
  };
};

function ownerOf(
  fs: FileSystem,
  syscall: 'chown' | 'lchown',
  path: unknown,
  uid: unknown,
  gid: unknown,
): () => Promise<void> {
  const target = fs.path(path);
  validateId(uid, 'uid');
  validateId(gid, 'gid');
  const noFollow = syscall === 'lchown' && !target.mustBeDirectory;
  return async () => {
    await fs.call({ syscall, path: target, lastLink: noFollow ? 'itself' : 'followed' }, (tree, at) =>
      probe(tree, at.name, { directory: at.mustBeDirectory, noFollow }),
    );
  };
}
