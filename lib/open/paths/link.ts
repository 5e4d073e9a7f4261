/** Gives a file one more name, in one round trip.  [MS-FSCC] 2.4.28.2 */
import type { Tree } from '../../tree/tree.ts';
import { FILE_WRITE_ATTRIBUTES } from '../../wire/commands/access-mask.ts';
import { FILE_OPEN_REPARSE_POINT } from '../../wire/commands/create.ts';
import { FileLinkInformation } from '../../wire/fscc/file-rename-information.ts';
import type { CallOptions } from '../open.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, create, setInfo } from '../requests.ts';

/** Makes `to` a hard link to the file `from`; STATUS_OBJECT_NAME_COLLISION when there is something of that name. */
export async function link(tree: Tree, from: string, to: string, options: CallOptions = {}): Promise<void> {
  const linked = setInfo(FileLinkInformation, { replaceIfExists: false, fileName: to });
  const opened = create(from, FILE_WRITE_ATTRIBUTES, { createOptions: FILE_OPEN_REPARSE_POINT });
  await tree.chain([opened, linked, close()], { ...options, recovery: RECOVERY.link });
}
