/** Changes of a file that do not concern its name: times, attributes, size, and that it is to be deleted.  [MS-FSA] 2.1.5.14 */
import {
  FILE_NOTIFY_CHANGE_ATTRIBUTES,
  FILE_NOTIFY_CHANGE_CREATION,
  FILE_NOTIFY_CHANGE_LAST_ACCESS,
  FILE_NOTIFY_CHANGE_LAST_WRITE,
  FILE_NOTIFY_CHANGE_SIZE,
} from '../../wire/commands/change-notify.ts';
import { FILE_DELETE_ON_CLOSE } from '../../wire/commands/create.ts';
import { FILETIME_UNIX_EPOCH } from '../../wire/filetime.ts';
import {
  FILE_ATTRIBUTE_DIRECTORY,
  FILE_ATTRIBUTE_READONLY,
  FILE_ATTRIBUTE_TEMPORARY,
} from '../../wire/fscc/file-attributes.ts';
import type { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { FILE_ACTION_MODIFIED } from '../../wire/fscc/notify-information.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_CANNOT_DELETE,
  STATUS_DIRECTORY_NOT_EMPTY,
  STATUS_INVALID_PARAMETER,
} from '../../wire/ntstatus.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import type { FileOpen } from './file-open.ts';
import { protect } from './open-file.ts';

/** Times up to 0 are no times: 0, -1 and -2 leave the time as it is, which is all that can be done here. */
function isTime(filetime: bigint): boolean {
  return filetime > 0n;
}

export async function setBasicInformation(open: FileOpen, info: FileBasicInformation): Promise<void> {
  const { volume } = open;
  const { creationTime, fileAttributes, lastAccessTime, lastWriteTime, changeTime } = info;
  for (const time of [creationTime, lastAccessTime, lastWriteTime, changeTime]) {
    if (time < -2n) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  }
  if (fileAttributes & FILE_ATTRIBUTE_DIRECTORY && !open.directory) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  if (fileAttributes & FILE_ATTRIBUTE_TEMPORARY && open.directory) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  // Nobody who watches the folder itself may look at it before it is known whose doing it was.
  await volume.exclusively(async () => {
    const { path } = open;
    const stats = await open.stats();
    let filter = 0;
    if (fileAttributes !== 0) {
      volume.attributes.setAttributes(stats, fileAttributes);
      await protect(volume, path, stats, (fileAttributes & FILE_ATTRIBUTE_READONLY) !== 0);
      filter |= FILE_NOTIFY_CHANGE_ATTRIBUTES;
    }
    const shown = volume.attributes.describe(stats);
    if (isTime(lastAccessTime) || isTime(lastWriteTime)) {
      const atime = isTime(lastAccessTime) ? lastAccessTime : shown.lastAccessTime;
      const mtime = isTime(lastWriteTime) ? lastWriteTime : shown.lastWriteTime;
      await volume.fs.utimes?.(path, seconds(atime), seconds(mtime));
    }
    volume.attributes.setTimes(await open.stats(), {
      ...(isTime(creationTime) && { creationTime }),
      ...(isTime(lastAccessTime) && { lastAccessTime }),
      ...(isTime(lastWriteTime) && { lastWriteTime }),
      ...(isTime(changeTime) && { changeTime }),
    });
    if (isTime(lastAccessTime)) filter |= FILE_NOTIFY_CHANGE_LAST_ACCESS;
    if (isTime(lastWriteTime)) filter |= FILE_NOTIFY_CHANGE_LAST_WRITE;
    if (isTime(creationTime)) filter |= FILE_NOTIFY_CHANGE_CREATION;
    if (filter !== 0) volume.changed({ action: FILE_ACTION_MODIFIED, filter, components: open.components });
  });
}

/** Seconds since 1970: a number holds them to some hundred nanoseconds. */
function seconds(filetime: bigint): number {
  return Number(filetime - FILETIME_UNIX_EPOCH) / 1e7;
}

export async function setEndOfFile(open: FileOpen, endOfFile: number): Promise<void> {
  const { handle } = open;
  if (!handle) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  await open.resize(endOfFile, () => handle.truncate(endOfFile));
  const filter = FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE;
  open.volume.changed({ action: FILE_ACTION_MODIFIED, filter, components: open.components });
}

/** Has the file deleted when its last open is closed, or takes that back. */
export function setDisposition(open: FileOpen, deletes: boolean, ignoreReadOnly: boolean): Promise<void> {
  const { node, volume } = open;
  return volume.exclusively(async () => {
    if (!deletes) {
      // A file opened to be deleted is deleted whatever is said afterwards.
      if (!(open.createOptions & FILE_DELETE_ON_CLOSE)) node.deletePath = undefined;
      return;
    }
    if (open.components.length === 0) throw new StatusFailure(STATUS_ACCESS_DENIED);
    const stats = await open.stats();
    const readOnly = (volume.attributes.attributesOf(stats) & FILE_ATTRIBUTE_READONLY) !== 0;
    if (readOnly && !ignoreReadOnly) throw new StatusFailure(STATUS_CANNOT_DELETE);
    if (open.directory && (await volume.namespace.list(open.path)).length > 0) {
      throw new StatusFailure(STATUS_DIRECTORY_NOT_EMPTY);
    }
    node.deletePath = open.path;
  });
}
