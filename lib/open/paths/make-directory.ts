/** Creates a directory, in one round trip. */
import type { Tree } from '../../tree/tree.ts';
import { FILE_READ_ATTRIBUTES } from '../../wire/commands/access-mask.ts';
import { FILE_CREATE, FILE_DIRECTORY_FILE, FILE_OPEN_REPARSE_POINT } from '../../wire/commands/create.ts';
import { FILE_ATTRIBUTE_DIRECTORY } from '../../wire/fscc/file-attributes.ts';
import type { CallOptions } from '../open.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, create } from '../requests.ts';

/** Creates `name`; STATUS_OBJECT_NAME_COLLISION when there is something of that name. */
export async function makeDirectory(tree: Tree, name: string, options: CallOptions = {}): Promise<void> {
  const made = create(name, FILE_READ_ATTRIBUTES, {
    fileAttributes: FILE_ATTRIBUTE_DIRECTORY,
    createDisposition: FILE_CREATE,
    // Not where a link of that name leads.
    createOptions: FILE_DIRECTORY_FILE | FILE_OPEN_REPARSE_POINT,
  });
  await tree.chain([made, close()], { ...options, recovery: RECOVERY.makeDirectory });
}
