/** Permission bits where the server has none: made from a file's attributes, and turned back into them. */
import { constants } from 'node:fs';

export type FileType = 'file' | 'directory' | 'symlink';

/** Permission bits that files and folders show, and who they belong to. */
export interface Permissions {
  readonly fileMode: number;
  readonly dirMode: number;
}

const WRITE_BITS = 0o222;
const PERMISSION_BITS = 0o7777;

const TYPE_BITS: Readonly<Record<FileType, number>> = {
  file: constants.S_IFREG,
  directory: constants.S_IFDIR,
  symlink: constants.S_IFLNK,
};

/**
 * The mode of a file. READONLY takes away a file's write bits, as the server refuses to write it; on a folder the attribute
 * means something else, and on a link nothing does. `known` bits take the place of those that the options say.
 */
export function fileMode(type: FileType, readOnly: boolean, permissions: Permissions, known?: number): number {
  switch (type) {
    case 'symlink':
      return TYPE_BITS.symlink | 0o777;
    case 'directory':
      return TYPE_BITS.directory | ((known ?? permissions.dirMode) & PERMISSION_BITS);
    default: {
      const bits = (known ?? permissions.fileMode) & PERMISSION_BITS;
      return TYPE_BITS.file | (readOnly ? bits & ~WRITE_BITS : bits);
    }
  }
}

/** Whether `chmod` to `mode` makes a file read-only: nobody may write it any more. */
export function isReadOnlyMode(mode: number): boolean {
  return (mode & WRITE_BITS) === 0;
}

/** What `mode` says for folders: who may read one may also enter it. */
export function dirModeOf(mode: number): number {
  return mode | ((mode & 0o444) >> 2);
}
