/** What a name stands for, in one round trip. */
import type { Tree } from '../../tree/tree.ts';
import { FILE_READ_ATTRIBUTES } from '../../wire/commands/access-mask.ts';
import { FILE_OPEN_REPARSE_POINT } from '../../wire/commands/create.ts';
import { FileAllInformation } from '../../wire/fscc/file-all-information.ts';
import { FileAttributeTagInformation } from '../../wire/fscc/file-attribute-tag-information.ts';
import { isNameSurrogate } from '../../wire/fscc/reparse-tags.ts';
import { Reader } from '../../wire/reader.ts';
import { type FileInfo, fileInfoOfAll } from '../file-info.ts';
import type { CallOptions } from '../open.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, create, queryInfo } from '../requests.ts';

/** Asks about `name`; with `followLinks` false, about a link itself. */
export async function stat(
  tree: Tree,
  name: string,
  followLinks: boolean,
  options: CallOptions = {},
): Promise<FileInfo> {
  // No more access than this: the same question with FILE_READ_EA costs the server twice the time.
  const createOptions = followLinks ? 0 : FILE_OPEN_REPARSE_POINT;
  const [, { buffer }] = await tree.chain(
    [create(name, FILE_READ_ATTRIBUTES, { createOptions }), queryInfo(FileAllInformation), close()],
    { ...options, recovery: RECOVERY.stat },
  );
  const info = fileInfoOfAll(new Reader(buffer));
  if (followLinks || !info.isReparsePoint) return info;
  return { ...info, isReparsePoint: await leadsElsewhere(tree, name, options) };
}

/** Many reparse points are ordinary files to everybody but their file system: deduplicated ones, those kept in a cloud. */
async function leadsElsewhere(tree: Tree, name: string, options: CallOptions): Promise<boolean> {
  const opened = create(name, FILE_READ_ATTRIBUTES, { createOptions: FILE_OPEN_REPARSE_POINT });
  const [, { buffer }] = await tree.chain([opened, queryInfo(FileAttributeTagInformation), close()], {
    ...options,
    recovery: RECOVERY.stat,
  });
  return isNameSurrogate(FileAttributeTagInformation.read(new Reader(buffer)).reparseTag);
}
