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
  STATUS_INVALID_PARAMETER,
  STATUS_NOTIFY_CLEANUP,
  STATUS_NOTIFY_ENUM_DIR,
} from '../../wire/ntstatus.ts';
import { type Command, type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { DirectoryWatch } from './directory-watch.ts';
import { encode } from './encode.ts';
import { fileCommand, findFile } from './file-command.ts';

const NOTHING = Buffer.alloc(0);

export const changeNotifyCommand: Command = fileCommand(
  ChangeNotify,
  changeNotify,
  (request) => request.outputBufferLength,
);

/** From the first request on, the open remembers what happens: nothing is lost between two requests. */
async function changeNotify(request: ChangeNotifyRequest, context: TreeContext): Promise<Result<ChangeNotifyResponse>> {
  const open = findFile(context, request.fileId, FILE_LIST_DIRECTORY);
  const { completionFilter, flags, outputBufferLength } = request;
  const { maxTransactSize = 0 } = context.connection.negotiated ?? {};
  if (!open.directory || outputBufferLength > maxTransactSize || completionFilter === 0) {
    throw new StatusFailure(STATUS_INVALID_PARAMETER);
  }
  const tree = (flags & SMB2_WATCH_TREE) !== 0;
  open.watch ??= new DirectoryWatch(open.volume, () => open.components, tree, completionFilter);
  const { watch } = open;
  if (watch.empty) context.pending();
  await watch.news(context.signal);
  if (watch.stopped) return { status: STATUS_NOTIFY_CLEANUP, body: { buffer: NOTHING } };
  if (context.signal.aborted) throw new StatusFailure(STATUS_CANCELLED);
  const changes = watch.fetch();
  const buffer = changes && encode(NotifyInformation, changes);
  if (!buffer || buffer.length > outputBufferLength) {
    return { status: STATUS_NOTIFY_ENUM_DIR, body: { buffer: NOTHING } };
  }
  return success({ buffer });
}
