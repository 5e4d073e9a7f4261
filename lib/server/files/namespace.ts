/** Finds a share's files by the names that clients send, and never finds one outside the share.  [MS-FSA] 2.1.5.1.2 */
import * as path from 'node:path';
import {
  STATUS_ACCESS_DENIED,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_OBJECT_PATH_NOT_FOUND,
} from '../../wire/ntstatus.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { type FileStats, fileStats } from './file-stats.ts';
import type { ServedFileSystem } from './file-system.ts';
import { isMissing } from './fs-status.ts';

/** A place on a share, with or without something there. */
export interface Located {
  /** In the letter case that is stored, where it exists. */
  readonly components: readonly string[];
  /** Where it is in the file system; its folder is no symbolic link and lies inside the share. */
  readonly path: string;
  /** Of what a symbolic link leads to, if it is one; undefined when there is nothing. */
  readonly stats: FileStats | undefined;
}

export interface NamespaceOptions {
  readonly fs: ServedFileSystem;
  readonly root: string;
  /** Paths are this machine's own. */
  readonly local: boolean;
  readonly caseSensitive: boolean;
}

export class Namespace {
  readonly #fs: ServedFileSystem;
  readonly #root: string;
  readonly #path: typeof path.posix;
  readonly #caseSensitive: boolean;
  #realRoot: Promise<string> | undefined;

  constructor({ fs, root, local, caseSensitive }: NamespaceOptions) {
    this.#fs = fs;
    this.#root = root;
    this.#path = local ? path : path.posix;
    this.#caseSensitive = caseSensitive;
  }

  /**
   * Finds what `components` lead to. Throws STATUS_OBJECT_PATH_NOT_FOUND when the folder that it would lie in is not there,
   * and STATUS_ACCESS_DENIED when a symbolic link leads out of the share.
   */
  async locate(components: readonly string[]): Promise<Located> {
    const root = await this.#rootPath();
    const direct = this.#path.join(root, ...components);
    const stats = await this.#straight(direct);
    if (stats) return { components, path: direct, stats };
    return this.#walk(root, components);
  }

  /** What is at `place`, a path that `locate` or `list` gave: undefined when it is gone, or leads out of the share. */
  async statsOf(place: string): Promise<FileStats | undefined> {
    try {
      return await this.#inside(place);
    } catch (error) {
      if (isMissing(error) || error instanceof StatusFailure) return undefined;
      throw error;
    }
  }

  /** The names in a directory that `locate` found, in the file system's order. */
  async list(directory: string): Promise<string[]> {
    return (await this.#fs.readdir(directory)).map(String);
  }

  join(directory: string, name: string): string {
    return this.#path.join(directory, name);
  }

  /** The path of another name in the same directory. */
  sibling(place: string, name: string): string {
    return this.#path.join(this.#path.dirname(place), name);
  }

  /** The folder's own path, without symbolic links. */
  #rootPath(): Promise<string> {
    const find = async (): Promise<string> => {
      try {
        return String((await this.#fs.realpath?.(this.#root)) ?? this.#root);
      } catch (error) {
        this.#realRoot = undefined;
        throw error;
      }
    };
    this.#realRoot ??= find();
    return this.#realRoot;
  }

  /** What is at `place` when it exists by exactly this name, and no symbolic link is on the way. */
  async #straight(place: string): Promise<FileStats | undefined> {
    if (!this.#fs.realpath) return undefined;
    try {
      if (String(await this.#fs.realpath(place)) !== place) return undefined;
      return fileStats(await this.#fs.stat(place, { bigint: true }));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async #walk(root: string, components: readonly string[]): Promise<Located> {
    const found: string[] = [];
    let at = root;
    for (const [index, wanted] of components.entries()) {
      const last = index === components.length - 1;
      const name = (await this.#entry(at, wanted)) ?? wanted;
      const place = this.#path.join(at, name);
      found.push(name);
      const stats = await this.#existing(place);
      if (last) return { components: found, path: place, stats };
      if (!stats?.directory) throw new StatusFailure(STATUS_OBJECT_PATH_NOT_FOUND);
      at = this.#fs.realpath ? String(await this.#fs.realpath(place)) : place;
    }
    return { components: found, path: at, stats: await this.#inside(at) };
  }

  /** The stored name of `wanted` in `directory`; undefined when there is none. */
  async #entry(directory: string, wanted: string): Promise<string | undefined> {
    const own = this.#path.join(directory, wanted);
    try {
      await (this.#fs.lstat ?? this.#fs.stat).call(this.#fs, own, { bigint: true });
      return wanted;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    if (this.#caseSensitive) return undefined;
    const folded = foldCase(wanted);
    try {
      return (await this.list(directory)).find((name) => foldCase(name) === folded);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async #existing(place: string): Promise<FileStats | undefined> {
    try {
      return await this.#inside(place);
    } catch (error) {
      if (!isMissing(error)) throw error;
      // A link to nowhere is there all the same: what is made under its name would be made where it points to.
      if (await this.#isLink(place)) throw new StatusFailure(STATUS_OBJECT_NAME_NOT_FOUND);
      return undefined;
    }
  }

  async #isLink(place: string): Promise<boolean> {
    try {
      return (await this.#fs.lstat?.(place, { bigint: true }))?.isSymbolicLink() ?? false;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** The stats of what `place` leads to; a link is followed only inside the share. */
  async #inside(place: string): Promise<FileStats> {
    const stats = await (this.#fs.lstat ?? this.#fs.stat).call(this.#fs, place, { bigint: true });
    if (!stats.isSymbolicLink()) return fileStats(stats);
    if (!this.#fs.realpath) throw new StatusFailure(STATUS_ACCESS_DENIED);
    const target = String(await this.#fs.realpath(place));
    const root = await this.#rootPath();
    const relative = this.#path.relative(root, target);
    if (relative === '..' || relative.startsWith(`..${this.#path.sep}`) || this.#path.isAbsolute(relative)) {
      throw new StatusFailure(STATUS_ACCESS_DENIED);
    }
    return fileStats(await this.#fs.stat(target, { bigint: true }));
  }
}

/** Names that fold to the same are the same where case does not count. */
export function foldCase(name: string): string {
  return name.toUpperCase().toLowerCase();
}
