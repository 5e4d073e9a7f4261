/** Writes the whole of a small file, in one round trip. */
import type { Tree } from '../../tree/tree.ts';
import { FILE_READ_ATTRIBUTES, FILE_WRITE_ATTRIBUTES, FILE_WRITE_DATA } from '../../wire/commands/access-mask.ts';
import { RELATED_FILE_ID } from '../../wire/file-id.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { FileEndOfFileInformation } from '../../wire/fscc/file-size-information.ts';
import { basicInformation } from '../basic-change.ts';
import { createWithIdentity } from '../create-with-identity.ts';
import { rememberFile } from '../known-files.ts';
import { noteOwnChange } from '../leases.ts';
import type { CallOptions } from '../open.ts';
import { createParameters, type OpenIntent } from '../open-file.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, setInfo, write } from '../requests.ts';

/** Up to this many bytes go with the chain that opens the file; a credit pays for as much. */
const SMALL = 65536;

export interface WriteSmallOptions extends CallOptions {
  /** The modification time that the file gets, a FILETIME. Default: the server's own, now. */
  readonly lastWriteTime?: bigint | undefined;
}

/** Whether `data` can be written by `writeSmall`. */
export function isSmall(tree: Tree, data: Buffer): boolean {
  return data.length <= Math.min(SMALL, tree.connection.negotiated.maxWriteSize);
}

/**
 * Opens `name` as `intent` says, empties it, writes `data` and closes it at once. Resolves with the bytes that the server
 * took: fewer than there are is a success of the server's, and the caller's to complete.
 */
export async function writeSmall(
  tree: Tree,
  name: string,
  data: Buffer,
  intent: OpenIntent,
  { lastWriteTime, ...options }: WriteSmallOptions = {},
): Promise<number> {
  noteOwnChange(tree, name);
  const access = FILE_WRITE_DATA | FILE_READ_ATTRIBUTES | (lastWriteTime === undefined ? 0 : FILE_WRITE_ATTRIBUTES);
  const opened = createWithIdentity(name, access, createParameters(intent));
  const emptied = setInfo(FileEndOfFileInformation, { endOfFile: 0 });
  const dated = lastWriteTime === undefined ? [] : [setInfo(FileBasicInformation, basicInformation({ lastWriteTime }))];
  const chained = { ...options, recovery: RECOVERY.writeSmall };
  if (data.length === 0) {
    const [created] = await tree.chain([opened, emptied, ...dated, close()] as const, chained);
    rememberFile(tree, name, created);
    return 0;
  }
  const steps = [opened, emptied, write(RELATED_FILE_ID, 0, data), ...dated, close()] as const;
  // CLOSE counts: the server may find out only then that it cannot keep what it took.
  const [created, , { count }] = await tree.chain(steps, chained);
  rememberFile(tree, name, created);
  return count;
}
