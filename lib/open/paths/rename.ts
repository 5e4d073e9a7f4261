/** Gives a file or directory another name, in one round trip.  [MS-FSCC] 2.4.42.2 */
import { statusError } from '../../connection/status.ts';
import { OutcomeUnknownError } from '../../errors.ts';
import type { Tree } from '../../tree/tree.ts';
import { DELETE, FILE_READ_ATTRIBUTES } from '../../wire/commands/access-mask.ts';
import { FILE_OPEN_REPARSE_POINT } from '../../wire/commands/create.ts';
import { FileRenameInformation } from '../../wire/fscc/file-rename-information.ts';
import { STATUS_OBJECT_NAME_NOT_FOUND } from '../../wire/ntstatus.ts';
import { createWithIdentity } from '../create-with-identity.ts';
import { knownFileId, rememberFileId } from '../known-files.ts';
import type { CallOptions } from '../open.ts';
import { diskFileIdOf } from '../open-identity.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, create, setInfo } from '../requests.ts';

/** How often a rename that was lost is begun anew. */
const MAX_ATTEMPTS = 4;

/**
 * Renames `from` to `to`; a file of that name is replaced. When the connection is lost before the answer, looking at both names
 * settles what was done: for a file that this client has made or opened lately by which of them leads to it, for others only
 * where `from` is there and `to` is not. Otherwise it is an OutcomeUnknownError.
 */
export async function rename(tree: Tree, from: string, to: string, options: CallOptions = {}): Promise<void> {
  const fileId = knownFileId(tree, from);
  for (let attempt = 1; ; attempt++) {
    try {
      await renameOnce(tree, from, to, options);
      break;
    } catch (error) {
      if (!(error instanceof OutcomeUnknownError) || attempt === MAX_ATTEMPTS) throw error;
      const outcome = await look(tree, from, to, fileId, options);
      if (outcome === 'unknown') throw error;
      if (outcome === 'done') break;
    }
  }
  rememberFileId(tree, from, undefined);
  rememberFileId(tree, to, fileId);
}

async function renameOnce(tree: Tree, from: string, to: string, options: CallOptions): Promise<void> {
  const renamed = setInfo(FileRenameInformation, { replaceIfExists: true, fileName: to });
  await tree.chain([create(from, DELETE, { createOptions: FILE_OPEN_REPARSE_POINT }), renamed, close()], {
    ...options,
    recovery: RECOVERY.rename,
  });
}

/** What has become of a rename; `fileId` is the number of the file that was to be renamed, where it is known. */
async function look(
  tree: Tree,
  from: string,
  to: string,
  fileId: bigint | undefined,
  options: CallOptions,
): Promise<'done' | 'undone' | 'unknown'> {
  const [here, there] = await Promise.all([fileIdOf(tree, from, options), fileIdOf(tree, to, options)]);
  if (fileId === undefined) return here !== undefined && there === undefined ? 'undone' : 'unknown';
  if (there === fileId) return 'done';
  return here === fileId ? 'undone' : 'unknown';
}

/** The number of the file that `name` leads to; undefined where there is none. */
async function fileIdOf(tree: Tree, name: string, options: CallOptions): Promise<bigint | undefined> {
  const opened = createWithIdentity(name, FILE_READ_ATTRIBUTES, { createOptions: FILE_OPEN_REPARSE_POINT });
  const [created] = await tree.chainReplies([opened, close()], { ...options, recovery: RECOVERY.probe });
  if (created.status === STATUS_OBJECT_NAME_NOT_FOUND) return undefined;
  if (!created.body) throw statusError(opened, created);
  return diskFileIdOf(created.body);
}
