/** Opens a file for what a program wants to do with it, with no more access than that takes.  [MS-SMB2] 2.2.13 */
import type { Tree } from '../tree/tree.ts';
import {
  FILE_APPEND_DATA,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_WRITE_ATTRIBUTES,
  FILE_WRITE_DATA,
} from '../wire/commands/access-mask.ts';
import {
  type CreateRequest,
  FILE_CREATE,
  FILE_DIRECTORY_FILE,
  FILE_NON_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_IF,
  FILE_OPEN_REPARSE_POINT,
  FILE_WRITE_THROUGH,
} from '../wire/commands/create.ts';
import { FILE_ATTRIBUTE_NORMAL, FILE_ATTRIBUTE_READONLY } from '../wire/fscc/file-attributes.ts';
import { type CallOptions, Open } from './open.ts';

/** What an open is for. */
export interface OpenIntent {
  readonly read: boolean;
  readonly write: boolean;
  /** Make the file where there is none. */
  readonly create: boolean;
  /** With `create`: fail where there is one already. */
  readonly exclusive: boolean;
  /** Make the file empty. */
  readonly truncate: boolean;
  /** Only a directory will do. */
  readonly directory: boolean;
  /** Open a symbolic link itself. */
  readonly noFollow: boolean;
  /** Every write is on the server's disk before it is answered. */
  readonly sync: boolean;
  /** A file that is made shall be read-only from then on. */
  readonly readOnly: boolean;
}

/** Opens `name`. What is emptied keeps its identity, attributes and other opens: it is not superseded. */
export function openFile(tree: Tree, name: string, intent: OpenIntent, options: CallOptions = {}): Promise<Open> {
  const fresh = intent.create && intent.exclusive;
  const emptied = intent.truncate && !fresh;
  const access = desiredAccess(intent);
  const rest = createParameters(intent);
  // Directories are nothing that a server keeps.
  const opening = { ...options, kept: !intent.directory };
  return emptied
    ? Open.createEmpty(tree, name, access | FILE_WRITE_DATA, rest, opening)
    : Open.create(tree, name, access, rest, opening);
}

/** FILE_READ_ATTRIBUTES is for `fstat`, FILE_WRITE_ATTRIBUTES for `futimes`: nothing else is asked for in advance. */
function desiredAccess(intent: OpenIntent): number {
  let access = FILE_READ_ATTRIBUTES;
  if (intent.read) access |= FILE_READ_DATA;
  if (intent.write) access |= FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_WRITE_ATTRIBUTES;
  return access;
}

/** The rest of the CREATE for such an open. */
export function createParameters(intent: OpenIntent): Partial<CreateRequest> {
  const fresh = intent.create && intent.exclusive;
  let createOptions = 0;
  if (intent.directory) createOptions |= FILE_DIRECTORY_FILE;
  // A directory can be opened to read, as with open(2), but never to write; in the way of a new file it is as good as a file.
  else if (!fresh && (intent.write || intent.create || intent.truncate)) createOptions |= FILE_NON_DIRECTORY_FILE;
  // What must be new is not made where a link leads, either.
  if (intent.noFollow || fresh) createOptions |= FILE_OPEN_REPARSE_POINT;
  if (intent.sync) createOptions |= FILE_WRITE_THROUGH;
  const make = intent.exclusive ? FILE_CREATE : FILE_OPEN_IF;
  return {
    createOptions,
    createDisposition: intent.create ? make : FILE_OPEN,
    fileAttributes: intent.create && intent.readOnly ? FILE_ATTRIBUTE_READONLY : FILE_ATTRIBUTE_NORMAL,
  };
}
