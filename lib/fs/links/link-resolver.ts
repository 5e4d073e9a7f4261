/** Where paths lead that have symbolic links in them. */
import { SmbError, StatusError } from '../../errors.ts';
import { encodePath, type PathMap, parsePath, type SharePath } from '../../names/share-path.ts';
import type { FileInfo } from '../../open/file-info.ts';
import type { CallOptions } from '../../open/open.ts';
import { probe } from '../../open/paths/probe.ts';
import type { Tree } from '../../tree/tree.ts';
import { ntstatusName, STATUS_STOPPED_ON_SYMLINK } from '../../wire/ntstatus.ts';
import { fsError } from '../errors/system-error.ts';
import { type FsPath, fsPathOf } from '../fs-path.ts';
import type { ResolvedOptions } from '../options/options.ts';
import { LinkFiles } from './link-files.ts';
import type { LinkKind, LinkTarget } from './link-kind.ts';
import { ReparseLinks } from './reparse-links.ts';

/** Links that one path may lead through: as many as in Linux. */
export const MAX_LINKS = 40;

/** What becomes of a link that is the last name of a path. */
export type LastLink =
  /** It is followed. */
  | 'followed'
  /** It is followed, and the operation itself calls `stop` for what it finds there. */
  | 'found'
  /** The link itself is meant. */
  | 'itself';

/** What is being done, for the errors. */
interface Site {
  readonly syscall: string;
  readonly path?: FsPath | undefined;
  readonly dest?: FsPath | undefined;
}

export class LinkResolver {
  readonly kind: LinkKind;
  readonly #paths: PathMap;
  readonly #root: readonly string[];

  constructor({ symlinks, path }: ResolvedOptions, paths: PathMap) {
    const reparseLinks = new ReparseLinks(paths);
    this.kind = symlinks === 'mfsymlinks' ? new LinkFiles(reparseLinks) : reparseLinks;
    this.#paths = paths;
    this.#root = parsePath(path).components;
  }

  /**
   * What `name` is, of which `info` is known, if links themselves are meant. `info` may come from anywhere: a link's size is
   * that of its target.
   */
  async shown(tree: Tree, name: string, info: FileInfo, options?: CallOptions): Promise<FileInfo> {
    const mayBeLink = info.isReparsePoint || this.kind.mayBe(info);
    const target = mayBeLink ? await ignoringRefusal(this.kind.read(tree, name, options)) : undefined;
    return target ? { ...info, isReparsePoint: true, endOfFile: Buffer.byteLength(target.text) } : info;
  }

  /** Throws where `name`, of which `info` is known, is a link that the server has not stopped at: what has a server do so. */
  async stop(tree: Tree, name: string, info: FileInfo, options?: CallOptions): Promise<void> {
    if (!this.kind.mayBe(info) || !(await this.kind.read(tree, name, options))) return;
    throw new StatusError(STATUS_STOPPED_ON_SYMLINK, ntstatusName(STATUS_STOPPED_ON_SYMLINK), 'CREATE');
  }

  /** As `stop`, of what nothing is known yet. Whatever else is the matter with it is the operation's to find out. */
  async stopUnseen(tree: Tree, path: FsPath, options?: CallOptions): Promise<void> {
    if (!this.kind.needsLook) return;
    const info = await ignoringRefusal(probe(tree, path.name, options));
    if (info) await this.stop(tree, path.name, info, options);
  }

  /**
   * The way on where the server has stopped: `path` with the first link in it replaced by where that leads. Undefined where
   * there is no link in it. Throws EACCES for a link that leads out of the share, or out of the folder that is `/` here.
   */
  async next(tree: Tree, path: FsPath, last: LastLink, site: Site, options?: CallOptions): Promise<FsPath | undefined> {
    const { components = [], mustBeDirectory = false } = path.place ?? {};
    const depth = last === 'itself' && !mustBeDirectory ? components.length - 1 : components.length;
    const prefixes = Array.from({ length: Math.max(0, depth) }, (_, index) => components.slice(0, index + 1));
    // All at once: the distance to the server counts, not the number of questions.
    const targets = await Promise.all(
      prefixes.map((prefix) => ignoringRefusal(this.kind.read(tree, encodePath(prefix), options))),
    );
    const at = targets.findIndex((target) => target !== undefined);
    const target = targets[at];
    if (!target) return undefined;
    const place = this.#placeBehind(components.slice(0, at), target);
    if (!place) throw this.#leadsOut(site, components.slice(0, at + 1), target);
    const rest = components.slice(at + 1);
    return fsPathOf(path.text, {
      components: [...place.components, ...rest],
      mustBeDirectory: mustBeDirectory || (rest.length === 0 && place.mustBeDirectory),
    });
  }

  /** Where a link in `folder` leads; undefined for what must not be followed. */
  #placeBehind(folder: readonly string[], { text, isForeign }: LinkTarget): SharePath | undefined {
    if (isForeign) return undefined;
    if (text.startsWith('/')) return this.#paths.resolve(text);
    // The folder that is `/` here may itself be reached through links.
    const isInside = this.#root.every((name, index) => folder[index] === name);
    const fence = isInside ? this.#root.length : 0;
    const components = [...folder];
    for (const name of text.split('/')) {
      if (name === '..' && components.length === fence) return undefined;
      if (name === '..') components.pop();
      else if (name !== '' && name !== '.') components.push(name);
    }
    return { components, mustBeDirectory: parsePath(text).mustBeDirectory };
  }

  #leadsOut({ syscall, path, dest }: Site, link: readonly string[], { text }: LinkTarget): Error {
    const cause = new SmbError('ERR_SMB_LINK', `the link '${link.join('/')}' leads out of the share, to '${text}'`);
    return fsError('EACCES', syscall, path?.text, dest?.text, { cause });
  }
}

async function ignoringRefusal<T>(question: Promise<T>): Promise<T | undefined> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof StatusError) return undefined;
    throw error;
  }
}
