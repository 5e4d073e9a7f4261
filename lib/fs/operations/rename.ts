/** `rename`: in one round trip when it succeeds; what POSIX and SMB see differently is found out when it does not. */
import { StatusError } from '../../errors.ts';
import { encodePath } from '../../names/share-path.ts';
import type { FileInfo } from '../../open/file-info.ts';
import { change, readOnlyChange } from '../../open/paths/change.ts';
import { probe, READ_ATTRIBUTES_AND_DELETE } from '../../open/paths/probe.ts';
import { remove } from '../../open/paths/remove.ts';
import { rename as renamePath } from '../../open/paths/rename.ts';
import { stat } from '../../open/paths/stat.ts';
import type { Tree } from '../../tree/tree.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_DIRECTORY_NOT_EMPTY,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_SHARING_VIOLATION,
} from '../../wire/ntstatus.ts';
import { fsError } from '../errors/system-error.ts';
import { endsInDots, type FsPath, isInside, isRoot } from '../fs-path.ts';
import type { Operation } from '../operation.ts';

/** What a server answers where something of the new name, or an open file, is in the way. */
const IN_THE_WAY: ReadonlySet<number> = new Set([
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_ACCESS_DENIED,
  STATUS_SHARING_VIOLATION,
  STATUS_INVALID_PARAMETER,
]);

/**
 * `rename(oldPath, newPath)`: replaces a file or an empty folder of the new name. EBUSY where a server does not replace what
 * somebody has open, or does not move a folder in which somebody has a file open.
 */
export const rename: Operation<void> = (fs, oldPath, newPath) => {
  const from = fs.path(oldPath, 'oldPath');
  const to = fs.path(newPath, 'newPath');
  const failed = (code: string): Error => fsError(code, 'rename', from.text, to.text);
  return () =>
    fs.call({ syscall: 'rename', path: from, dest: to, lastLink: 'itself' }, async (tree, source, target) => {
      if ([source, target].some((path) => endsInDots(path) || isRoot(path))) throw failed('EBUSY');
      if ([source, target].some((path) => path.mustBeDirectory) || areNested(source, target)) {
        await checkKinds(tree, source, target);
      }
      try {
        await renamePath(tree, source.name, target.name);
      } catch (error) {
        if (!(error instanceof StatusError) || !IN_THE_WAY.has(error.status)) throw error;
        await clearTheWay(tree, source, target, error);
      }
      fs.modes?.move(source.name, target.name);
    });

  /** What no server need be asked to do, once it is known what `from` is. */
  async function checkKinds(tree: Tree, source: FsPath, target: FsPath): Promise<void> {
    const { isDirectory } = await stat(tree, source.name, false);
    const isMovedInside = isInside(target, source);
    const mustBeDirectory = source.mustBeDirectory || target.mustBeDirectory || isMovedInside;
    if (!isDirectory && mustBeDirectory) throw failed('ENOTDIR');
    if (isMovedInside) {
      await probe(tree, encodePath(target.place?.components.slice(0, -1) ?? []), { directory: true });
      throw failed('EINVAL');
    }
    if (isInside(source, target)) throw failed('ENOTEMPTY');
  }

  async function clearTheWay(tree: Tree, source: FsPath, target: FsPath, refusal: StatusError): Promise<void> {
    const [old, present] = await Promise.all([lookUp(tree, source), lookUp(tree, target)]);
    if (!old) throw refusal;
    if (isInside(lowered(target), lowered(source)) && old.isDirectory) throw failed('EINVAL');
    if (!present) throw refusal.status === STATUS_ACCESS_DENIED ? await denied(tree, source, refusal) : refusal;
    if (old.indexNumber !== 0n && old.indexNumber === present.indexNumber) return;
    if (old.isDirectory !== present.isDirectory) throw failed(old.isDirectory ? 'ENOTDIR' : 'EISDIR');
    if (present.isDirectory) {
      await removeEmpty(tree, target);
    } else if (present.isReadOnly) {
      await change(tree, target.name, readOnlyChange(present, false), { noFollow: true });
    } else {
      throw await denied(tree, target, refusal);
    }
    await renamePath(tree, source.name, target.name);
  }

  async function removeEmpty(tree: Tree, folder: FsPath): Promise<void> {
    try {
      await remove(tree, folder.name, 'directory');
    } catch (error) {
      if (error instanceof StatusError && error.status === STATUS_DIRECTORY_NOT_EMPTY) throw failed('ENOTEMPTY');
      throw error;
    }
  }

  /** Who may delete it was not refused for a lack of rights: then it is in use. */
  async function denied(tree: Tree, path: FsPath, refusal: StatusError): Promise<Error> {
    try {
      await probe(tree, path.name, { noFollow: true }, READ_ATTRIBUTES_AND_DELETE);
    } catch (error) {
      if (error instanceof StatusError) return refusal;
      throw error;
    }
    return failed('EBUSY');
  }
};

async function lookUp(tree: Tree, path: FsPath): Promise<FileInfo | undefined> {
  try {
    return await stat(tree, path.name, false);
  } catch (error) {
    if (error instanceof StatusError) return undefined;
    throw error;
  }
}

function areNested(one: FsPath, other: FsPath): boolean {
  return isInside(one, other) || isInside(other, one);
}

/** On most servers, names that differ in case are the same name. */
function lowered(path: FsPath): FsPath {
  const components = path.place?.components.map((name) => name.toLowerCase()) ?? [];
  return { ...path, place: { components, mustBeDirectory: false } };
}
