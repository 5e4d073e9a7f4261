/** WRITE and FLUSH.  [MS-SMB2] 3.3.5.13, 3.3.5.11 */
import { FILE_APPEND_DATA, FILE_WRITE_DATA } from '../../wire/commands/access-mask.ts';
import { FILE_NOTIFY_CHANGE_LAST_WRITE, FILE_NOTIFY_CHANGE_SIZE } from '../../wire/commands/change-notify.ts';
import { FILE_WRITE_THROUGH } from '../../wire/commands/create.ts';
import { Flush, type FlushRequest, type FlushResponse } from '../../wire/commands/flush.ts';
import {
  SMB2_WRITEFLAG_WRITE_THROUGH,
  Write,
  type WriteRequest,
  type WriteResponse,
} from '../../wire/commands/write.ts';
import { FILE_ACTION_MODIFIED } from '../../wire/fscc/notify-information.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
} from '../../wire/ntstatus.ts';
import { writePipe } from '../pipes/pipe-commands.ts';
import { type Command, type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { fileCommand, fileEvent, findFile, findPipe } from './file-command.ts';
import type { FileOpen } from './file-open.ts';
import type { ServedFileHandle } from './file-system.ts';

export const writeCommand: Command = fileCommand(Write, write, (request) => request.data.length);

export const flushCommand: Command = fileCommand(Flush, flush);

async function write(request: WriteRequest, context: TreeContext): Promise<Result<WriteResponse>> {
  const pipe = findPipe(context, request.fileId);
  if (pipe) return writePipe(pipe, request, context);
  const open = findFile(context, request.fileId);
  const { data, offset } = request;
  if (open.directory) throw new StatusFailure(STATUS_INVALID_DEVICE_REQUEST);
  const { handle } = open;
  if (!handle || !(open.grantedAccess & (FILE_WRITE_DATA | FILE_APPEND_DATA))) {
    throw new StatusFailure(STATUS_ACCESS_DENIED);
  }
  const { maxWriteSize = 0 } = context.connection.negotiated ?? {};
  if (data.length > maxWriteSize) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  const through = request.flags & SMB2_WRITEFLAG_WRITE_THROUGH || open.createOptions & FILE_WRITE_THROUGH;
  // As one use of the handle: a CLOSE that comes meanwhile waits for both.
  await open.use(async () => {
    await writeAll(open, handle, data, offset);
    if (through) await open.flush();
  });
  open.position = offset + data.length;
  const { events } = context.connection.server;
  if (events.listenerCount('write') > 0) {
    events.emit('write', { ...fileEvent(context, open), offset, length: data.length });
  }
  return success({ count: data.length, remaining: 0 });
}

/** Writes all of `data`, unless somebody else has locked the place, and tells those who watch. */
export async function writeAll(open: FileOpen, handle: ServedFileHandle, data: Buffer, offset: number): Promise<void> {
  if (offset + data.length > Number.MAX_SAFE_INTEGER) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  if (!open.node.locks.permits(open.fileId, offset, data.length, true)) {
    throw new StatusFailure(STATUS_FILE_LOCK_CONFLICT);
  }
  await open.resize(Math.max(open.node.size, offset + data.length), async () => {
    let done = 0;
    while (done < data.length) {
      const { bytesWritten } = await handle.write(data, done, data.length - done, offset + done);
      if (bytesWritten === 0) throw new Error('the file system takes no more bytes and does not say why');
      done += bytesWritten;
    }
  });
  if (open.written || data.length === 0) return;
  open.written = true;
  const filter = FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE;
  open.volume.changed({ action: FILE_ACTION_MODIFIED, filter, components: open.components });
}

async function flush(request: FlushRequest, context: TreeContext): Promise<Result<FlushResponse>> {
  const open = findFile(context, request.fileId);
  if (!open.directory && !(open.grantedAccess & (FILE_WRITE_DATA | FILE_APPEND_DATA))) {
    throw new StatusFailure(STATUS_ACCESS_DENIED);
  }
  await open.flush();
  return success({});
}
