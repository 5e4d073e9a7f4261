/** Deletes a file, a link or an empty directory, in one round trip.  [MS-FSCC] 2.4.11, 2.4.12 */
import type { Connection } from '../../connection/connection.ts';
import type { Step } from '../../connection/exchange.ts';
import { statusError } from '../../connection/status.ts';
import { StatusError } from '../../errors.ts';
import type { Tree } from '../../tree/tree.ts';
import { DELETE, FILE_WRITE_ATTRIBUTES } from '../../wire/commands/access-mask.ts';
import { FILE_DIRECTORY_FILE, FILE_NON_DIRECTORY_FILE, FILE_OPEN_REPARSE_POINT } from '../../wire/commands/create.ts';
import type { SetInfoRequest, SetInfoResponse } from '../../wire/commands/set-info.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import {
  FILE_DISPOSITION_DELETE,
  FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE,
  FILE_DISPOSITION_POSIX_SEMANTICS,
  FileDispositionInformation,
  FileDispositionInformationEx,
} from '../../wire/fscc/file-disposition-information.ts';
import {
  STATUS_CANNOT_DELETE,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
} from '../../wire/ntstatus.ts';
import { basicInformation } from '../basic-change.ts';
import type { CallOptions } from '../open.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, create, setInfo } from '../requests.ts';
import { stat } from './stat.ts';

/** Connections whose server does not know how to free the name of an open file. */
const WITHOUT_POSIX_SEMANTICS = new WeakSet<Connection>();

/** What such a server answers to the attempt. */
const UNKNOWN_DISPOSITION: ReadonlySet<number> = new Set([
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
]);

/**
 * Deletes `name`, which must be a directory or must not be one, as `what` says; a link is deleted, not its target. A
 * read-only file goes too, as it does in POSIX. A directory that is not empty is STATUS_DIRECTORY_NOT_EMPTY: the disposition
 * says so, where delete-on-close would succeed and delete nothing.
 *
 * The name of a file that is open stays until it is closed, as STATUS_DELETE_PENDING, unless this client has something open
 * and the server can free the name at once (Windows 10 and Server 2019 can, Samba up to 4.17 cannot).
 */
export async function remove(
  tree: Tree,
  name: string,
  what: 'file' | 'directory',
  options: CallOptions = {},
): Promise<void> {
  try {
    if (await removedAtOnce(tree, name, what, options)) return;
    await removeAtClose(tree, name, what, options);
  } catch (error) {
    const isDirectory = error instanceof StatusError && error.status === STATUS_FILE_IS_A_DIRECTORY;
    if (what === 'directory' || !isDirectory || !(await isLink(tree, name, options))) throw error;
    await remove(tree, name, 'directory', options);
  }
}

/** False where the server does not know how: nothing was deleted then. */
async function removedAtOnce(
  tree: Tree,
  name: string,
  what: 'file' | 'directory',
  options: CallOptions,
): Promise<boolean> {
  if (tree.openCount === 0 || WITHOUT_POSIX_SEMANTICS.has(tree.connection)) return false;
  const flags = FILE_DISPOSITION_DELETE | FILE_DISPOSITION_POSIX_SEMANTICS | FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE;
  const refusal = await dispose(tree, name, what, setInfo(FileDispositionInformationEx, { flags }), options);
  if (!refusal) return true;
  if (!UNKNOWN_DISPOSITION.has(refusal.status)) throw refusal;
  WITHOUT_POSIX_SEMANTICS.add(tree.connection);
  return false;
}

async function removeAtClose(
  tree: Tree,
  name: string,
  what: 'file' | 'directory',
  options: CallOptions,
): Promise<void> {
  const disposition = setInfo(FileDispositionInformation, { deletePending: true });
  const refusal = await dispose(tree, name, what, disposition, options);
  if (!refusal) return;
  if (refusal.status !== STATUS_CANNOT_DELETE) throw refusal;
  const opened = create(name, DELETE | FILE_WRITE_ATTRIBUTES, { createOptions: createOptions(what) });
  const writable = setInfo(FileBasicInformation, basicInformation({ fileAttributes: 0 }));
  await tree.chain([opened, writable, disposition, close()], { ...options, recovery: RECOVERY.remove });
}

/** Opens the file to mark it for deletion. Resolves with the refusal of that alone; what cannot be opened rejects. */
async function dispose(
  tree: Tree,
  name: string,
  what: 'file' | 'directory',
  disposition: Step<SetInfoRequest, SetInfoResponse>,
  options: CallOptions,
): Promise<StatusError | undefined> {
  const opened = create(name, DELETE, { createOptions: createOptions(what) });
  const [created, disposed] = await tree.chainReplies([opened, disposition, close()], {
    ...options,
    recovery: RECOVERY.remove,
  });
  if (!created.body) throw statusError(opened, created);
  return disposed.body ? undefined : statusError(disposition, disposed);
}

function createOptions(what: 'file' | 'directory'): number {
  return FILE_OPEN_REPARSE_POINT | (what === 'directory' ? FILE_DIRECTORY_FILE : FILE_NON_DIRECTORY_FILE);
}

/** A link to a directory is a directory of the server's, and none of POSIX's. */
async function isLink(tree: Tree, name: string, options: CallOptions): Promise<boolean> {
  return (await stat(tree, name, false, options)).isReparsePoint;
}
