/** The `type` of a symbolic link, which says what a link to nothing shall become. */
import { nodeError } from '../errors/node-errors.ts';
import { NODE_MAJOR } from '../node-version.ts';
import { validateOneOf } from './validate.ts';

export type SymlinkType = 'dir' | 'file' | 'junction';

/**
 * The type, or undefined to find out from what the link points to. Until node 24 only text was looked at, and refused with an
 * error of its own: what the running node does, this does.
 */
export function symlinkType(type: unknown): SymlinkType | undefined {
  if (type === 'dir' || type === 'file' || type === 'junction') return type;
  if (NODE_MAJOR >= 24) {
    validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
  } else if (typeof type === 'string') {
    throw nodeError(
      'ERR_FS_INVALID_SYMLINK_TYPE',
      `Symlink type must be one of "dir", "file", or "junction". Received "${type}"`,
    );
  }
  return undefined;
}
