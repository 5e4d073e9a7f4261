/** Copies within a share, by the server itself: each file under a name of its own until it is complete. */
import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path/posix';
import type { SmbFs } from '../index.ts';

export interface ShareCopyOptions {
  /** Folders too, with all that is in them. */
  readonly recursive: boolean;
  /** What is there stays as it is, and is no failure. */
  readonly noClobber: boolean;
}

/** Files that are copied side by side. */
const JOBS = 4;

export class ShareCopy {
  readonly #smb: SmbFs;
  readonly #options: ShareCopyOptions;
  /** Files that are not complete. */
  readonly #parts = new Set<string>();

  constructor(smb: SmbFs, options: ShareCopyOptions) {
    this.#smb = smb;
    this.#options = options;
  }

  /** Copies a file, or a folder into which what is in it is merged. Rejects when everything that ran has ended. */
  async copy(from: string, to: string): Promise<void> {
    const stats = await this.#smb.stat(from);
    if (stats.isDirectory() && `${to}/`.startsWith(`${from}/`.replace('//', '/'))) {
      throw failure('EINVAL', `cannot copy ${from} into itself`);
    }
    if (!stats.isDirectory()) return this.#copyFile(from, to);
    if (!this.#options.recursive) throw failure('ERR_FS_EISDIR', `${from} is a folder`);
    await this.#copyFolder(from, to);
  }

  /** Removes what is not complete, through a connection that may be another. What cannot be removed stays. */
  async cleanUp(smb: SmbFs): Promise<void> {
    await Promise.allSettled([...this.#parts].map((part) => smb.rm(part, { force: true })));
  }

  /** Whether there is anything to clean up. */
  get isUnfinished(): boolean {
    return this.#parts.size > 0;
  }

  async #copyFolder(from: string, to: string): Promise<void> {
    await this.#smb.mkdir(to).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    const folders: string[] = [];
    const running = new Set<Promise<void>>();
    try {
      for await (const entry of await this.#smb.opendir(from, { withStats: true })) {
        if (entry.isDirectory()) {
          folders.push(entry.name);
          continue;
        }
        const copied = this.#copyFile(join(from, entry.name), join(to, entry.name)).finally(() =>
          running.delete(copied),
        );
        running.add(copied);
        if (running.size >= JOBS) await Promise.race(running);
      }
      await Promise.all(running);
    } finally {
      await Promise.allSettled(running);
    }
    for (const name of folders) await this.#copyFolder(join(from, name), join(to, name));
  }

  async #copyFile(from: string, to: string): Promise<void> {
    const smb = this.#smb;
    if (this.#options.noClobber && (await isThere(smb, to))) return;
    const part = join(dirname(to), `.${basename(to).slice(0, 60)}.${randomUUID()}.part`);
    this.#parts.add(part);
    await smb.copyFile(from, part);
    await smb.rename(part, to);
    this.#parts.delete(part);
  }
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}

async function isThere(smb: SmbFs, path: string): Promise<boolean> {
  try {
    await smb.lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
