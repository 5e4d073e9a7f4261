/** A path as an operation holds it: what the caller wrote, and where it leads on the share. */
import { encodePath, isTooLong, type PathMap, type SharePath } from '../names/share-path.ts';

export interface FsPath {
  /** The caller's own spelling, for errors. */
  readonly text: string;
  /** Where it leads; undefined where there is nothing: an empty path, or one outside the mount point. */
  readonly place: SharePath | undefined;
  /** The name as it is sent; empty for the share's root. */
  readonly name: string;
  /** Why it cannot be asked for at all; EINVAL where it holds what cannot be sent as a name. */
  readonly fault: 'ENOENT' | 'ENAMETOOLONG' | 'EINVAL' | undefined;
  /** Only a folder will do: the path ended in a slash, `.` or `..`. */
  readonly mustBeDirectory: boolean;
}

/** Half a character: with the `u` flag, the halves of a pair match together only. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** Looks a checked path up in the map. */
export function fsPath(text: string, map: PathMap): FsPath {
  const place = map.resolve(text);
  if (!place) return { text, place, name: '', fault: 'ENOENT', mustBeDirectory: false };
  return fsPathOf(text, place);
}

/** A path that is reached from another one rather than written by the caller. */
export function fsPathOf(text: string, place: SharePath): FsPath {
  const { components, mustBeDirectory } = place;
  return { text, place, name: encodePath(components), fault: faultOf(components), mustBeDirectory };
}

function faultOf(components: readonly string[]): FsPath['fault'] {
  if (components.some((name) => LONE_SURROGATE.test(name))) return 'EINVAL';
  return isTooLong(components) ? 'ENAMETOOLONG' : undefined;
}

/** The entry `name` of a folder. */
export function childPath(parent: FsPath, name: string): FsPath {
  const text = parent.text.endsWith('/') ? parent.text + name : `${parent.text}/${name}`;
  return fsPathOf(text, { components: [...(parent.place?.components ?? []), name], mustBeDirectory: false });
}

/** Whether the last name is `.` or `..`: what makes, moves or removes a name is refused there. */
export function endsInDots(path: FsPath): boolean {
  return /(?:^|\/)\.\.?\/*$/.test(path.text);
}

/** Whether the path leads to the share's root. */
export function isRoot(path: FsPath): boolean {
  return path.place !== undefined && path.place.components.length === 0;
}

/** Whether `path` leads into the folder that `folder` names, and not to that folder itself. */
export function isInside(path: FsPath, folder: FsPath): boolean {
  const inner = path.place?.components ?? [];
  const outer = folder.place?.components ?? [];
  return inner.length > outer.length && outer.every((name, index) => inner[index] === name);
}
