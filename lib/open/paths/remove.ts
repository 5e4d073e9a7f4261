/** Deletes a file, a link or an empty directory, in one round trip.  [MS-FSCC] 2.4.11 */
import { statusError } from '../../connection/status.ts';
import type { Tree } from '../../tree/tree.ts';
import { DELETE, FILE_WRITE_ATTRIBUTES } from '../../wire/commands/access-mask.ts';
import { FILE_DIRECTORY_FILE, FILE_NON_DIRECTORY_FILE, FILE_OPEN_REPARSE_POINT } from '../../wire/commands/create.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { FileDispositionInformation } from '../../wire/fscc/file-disposition-information.ts';
import { STATUS_CANNOT_DELETE, STATUS_FILE_IS_A_DIRECTORY } from '../../wire/ntstatus.ts';
import { basicInformation } from '../basic-change.ts';
import type { CallOptions } from '../open.ts';
import { close, create, setInfo } from '../requests.ts';
import { stat } from './stat.ts';

/**
 * Deletes `name`, which must be a directory or must not be one, as `what` says; a link is deleted, not its target. A
 * read-only file goes too, as it does in POSIX. A directory that is not empty is STATUS_DIRECTORY_NOT_EMPTY: the disposition
 * says so, where delete-on-close would succeed and delete nothing.
 */
export async function remove(
  tree: Tree,
  name: string,
  what: 'file' | 'directory',
  options: CallOptions = {},
): Promise<void> {
  const createOptions =
    FILE_OPEN_REPARSE_POINT | (what === 'directory' ? FILE_DIRECTORY_FILE : FILE_NON_DIRECTORY_FILE);
  const dispose = setInfo(FileDispositionInformation, { deletePending: true });
  const steps = [create(name, DELETE, { createOptions }), dispose, close()] as const;
  const [created, disposed] = await tree.chainReplies(steps, options);
  if (!created.body) {
    if (what === 'file' && created.status === STATUS_FILE_IS_A_DIRECTORY && (await isLink(tree, name, options))) {
      return remove(tree, name, 'directory', options);
    }
    throw statusError(steps[0], created);
  }
  if (disposed.body) return;
  if (disposed.status !== STATUS_CANNOT_DELETE) throw statusError(dispose, disposed);
  const writable = setInfo(FileBasicInformation, basicInformation({ fileAttributes: 0 }));
  await tree.chain(
    [create(name, DELETE | FILE_WRITE_ATTRIBUTES, { createOptions }), writable, dispose, close()],
    options,
  );
}

/** A link to a directory is a directory of the server's, and none of POSIX's. */
async function isLink(tree: Tree, name: string, options: CallOptions): Promise<boolean> {
  return (await stat(tree, name, false, options)).isReparsePoint;
}
