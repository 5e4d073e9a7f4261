/** `readdir`: the names in a folder, and with `recursive` in all folders below it. */
import type { Dirent } from 'node:fs';
import { decodeName } from '../../names/forbidden-characters.ts';
import type { FileInfo } from '../../open/file-info.ts';
import { type ListedEntry, listDirectory, listNames } from '../../open/paths/list-directory.ts';
import { stat } from '../../open/paths/stat.ts';
import { type CallOptions, callOptions } from '../arguments/call-options.ts';
import { validateBoolean } from '../arguments/validate.ts';
import { nothingThere } from '../errors/nothing-there.ts';
import type { FileSystem } from '../file-system.ts';
import { childPath, type FsPath } from '../fs-path.ts';
import { allDone, Limit } from '../limit.ts';
import { MAX_LINKS } from '../links/link-resolver.ts';
import { shownEntries } from '../links/shown-entries.ts';
import { NODE_MAJOR } from '../node-version.ts';
import type { Operation } from '../operation.ts';
import { makeDirent, makeDirentWithStats } from '../results/dirent.ts';
import { encodedName } from '../results/encoded-name.ts';
import { fileFacts, fileTypeOf } from '../results/file-facts.ts';
import type { FileType } from '../results/file-mode.ts';

/** One entry, and where it was found. */
interface Found {
  readonly name: string;
  readonly type: FileType;
  readonly info: FileInfo;
  readonly folder: FsPath;
  /** From the listed folder to `folder`: empty, or with a slash at its end. */
  readonly prefix: string;
}

/**
 * `readdir(path[, options | encoding])`: sorted, as libuv sorts them. With `withStats: true`, entries that have their `stats`,
 * for no further request.
 */
export const readdir: Operation<(string | Buffer | Dirent<string | Buffer>)[]> = (fs, path, given) => {
  const options = callOptions(given);
  const target = fs.path(path);
  const { recursive, withFileTypes, withStats } = options;
  if (recursive !== undefined && recursive !== null) validateBoolean(recursive, 'options.recursive');
  if (withStats !== undefined && withStats !== null) validateBoolean(withStats, 'options.withStats');
  return async () => {
    if (!recursive && !withFileTypes && !withStats) return namesIn(fs, target, options);
    const found = recursive ? await listTree(fs, target, entersLinks(options)) : await list(fs, target, '');
    return found.map((entry) => resultOf(fs, entry, options));
  };
};

function resultOf(
  fs: FileSystem,
  { name, type, info, folder, prefix }: Found,
  { encoding, withFileTypes, withStats }: CallOptions,
): string | Buffer | Dirent<string | Buffer> {
  if (withStats) {
    return makeDirentWithStats(encodedName(name, encoding), type, folder.text, fileFacts(info, type, fs.options));
  }
  if (!withFileTypes) return encodedName(prefix + name, encoding);
  return makeDirent<string | Buffer>(encodedName(name, encoding), type, folder.text);
}

async function namesIn(fs: FileSystem, folder: FsPath, { encoding }: CallOptions): Promise<(string | Buffer)[]> {
  const listed = await fs.call({ syscall: 'scandir', path: folder, lastLink: 'found' }, (tree, { name }) =>
    listNames(tree, name),
  );
  // Without a function they are compared by their UTF-16 units, as `byName` does, and in half of the time.
  const names = listed.map(decodeName).sort();
  return names.map((name) => encodedName(name, encoding));
}

async function list(fs: FileSystem, folder: FsPath, prefix: string): Promise<Found[]> {
  const entries = await fs.call({ syscall: 'scandir', path: folder, lastLink: 'found' }, async (tree, { name }) =>
    shownEntries(fs.links, tree, name, await listDirectory(tree, name)),
  );
  return entries.map((entry) => foundIn(folder, prefix, entry)).sort(byName);
}

function byName(one: Found, other: Found): number {
  if (one.name === other.name) return 0;
  return one.name < other.name ? -1 : 1;
}

/** An entry with its name in ordinary characters. */
function foundIn(folder: FsPath, prefix: string, { name, info }: ListedEntry): Found {
  return { name: decodeName(name), type: fileTypeOf(info, false), info, folder, prefix };
}

/**
 * Whether the folders that links lead to are listed too: as in node, which does so with types from 22 on. Its promises followed
 * in 26; here they are no exception. With `withStats`, which node has not, a tree is what lies in it.
 */
function entersLinks({ withFileTypes, withStats }: CallOptions): boolean {
  return !withStats && (!withFileTypes || NODE_MAJOR >= 22);
}

/** Lists folders side by side, those above before those below. */
async function listTree(fs: FileSystem, root: FsPath, throughLinks: boolean): Promise<Found[]> {
  const limit = new Limit();
  const all: Found[] = [];
  /** `links` have led to `folder`: what leads back ends as it does in a path. */
  const walk = async (folder: FsPath, prefix: string, links: number): Promise<void> => {
    const found = await limit.run(() => list(fs, folder, prefix));
    all.push(...found);
    await allDone(found.map((entry) => enter(entry, links)));
  };
  const enter = async ({ name, type, folder, prefix }: Found, links: number): Promise<void> => {
    const path = childPath(folder, name);
    const below = `${prefix}${name}/`;
    if (type === 'directory') await walk(path, below, links);
    if (type !== 'symlink' || !throughLinks || links === MAX_LINKS) return;
    const target = await limit.run(() => folderBehind(fs, path));
    if (target) await walk(target, below, links + 1);
  };
  await walk(root, '', 0);
  return all;
}

/** The folder that a link leads to, in the link's own spelling; undefined where it leads to none. */
async function folderBehind(fs: FileSystem, link: FsPath): Promise<FsPath | undefined> {
  const looking = fs.call({ syscall: 'stat', path: link, lastLink: 'found' }, async (tree, path) => {
    const info = await stat(tree, path.name, true);
    await fs.links.stop(tree, path.name, info);
    return info.isDirectory ? path : undefined;
  });
  return looking.catch(nothingThere);
}
