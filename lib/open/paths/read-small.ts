/** Reads the whole of a small file, in one round trip. */
import { statusError } from '../../connection/status.ts';
import type { Tree } from '../../tree/tree.ts';
import { FILE_READ_ATTRIBUTES, FILE_READ_DATA } from '../../wire/commands/access-mask.ts';
import { RELATED_FILE_ID } from '../../wire/file-id.ts';
import { STATUS_END_OF_FILE } from '../../wire/ntstatus.ts';
import { type FileInfo, fileInfoOfCreate } from '../file-info.ts';
import type { CallOptions } from '../open.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, create, read } from '../requests.ts';

/** Files up to this many bytes are read with the chain that opens them; a credit pays for as much. */
const SMALL = 65536;

/** What was found: the content is undefined for a directory, and for a file too large for one reply, which must be opened. */
export interface SmallFile {
  readonly info: FileInfo;
  readonly data: Buffer | undefined;
}

/** Opens, reads and closes `name` at once. */
export async function readSmall(tree: Tree, name: string, options: CallOptions = {}): Promise<SmallFile> {
  const length = Math.min(SMALL, tree.connection.negotiated.maxReadSize);
  const steps = [
    create(name, FILE_READ_DATA | FILE_READ_ATTRIBUTES),
    read(RELATED_FILE_ID, 0, length, undefined),
    close(),
  ] as const;
  const [created, got] = await tree.chainReplies(steps, { ...options, recovery: RECOVERY.readSmall });
  if (!created.body) throw statusError(steps[0], created);
  const info = fileInfoOfCreate(created.body);
  if (info.isDirectory) return { info, data: undefined };
  if (got.status === STATUS_END_OF_FILE) return { info, data: Buffer.alloc(0) };
  if (!got.body) throw statusError(steps[1], got);
  const { data } = got.body;
  // Less than the size says, or a full buffer of a file that has grown meanwhile, is not known to be all of it.
  const whole = data.length === info.endOfFile || (data.length > info.endOfFile && data.length < length);
  return { info, data: whole ? data : undefined };
}
