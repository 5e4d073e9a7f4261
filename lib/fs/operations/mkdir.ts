/** `mkdir`, also of a whole path. */
import { StatusError } from '../../errors.ts';
import { makeDirectory } from '../../open/paths/make-directory.ts';
import { probe } from '../../open/paths/probe.ts';
import type { Tree } from '../../tree/tree.ts';
import { STATUS_OBJECT_NAME_COLLISION, STATUS_OBJECT_PATH_NOT_FOUND } from '../../wire/ntstatus.ts';
import { mkdirOptions } from '../arguments/mkdir-options.ts';
import { fsError } from '../errors/system-error.ts';
import type { FileSystem } from '../file-system.ts';
import { endsInDots, type FsPath, fsPathOf } from '../fs-path.ts';
import type { Operation } from '../operation.ts';

/**
 * `mkdir(path[, options | mode])`: with `recursive`, resolves with the first folder that was made, if one was. SMB has no
 * permission bits: `mode` is checked, and has an effect only where modes are remembered.
 */
export const mkdir: Operation<string | undefined> = (fs, path, given) => {
  const target = fs.path(path);
  const { recursive, mode } = mkdirOptions(given);
  return () => (recursive ? makePath(fs, target, mode) : makeOne(fs, target, mode));
};

async function makeOne(fs: FileSystem, path: FsPath, mode: number): Promise<undefined> {
  await fs.call({ syscall: 'mkdir', path, lastLink: 'itself' }, async (tree, at) => {
    // `.` and `..` are there when what holds them is.
    if (!endsInDots(path)) return makeFolder(fs, tree, at, mode);
    await probe(tree, at.name, { directory: true });
    throw fsError('EEXIST', 'mkdir', path.text);
  });
  return undefined;
}

async function makeFolder(fs: FileSystem, tree: Tree, path: FsPath, mode: number): Promise<void> {
  fs.checkFolderOf(path, 'mkdir');
  await makeDirectory(tree, path.name);
  fs.modes?.rememberNew(path.name, mode, true);
}

/** Makes `path` and what is missing of the folders above it, from the innermost that is there downwards. */
async function makePath(fs: FileSystem, path: FsPath, mode: number): Promise<string | undefined> {
  return fs.call({ syscall: 'mkdir', path, lastLink: 'found' }, async (tree, at) => {
    const missing: FsPath[] = [];
    const whole = withoutDot(at);
    let next = whole;
    let first: string | undefined;
    for (;;) {
      try {
        await makeFolder(fs, tree, next, mode);
        first ??= next.text;
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        const parent = parentOf(fs, next);
        if (error.status === STATUS_OBJECT_PATH_NOT_FOUND && parent && first === undefined) {
          missing.push(next);
          next = parent;
          continue;
        }
        if (error.status !== STATUS_OBJECT_NAME_COLLISION) throw error;
        // Somebody else's folder of that name will do as well; a file will not.
        const info = await probe(tree, next.name);
        await fs.links.stop(tree, next.name, info);
        if (!info.isDirectory)
          throw fsError(next === whole && !path.mustBeDirectory ? 'EEXIST' : 'ENOTDIR', 'mkdir', path.text);
      }
      const below = missing.pop();
      if (!below) return first;
      next = below;
    }
  });
}

/** `folder/.` is `folder`, which is what is made. */
function withoutDot(path: FsPath): FsPath {
  const text = path.text.replace(/(?:\/+\.)+\/*$/, '');
  return text === '' ? path : { ...path, text };
}

/** The folder above, in the caller's spelling cut short; undefined where there is none in it. */
function parentOf(fs: FileSystem, path: FsPath): FsPath | undefined {
  const depth = fs.paths.resolve(path.text)?.components.length ?? 0;
  for (let { text } = path; text.lastIndexOf('/') > 0; ) {
    text = text.slice(0, text.lastIndexOf('/'));
    const above = fs.paths.resolve(text);
    if (!above || above.components.length >= depth) continue;
    // Links may have led elsewhere: as many names up from there.
    const components = path.place?.components.slice(0, above.components.length - depth) ?? [];
    return fsPathOf(text, { components, mustBeDirectory: false });
  }
  return undefined;
}
