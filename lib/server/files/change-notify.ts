/** CHANGE_NOTIFY.  [MS-SMB2] 3.3.5.19 */
import { FILE_LIST_DIRECTORY } from '../../wire/commands/access-mask.ts';
import {
  ChangeNotify,
  type ChangeNotifyRequest,
  type ChangeNotifyResponse,
  SMB2_WATCH_TREE,
} from '../../wire/commands/change-notify.ts';
import { NotifyInformation } from '../../wire/fscc/notify-information.ts';
import {
  STATUS_CANCELLED,
  STATUS_DELETE_PENDING,
  STATUS_INVALID_PARAMETER,
  STATUS_NOTIFY_CLEANUP,
  STATUS_NOTIFY_ENUM_DIR,
} from '../../wire/ntstatus.ts';
import { type Command, type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { DirectoryWatch } from './directory-watch.ts';
import { encode } from './encode.ts';
import { fileCommand, findFile } from './file-command.ts';
import type { FileOpen } from './file-open.ts';

const NOTHING = Buffer.alloc(0);

export const changeNotifyCommand: Command = fileCommand(
  ChangeNotify,
  changeNotify,
  (request) => request.outputBufferLength,
);

/** From the first request on, the open remembers what happens: nothing is lost between two requests. */
async function changeNotify(request: ChangeNotifyRequest, context: TreeContext): Promise<Result<ChangeNotifyResponse>> {
  const open = findFile(context, request.fileId, FILE_LIST_DIRECTORY);
  const { outputBufferLength } = request;
  const { maxTransactSize = 0 } = context.connection.negotiated ?? {};
  if (!open.directory || outputBufferLength > maxTransactSize) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  if (open.node.deletePending) throw new StatusFailure(STATUS_DELETE_PENDING);
  open.watch ??= watch(open, request);
  await open.watch.ready;
  const watched = await open.watch.next(context.signal, () => context.pending());
  switch (watched) {
    case 'closed':
      throw new StatusFailure(STATUS_NOTIFY_CLEANUP);
    case 'deleted':
      throw new StatusFailure(STATUS_DELETE_PENDING);
    case 'cancelled':
      throw new StatusFailure(STATUS_CANCELLED);
    case 'overflow':
      return { status: STATUS_NOTIFY_ENUM_DIR, body: { buffer: NOTHING } };
    default: {
      const buffer = encode(NotifyInformation, [...watched]);
      if (buffer.length > outputBufferLength) return { status: STATUS_NOTIFY_ENUM_DIR, body: { buffer: NOTHING } };
      return success({ buffer });
    }
  }
}

/** What later requests want else, of deeper changes and of other kinds, is too late. */
function watch(open: FileOpen, { completionFilter, flags, outputBufferLength }: ChangeNotifyRequest): DirectoryWatch {
  const started = new DirectoryWatch(open.volume, {
    place: () => open,
    tree: (flags & SMB2_WATCH_TREE) !== 0,
    filter: completionFilter,
    capacity: outputBufferLength,
  });
  const deleted = (): void => started.end('deleted');
  open.node.onDeletePending.add(deleted);
  open.ended.addEventListener('abort', () => open.node.onDeletePending.delete(deleted), { once: true });
  return started;
}
