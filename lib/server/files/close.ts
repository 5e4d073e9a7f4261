/** CLOSE.  [MS-SMB2] 3.3.5.10 */
import {
  Close,
  type CloseRequest,
  type CloseResponse,
  SMB2_CLOSE_FLAG_POSTQUERY_ATTRIB,
} from '../../wire/commands/close.ts';
import { type Command, type Result, success, type TreeContext } from '../protocol/command.ts';
import { fileCommand, findOpen } from './file-command.ts';
import { FileOpen } from './file-open.ts';

export const closeCommand: Command = fileCommand(Close, close);

const NOTHING: CloseResponse = {
  flags: 0,
  creationTime: 0n,
  lastAccessTime: 0n,
  lastWriteTime: 0n,
  changeTime: 0n,
  allocationSize: 0,
  endOfFile: 0,
  fileAttributes: 0,
};

async function close(request: CloseRequest, context: TreeContext): Promise<Result<CloseResponse>> {
  const open = findOpen(context, request.fileId);
  context.tree.opens.delete(open.fileId.volatile);
  // What it was like before it goes: afterwards it may have been deleted.
  const wanted = (request.flags & SMB2_CLOSE_FLAG_POSTQUERY_ATTRIB) !== 0;
  const attributes = wanted && open instanceof FileOpen ? await attributesOf(open) : NOTHING;
  await open.release();
  return success(attributes);
}

async function attributesOf(open: FileOpen): Promise<CloseResponse> {
  const { volume, path } = open;
  const stats = await volume.namespace.statsOf(path);
  if (!stats) return NOTHING;
  return { flags: SMB2_CLOSE_FLAG_POSTQUERY_ATTRIB, ...volume.attributes.describe(stats) };
}
