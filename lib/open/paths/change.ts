/** Sets times, attributes or the size of a named file, in one round trip. */
import type { Tree } from '../../tree/tree.ts';
import { FILE_WRITE_ATTRIBUTES, FILE_WRITE_DATA } from '../../wire/commands/access-mask.ts';
import { FILE_NON_DIRECTORY_FILE, FILE_OPEN_REPARSE_POINT } from '../../wire/commands/create.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { FileEndOfFileInformation } from '../../wire/fscc/file-size-information.ts';
import { type BasicChange, basicInformation } from '../basic-change.ts';
import type { CallOptions } from '../open.ts';
import { close, create, setInfo } from '../requests.ts';

/** Sets times and attributes of `name`; with `followLinks` false, of a link itself. */
export async function change(
  tree: Tree,
  name: string,
  wanted: BasicChange,
  followLinks: boolean,
  options: CallOptions = {},
): Promise<void> {
  const createOptions = followLinks ? 0 : FILE_OPEN_REPARSE_POINT;
  const changed = setInfo(FileBasicInformation, basicInformation(wanted));
  await tree.chain([create(name, FILE_WRITE_ATTRIBUTES, { createOptions }), changed, close()], options);
}

/** Cuts the file, or lengthens it with zeros, to `endOfFile` bytes. */
export async function truncate(tree: Tree, name: string, endOfFile: number, options: CallOptions = {}): Promise<void> {
  const cut = setInfo(FileEndOfFileInformation, { endOfFile });
  await tree.chain([create(name, FILE_WRITE_DATA, { createOptions: FILE_NON_DIRECTORY_FILE }), cut, close()], options);
}
