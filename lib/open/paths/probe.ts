/** Opens a name and closes it again, in one round trip: whether it is there, what it is, and what this user may do with it. */
import type { Tree } from '../../tree/tree.ts';
import { DELETE, FILE_READ_ATTRIBUTES } from '../../wire/commands/access-mask.ts';
import { packContext, unpackContext } from '../../wire/contexts/create-contexts.ts';
import {
  QueryMaximalAccessRequestContext,
  QueryMaximalAccessResponseContext,
} from '../../wire/contexts/maximal-access.ts';
import { STATUS_SUCCESS } from '../../wire/ntstatus.ts';
import { type FileInfo, fileInfoOfCreate } from '../file-info.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, create } from '../requests.ts';
import { type LookupOptions, lookupCreateOptions } from './lookup.ts';

export { FILE_EXECUTE, FILE_READ_DATA, FILE_WRITE_DATA } from '../../wire/commands/access-mask.ts';

/** What it takes to remove a file or give it another name. */
export const READ_ATTRIBUTES_AND_DELETE: number = FILE_READ_ATTRIBUTES | DELETE;

/** Looks `name` up; `info` knows neither links nor the file's number. With `desiredAccess`, refused without that access. */
export async function probe(
  tree: Tree,
  name: string,
  options: LookupOptions = {},
  desiredAccess: number = FILE_READ_ATTRIBUTES,
): Promise<FileInfo> {
  const opened = create(name, desiredAccess, { createOptions: lookupCreateOptions(options) });
  const [created] = await tree.chain([opened, close()], { ...options, recovery: RECOVERY.probe });
  return fileInfoOfCreate(created);
}

/** What this user may do with a file: an access mask, undefined when the server does not say. */
export interface MaximalAccess {
  readonly info: FileInfo;
  readonly access: number | undefined;
}

/** Asks for the access that an open of `name` could have.  [MS-SMB2] 2.2.13.2.5 */
export async function probeAccess(tree: Tree, name: string, options: LookupOptions = {}): Promise<MaximalAccess> {
  const opened = create(name, FILE_READ_ATTRIBUTES, {
    createOptions: lookupCreateOptions(options),
    createContexts: [packContext(QueryMaximalAccessRequestContext, { timestamp: undefined })],
  });
  const [created] = await tree.chain([opened, close()], { ...options, recovery: RECOVERY.probe });
  const answer = unpackContext(QueryMaximalAccessResponseContext, created.createContexts);
  const info = fileInfoOfCreate(created);
  if (answer?.queryStatus !== STATUS_SUCCESS) return { info, access: undefined };
  // A file's own rights do not know those of the share.
  return { info, access: answer.maximalAccess & tree.properties.maximalAccess };
}
