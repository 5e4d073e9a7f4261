/** Paths as programs write them (POSIX) and as SMB sends them: names joined by backslashes, from the root of a share. */
import { decodeName, encodeName } from './forbidden-characters.ts';

/** A place on a share. */
export interface SharePath {
  /** The names that lead there from the share's root, in ordinary characters; none of them is `.` or `..`. */
  readonly components: readonly string[];
  /** The path ended in a slash, `.` or `..`: only a folder will do, and a file there is ENOTDIR. */
  readonly mustBeDirectory: boolean;
}

/** Names longer than this, in UTF-16 units, fit no file system that Windows or Samba serves. */
const MAX_NAME_UNITS = 255;
/** Samba keeps names on a Unix file system, which counts the bytes of their UTF-8. */
const MAX_NAME_BYTES = 255;
/** The length of a path is a 16-bit number of bytes.  [MS-SMB2] 2.2.13 */
const MAX_PATH_UNITS = 32767;

/**
 * Reads a POSIX path from the root on. `.`, empty names and `..` are resolved by their text, as SMB has no `..`; above the root
 * there is only the root.
 */
export function parsePath(path: string): SharePath {
  const components: string[] = [];
  const names = path.split('/');
  for (const name of names) {
    if (name === '..') components.pop();
    else if (name !== '' && name !== '.') components.push(name);
  }
  const last = names.at(-1);
  return { components, mustBeDirectory: last === '' || last === '.' || last === '..' };
}

/** The path as it is sent; the share's root is the empty string. */
export function encodePath(components: readonly string[]): string {
  return components.map(encodeName).join('\\');
}

/** The names of a path that was received, from a notification say. Throws a MalformedError as `decodeName`. */
export function decodePath(wire: string): string[] {
  return wire === '' ? [] : wire.split('\\').map(decodeName);
}

/** Whether no server can have such a path, so that asking for it is pointless: ENAMETOOLONG. */
export function isTooLong(components: readonly string[]): boolean {
  if (components.some((name) => name.length > MAX_NAME_UNITS)) return true;
  return components.reduce((units, name) => units + name.length + 1, -1) > MAX_PATH_UNITS;
}

/**
 * Whether a server that keeps names in bytes cannot have such a path, although others can. It says so in various ways: a
 * request that failed on such a path failed with ENAMETOOLONG.
 */
export function isTooLongInBytes(components: readonly string[]): boolean {
  // A UTF-16 unit takes at most three bytes, so most names need no counting.
  return components.some(
    (name) => name.length * 3 > MAX_NAME_BYTES && Buffer.byteLength(encodeName(name)) > MAX_NAME_BYTES,
  );
}

/** What a program's paths are relative to. */
export interface PathMapOptions {
  /** The folder on the share that is `/` for the program: a POSIX path. */
  readonly root: string;
  /** Where that folder appears among the program's paths: an absolute POSIX path. Without it, at `/`. */
  readonly mountPoint?: string | undefined;
  /** The folder of relative paths when there is a mount point; by default `process.cwd`. */
  readonly cwd?: (() => string) | undefined;
}

/** Turns a program's paths into places on the share, and back. */
export class PathMap {
  readonly #root: readonly string[];
  readonly #mountPoint: readonly string[];
  readonly #cwd: () => string;

  constructor({ root, mountPoint, cwd = () => process.cwd() }: PathMapOptions) {
    this.#root = parsePath(root).components;
    this.#mountPoint = parsePath(mountPoint ?? '/').components;
    this.#cwd = mountPoint === undefined ? () => '/' : cwd;
  }

  /** The place that `path` names; undefined where it names none: an empty path, or one outside the mount point. */
  resolve(path: string): SharePath | undefined {
    if (path === '') return undefined;
    const { components, mustBeDirectory } = parsePath(path.startsWith('/') ? path : `${this.#cwd()}/${path}`);
    const inside = withoutPrefix(components, this.#mountPoint);
    if (inside === undefined) return undefined;
    return { components: [...this.#root, ...inside], mustBeDirectory };
  }

  /** The absolute path under which a program finds a place; undefined for one outside the root. */
  present(components: readonly string[]): string | undefined {
    const inside = withoutPrefix(components, this.#root);
    return inside === undefined ? undefined : `/${[...this.#mountPoint, ...inside].join('/')}`;
  }
}

function withoutPrefix(components: readonly string[], prefix: readonly string[]): readonly string[] | undefined {
  return prefix.every((name, index) => components[index] === name) ? components.slice(prefix.length) : undefined;
}
