/** Removes a folder with everything in it: many requests at a time, the innermost folders first. */
import { setTimeout as delay } from 'node:timers/promises';
import { decodeName } from '../../names/forbidden-characters.ts';
import type { FileInfo } from '../../open/file-info.ts';
import { listDirectory } from '../../open/paths/list-directory.ts';
import { stat } from '../../open/paths/stat.ts';
import type { RemoveOptions } from '../arguments/remove-options.ts';
import type { FsError } from '../errors/system-error.ts';
import type { FileSystem } from '../file-system.ts';
import { childPath, type FsPath } from '../fs-path.ts';
import { allDone, Limit } from '../limit.ts';
import { fileTypeOf } from '../results/file-facts.ts';
import { rmdirPath, unlinkPath } from './remove-entry.ts';

/** What may be gone in a moment: somebody else's open, or an entry that came while we were at it. */
const TRANSIENT = new Set(['EBUSY', 'EMFILE', 'ENFILE', 'ENOTEMPTY', 'EPERM']);

/** Looks at what is about to be removed, as node does, whose errors then speak of `lstat`. */
export function lookUp(fs: FileSystem, path: FsPath): Promise<FileInfo> {
  return fs.call({ syscall: 'lstat', path, lastLink: 'itself' }, (tree, { name }) => stat(tree, name, false));
}

/** Removes the folder `path`. What others remove meanwhile is no failure. */
export async function removeTree(fs: FileSystem, path: FsPath, options: RemoveOptions): Promise<void> {
  const limit = new Limit();
  let failed = false;
  const once = (task: () => Promise<void>): Promise<void> =>
    limit.run(async () => {
      if (failed) return;
      try {
        await retrying(options, () => ignoringAbsence(task));
      } catch (error) {
        failed = true;
        throw error;
      }
    });
  const removeFolder = async (folder: FsPath): Promise<void> => {
    const tasks: Promise<void>[] = [];
    await once(async () => {
      const entries = await fs.call({ syscall: 'scandir', path: folder, lastLink: 'itself' }, (tree, at) =>
        listDirectory(tree, at.name),
      );
      for (const { name, info } of entries) {
        const child = childPath(folder, decodeName(name));
        const isFolder = fileTypeOf(info, false) === 'directory';
        tasks.push(isFolder ? removeFolder(child) : once(() => unlinkPath(fs, child)));
      }
    });
    await allDone(tasks);
    await once(() => rmdirPath(fs, folder));
  };
  await removeFolder(path);
}

/** Tries again what may succeed in a moment: `maxRetries` times, each `retryDelay` milliseconds later than the last. */
export async function retrying(options: RemoveOptions, task: () => Promise<void>): Promise<void> {
  for (let retry = 1; ; retry++) {
    try {
      return await task();
    } catch (error) {
      if (retry > options.maxRetries || !TRANSIENT.has((error as FsError).code)) throw error;
      await delay(retry * options.retryDelay);
    }
  }
}

async function ignoringAbsence(task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    if ((error as FsError).code !== 'ENOENT') throw error;
  }
}
