/** A folder of this machine as a file system that cannot be led out of it, even by links that are swapped meanwhile. */
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import * as path from 'node:path';
import { disk, existsSync } from './disk.ts';
import type { ServedFileHandle, ServedFileSystem, ServedStats, ServedVolume } from './file-system.ts';

const OPEN_FILES = '/proc/self/fd';

/** Linux's, which node does not name: opens a place without asking for what is in it. */
const O_PATH = 0x20_0000;

/** Never a link, and never waiting for the other end of a pipe that has come in a file's place. */
const WARILY = constants.O_NOFOLLOW | constants.O_NONBLOCK;

const FLAGS: Readonly<Record<string, number>> = {
  r: constants.O_RDONLY,
  'r+': constants.O_RDWR,
  'wx+': constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
};

/** Whether this system can tell where an open file is, without which nobody can be held inside a folder. */
export function canConfine(): boolean {
  return process.platform === 'linux' && existsSync(OPEN_FILES);
}

/**
 * Nobody can swap what is open: every name is looked up in its folder, which is held open, and was found inside when it was.
 * `stat` does not follow links, and whatever works on a file follows those that end inside.
 */
export class ConfinedFileSystem implements ServedFileSystem {
  readonly #folder: string;
  #root: Promise<string> | undefined;

  /** `folder` is an absolute path, of which links may be a part. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  open(place: string, flags: string): Promise<ServedFileHandle> {
    const numbers = (FLAGS[flags] ?? constants.O_RDONLY) | WARILY;
    return this.#following(place, (held) => disk.open(held, numbers));
  }

  stat(place: string, options: { bigint: true }): Promise<ServedStats> {
    return this.#held(place, (held) => disk.lstat(held, options));
  }

  lstat(place: string, options: { bigint: true }): Promise<ServedStats> {
    return this.#held(place, (held) => disk.lstat(held, options));
  }

  readdir(place: string): Promise<readonly string[]> {
    return this.#opened(place, (opened) => disk.readdir(`${opened}/`));
  }

  mkdir(place: string): Promise<unknown> {
    return this.#held(place, (held) => disk.mkdir(held));
  }

  rmdir(place: string): Promise<unknown> {
    return this.#held(place, (held) => disk.rmdir(held));
  }

  unlink(place: string): Promise<unknown> {
    return this.#held(place, (held) => disk.unlink(held));
  }

  rename(from: string, to: string): Promise<unknown> {
    return this.#held(from, (heldFrom) => this.#held(to, (heldTo) => disk.rename(heldFrom, heldTo)));
  }

  link(from: string, to: string): Promise<unknown> {
    return this.#held(from, (heldFrom) => this.#held(to, (heldTo) => disk.link(heldFrom, heldTo)));
  }

  utimes(place: string, atime: number, mtime: number): Promise<unknown> {
    return this.#opened(place, (opened) => disk.utimes(opened, atime, mtime));
  }

  chmod(place: string, mode: number): Promise<unknown> {
    return this.#opened(place, (opened) => disk.chmod(opened, mode));
  }

  realpath(place: string): Promise<string> {
    return disk.realpath(place);
  }

  statfs(place: string): Promise<ServedVolume> {
    return disk.statfs(place);
  }

  /** Runs `task` with another name of what is at `place`, which stays its name whatever becomes of the way there. */
  #opened<T>(place: string, task: (opened: string) => Promise<T>): Promise<T> {
    const open = (held: string): Promise<FileHandle> => disk.open(held, O_PATH | constants.O_NOFOLLOW);
    return this.#following(place, async (held) => {
      const handle = await open(held);
      try {
        // With O_PATH it is a link that was opened, and not what it leads to.
        if ((await handle.stat()).isSymbolicLink()) throw failure('ELOOP', place);
        return await task(`${OPEN_FILES}/${handle.fd}`);
      } finally {
        await handle.close();
      }
    });
  }

  /** Runs `task`, which follows no link, and once more where a link leads to. */
  async #following<T>(place: string, task: (held: string) => Promise<T>): Promise<T> {
    try {
      return await this.#held(place, task);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOOP') throw error;
      return await this.#held(await disk.realpath(place), task);
    }
  }

  /** Runs `task` with a path to `place` through its folder, which is held open meanwhile and lies inside. */
  async #held<T>(place: string, task: (held: string) => Promise<T>): Promise<T> {
    const root = await this.#rootPath();
    const isRoot = place === root;
    const parent = isRoot ? root : path.dirname(place);
    const handle = await openFolder(parent);
    try {
      const held = `${OPEN_FILES}/${handle.fd}`;
      if (!isInside(root, await disk.readlink(held))) throw failure('EACCES', place);
      return await task(`${held}/${isRoot ? '.' : path.basename(place)}`);
    } finally {
      await handle.close();
    }
  }

  #rootPath(): Promise<string> {
    this.#root ??= disk.realpath(this.#folder).catch((error: unknown) => {
      this.#root = undefined;
      throw error;
    });
    return this.#root;
  }
}

async function openFolder(place: string): Promise<FileHandle> {
  const flags = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  try {
    return await disk.open(place, flags);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw error;
    return await disk.open(await disk.realpath(place), flags); // a link to a folder, as it seems
  }
}

function isInside(root: string, place: string): boolean {
  return place === root || place.startsWith(root.endsWith('/') ? root : `${root}/`);
}

function failure(code: 'EACCES' | 'ELOOP', place: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${place} is no place inside the folder`), { code });
}
