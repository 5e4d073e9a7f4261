/** How the last component of a name is to be taken when it is opened.  [MS-SMB2] 2.2.13 */
import { FILE_DIRECTORY_FILE, FILE_OPEN_REPARSE_POINT } from '../../wire/commands/create.ts';
import type { CallOptions } from '../open.ts';

export interface LookupOptions extends CallOptions {
  /** A symbolic link itself, not what it points to. */
  readonly noFollow?: boolean;
  /** Only a directory will do: STATUS_NOT_A_DIRECTORY for everything else. */
  readonly directory?: boolean;
}

/** CreateOptions for such a lookup. */
export function lookupCreateOptions({ noFollow = false, directory = false }: LookupOptions): number {
  return (noFollow ? FILE_OPEN_REPARSE_POINT : 0) | (directory ? FILE_DIRECTORY_FILE : 0);
}
