/** The name of a file as the server spells it, in one round trip.  [MS-FSCC] 2.4.35 */
import { statusError } from '../../connection/status.ts';
import type { Tree } from '../../tree/tree.ts';
import { FILE_READ_ATTRIBUTES } from '../../wire/commands/access-mask.ts';
import { FileNormalizedNameInformation } from '../../wire/fscc/file-name-information.ts';
import { STATUS_SUCCESS } from '../../wire/ntstatus.ts';
import { Reader } from '../../wire/reader.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, create, queryInfo } from '../requests.ts';
import { type LookupOptions, lookupCreateOptions } from './lookup.ts';

/** The path of `name` from the root of the share, in the stored letter case; undefined when the server does not tell. */
export async function normalizedName(
  tree: Tree,
  name: string,
  options: LookupOptions = {},
): Promise<string | undefined> {
  const opened = create(name, FILE_READ_ATTRIBUTES, { createOptions: lookupCreateOptions(options) });
  const [created, named] = await tree.chainReplies([opened, queryInfo(FileNormalizedNameInformation), close()], {
    ...options,
    recovery: RECOVERY.normalizedName,
  });
  if (!created.body) throw statusError(opened, created);
  if (!named.body || named.status !== STATUS_SUCCESS) return undefined;
  return FileNormalizedNameInformation.read(new Reader(named.body.buffer)).fileName.replace(/^\\/, '');
}
