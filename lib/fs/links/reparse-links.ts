/** Symbolic links as reparse points: the server's own, who stops at them and leaves the way on to the client. */
import { StatusError } from '../../errors.ts';
import { decodeName, encodeName } from '../../names/forbidden-characters.ts';
import { encodePath, type PathMap } from '../../names/share-path.ts';
import type { CallOptions } from '../../open/open.ts';
import { stat } from '../../open/paths/stat.ts';
import { makeSymbolicLink, readSymbolicLink } from '../../open/paths/symbolic-link.ts';
import type { Tree } from '../../tree/tree.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_NOT_A_DIRECTORY,
  STATUS_NOT_A_REPARSE_POINT,
  STATUS_NOT_IMPLEMENTED,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_STOPPED_ON_SYMLINK,
  STATUS_VOLUME_NOT_UPGRADED,
} from '../../wire/ntstatus.ts';
import type { SymlinkType } from '../arguments/symlink-type.ts';
import { fsError } from '../errors/system-error.ts';
import type { FsPath } from '../fs-path.ts';
import type { LinkKind, LinkTarget } from './link-kind.ts';

/** What servers without links answer. */
const WITHOUT_LINKS: ReadonlySet<number> = new Set([
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_NOT_A_REPARSE_POINT,
  STATUS_NOT_IMPLEMENTED,
  STATUS_NOT_SUPPORTED,
  STATUS_VOLUME_NOT_UPGRADED,
]);

/** A server stops at links, but for one that was made as a link to a file and leads to a folder: that is no folder to it. */
const EXPLAINED: ReadonlySet<number> = new Set([
  STATUS_NOT_A_DIRECTORY,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_STOPPED_ON_SYMLINK,
]);

export class ReparseLinks implements LinkKind {
  readonly needsLook = false;
  readonly #paths: PathMap;

  constructor(paths: PathMap) {
    this.#paths = paths;
  }

  /**
   * The link is relative, so that it leads to the same place for everybody; a `target` from the root on is rewritten so.
   * EPERM also where the server does not let this user make links.
   */
  async make(tree: Tree, link: FsPath, target: string, type: SymlinkType | undefined): Promise<void> {
    const what = type === undefined ? await this.#kindOf(tree, target, link) : type === 'file' ? 'file' : 'directory';
    const place = this.#targetOnServer(target, link);
    try {
      await makeSymbolicLink(tree, link.name, place, what).catch((error: unknown) => {
        // Samba makes links of files alone, wherever they lead.
        const mayBeFile = what === 'directory' && error instanceof StatusError && error.status === STATUS_ACCESS_DENIED;
        if (!mayBeFile) throw error;
        return makeSymbolicLink(tree, link.name, place, 'file');
      });
    } catch (error) {
      if (!(error instanceof StatusError) || !WITHOUT_LINKS.has(error.status)) throw error;
      throw fsError('EPERM', 'symlink', target, link.text, { ntstatus: error.status, cause: error });
    }
  }

  async read(tree: Tree, name: string, options?: CallOptions): Promise<LinkTarget | undefined> {
    const target = await readSymbolicLink(tree, name, options);
    if (!target) return undefined;
    const { path, relative } = target;
    if (!relative) return { text: path.replaceAll('\\', '/'), isForeign: true };
    const names = path.split('\\').map((each) => (isStep(each) ? each : decodeName(each)));
    return { text: names.join('/'), isForeign: false };
  }

  explains(status: number): boolean {
    return EXPLAINED.has(status);
  }

  /** The server says of every one what it is. */
  mayBe(): boolean {
    return false;
  }

  /** Whether a link must be made as one to a folder: what is not there yet is taken for a file. */
  async #kindOf(tree: Tree, target: string, link: FsPath): Promise<'file' | 'directory'> {
    const place = this.#placeOf(target, link);
    if (!place) return 'file';
    try {
      const { isDirectory } = await stat(tree, encodePath(place), true);
      return isDirectory ? 'directory' : 'file';
    } catch (error) {
      if (error instanceof StatusError) return 'file';
      throw error;
    }
  }

  /** The place that a link's target means; undefined for one outside of what this object answers for. */
  #placeOf(target: string, link: FsPath): readonly string[] | undefined {
    if (target.startsWith('/')) return this.#paths.resolve(target)?.components;
    const place = [...folderOf(link)];
    for (const name of target.split('/')) {
      if (name === '..') place.pop();
      else if (name !== '' && name !== '.') place.push(name);
    }
    return place;
  }

  #targetOnServer(target: string, link: FsPath): string {
    const place = target.startsWith('/') ? this.#placeOf(target, link) : undefined;
    const names = place ? relativeNames(folderOf(link), place) : target.split('/').filter((name) => name !== '');
    return names.map((name) => (isStep(name) ? name : encodeName(name))).join('\\');
  }
}

function isStep(name: string): boolean {
  return name === '' || name === '.' || name === '..';
}

/** The folder that a link is in, as `..` counts from it. */
function folderOf(link: FsPath): readonly string[] {
  return link.place?.components.slice(0, -1) ?? [];
}

function relativeNames(from: readonly string[], to: readonly string[]): string[] {
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  const names = [...from.slice(common).map(() => '..'), ...to.slice(common)];
  return names.length === 0 ? ['.'] : names;
}
