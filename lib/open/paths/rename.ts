/** Gives a file or directory another name, in one round trip.  [MS-FSCC] 2.4.42.2 */
import type { Tree } from '../../tree/tree.ts';
import { DELETE } from '../../wire/commands/access-mask.ts';
import { FILE_OPEN_REPARSE_POINT } from '../../wire/commands/create.ts';
import { FileRenameInformation } from '../../wire/fscc/file-rename-information.ts';
import type { CallOptions } from '../open.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, create, setInfo } from '../requests.ts';

/** Renames `from` to `to`; a file of that name is replaced. */
export async function rename(tree: Tree, from: string, to: string, options: CallOptions = {}): Promise<void> {
  const renamed = setInfo(FileRenameInformation, { replaceIfExists: true, fileName: to });
  await tree.chain([create(from, DELETE, { createOptions: FILE_OPEN_REPARSE_POINT }), renamed, close()], {
    ...options,
    recovery: RECOVERY.rename,
  });
}
