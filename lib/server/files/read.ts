/** READ.  [MS-SMB2] 3.3.5.12 */
import { FILE_EXECUTE, FILE_READ_DATA } from '../../wire/commands/access-mask.ts';
import { Read, type ReadRequest, type ReadResponse } from '../../wire/commands/read.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_END_OF_FILE,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
} from '../../wire/ntstatus.ts';
import { readPipe } from '../pipes/pipe-commands.ts';
import { type Command, type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { fileCommand, fileEvent, findFile, findPipe } from './file-command.ts';

export const readCommand: Command = fileCommand(Read, read, (request) => request.length);

async function read(request: ReadRequest, context: TreeContext): Promise<Result<ReadResponse>> {
  const pipe = findPipe(context, request.fileId);
  if (pipe) return readPipe(pipe, request, context);
  const open = findFile(context, request.fileId);
  const { length, offset, minimumCount } = request;
  if (open.directory) throw new StatusFailure(STATUS_INVALID_DEVICE_REQUEST);
  const { handle, node } = open;
  if (!handle || !(open.grantedAccess & (FILE_READ_DATA | FILE_EXECUTE))) throw new StatusFailure(STATUS_ACCESS_DENIED);
  const { maxReadSize = 0 } = context.connection.negotiated ?? {};
  if (length > maxReadSize || offset + length > Number.MAX_SAFE_INTEGER) {
    throw new StatusFailure(STATUS_INVALID_PARAMETER);
  }
  if (!node.locks.permits(open.fileId, offset, length, false)) throw new StatusFailure(STATUS_FILE_LOCK_CONFLICT);
  const buffer = Buffer.allocUnsafeSlow(length);
  const count = await open.use(async () => {
    let done = 0;
    while (done < length) {
      const { bytesRead } = await handle.read(buffer, done, length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  });
  if (count < minimumCount || (count === 0 && length > 0)) throw new StatusFailure(STATUS_END_OF_FILE);
  open.position = offset + count;
  const { events } = context.connection.server;
  if (events.listenerCount('read') > 0) events.emit('read', { ...fileEvent(context, open), offset, length: count });
  return success({ flags: 0, dataRemaining: 0, data: buffer.subarray(0, count) });
}
