/** What belongs to a file system, for who has to tell its paths and files from others. */
import type { FileSystem } from './file-system.ts';
import { isReferencedHandle } from './handles/handle-references.ts';

/** The bounds of one file system. */
export interface Territory {
  /** Whether a path, as `fs` takes it, leads here; what is no path leads nowhere. */
  holdsPath(path: unknown): boolean;
  /** Whether a number or a FileHandle stands for a file that is open here. */
  holdsFile(file: unknown): boolean;
  /** The text of a path, which may lead anywhere; throws what `fs` throws for what is none. */
  textOf(path: unknown, name: string): string;
}

const fileSystems = new WeakMap<object, FileSystem>();

/** Makes known on which file system the methods of `owner` work. */
export function registerTerritory(owner: object, fs: FileSystem): void {
  fileSystems.set(owner, fs);
}

/** The bounds of an `SmbFs`. */
export function territoryOf(owner: object): Territory {
  const fs = fileSystems.get(owner);
  if (!fs) throw new TypeError('only an SmbFs can be mounted');
  return {
    holdsPath: (path) => isPath(path) && leadsTo(fs, path),
    holdsFile: (file) => holdsNumber(fs, isReferencedHandle(file) ? file.fd : file),
    textOf: (path, name) => fs.path(path, name).text,
  };
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null);
}

function leadsTo(fs: FileSystem, path: unknown): boolean {
  try {
    return fs.path(path).place !== undefined;
  } catch {
    // Somebody else may know better what it is, and complains if not.
    return false;
  }
}

function holdsNumber(fs: FileSystem, fd: unknown): boolean {
  return typeof fd === 'number' && fs.descriptors.find(fd) !== undefined;
}
