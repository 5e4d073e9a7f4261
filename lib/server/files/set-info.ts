/** SET_INFO.  [MS-SMB2] 3.3.5.21 */

import { MalformedError } from '../../errors.ts';
import { DELETE, FILE_WRITE_ATTRIBUTES, FILE_WRITE_DATA, FILE_WRITE_EA } from '../../wire/commands/access-mask.ts';
import { SMB2_0_INFO_QUOTA, SMB2_0_INFO_SECURITY } from '../../wire/commands/query-info.ts';
import { SetInfo, type SetInfoRequest, type SetInfoResponse } from '../../wire/commands/set-info.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import {
  FILE_DISPOSITION_DELETE,
  FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE,
  FileDispositionInformation,
  FileDispositionInformationEx,
} from '../../wire/fscc/file-disposition-information.ts';
import { FileFullEaInformation } from '../../wire/fscc/file-full-ea-information.ts';
import { FileModeInformation } from '../../wire/fscc/file-mode-information.ts';
import { FilePositionInformation } from '../../wire/fscc/file-position-information.ts';
import { FileLinkInformation, FileRenameInformation } from '../../wire/fscc/file-rename-information.ts';
import { FileAllocationInformation, FileEndOfFileInformation } from '../../wire/fscc/file-size-information.ts';
import { type InformationClass, SMB2_0_INFO_FILE, SMB2_0_INFO_FILESYSTEM } from '../../wire/fscc/information-class.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_EAS_NOT_SUPPORTED,
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_PARAMETER,
  STATUS_MEDIA_WRITE_PROTECTED,
  STATUS_NOT_SUPPORTED,
} from '../../wire/ntstatus.ts';
import { Reader } from '../../wire/reader.ts';
import { type Command, type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { fileCommand, fileEvent, findFile } from './file-command.ts';
import type { FileOpen } from './file-open.ts';
import { linkFile, renameFile } from './rename.ts';
import { setBasicInformation, setDisposition, setEndOfFile } from './set-file-information.ts';

export const setInfoCommand: Command = fileCommand(SetInfo, setInfo, (request) => request.buffer.length);

type Change = (open: FileOpen, buffer: Buffer, context: TreeContext) => Promise<void>;

interface Settable {
  /** What the file must have been opened for. */
  readonly access: number;
  readonly change: Change;
}

function sets<T>(
  information: InformationClass<T>,
  access: number,
  change: (open: FileOpen, value: T, context: TreeContext) => Promise<void>,
): [number, Settable] {
  const decoded: Change = (open, buffer, context) => change(open, decode(information, buffer), context);
  return [information.fileInfoClass, { access, change: decoded }];
}

const SETTABLE: ReadonlyMap<number, Settable> = new Map([
  sets(FileBasicInformation, FILE_WRITE_ATTRIBUTES, setBasicInformation),
  sets(FileRenameInformation, DELETE, async (open, target, context) => {
    const before = fileEvent(context, open);
    await renameFile(open, target);
    context.connection.server.events.emit('rename', { ...before, newPath: fileEvent(context, open).path });
  }),
  sets(FileLinkInformation, 0, linkFile),
  sets(FileDispositionInformation, DELETE, (open, { deletePending }) => setDisposition(open, deletePending, false)),
  sets(FileDispositionInformationEx, DELETE, (open, { flags }) => {
    const ignoreReadOnly = (flags & FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE) !== 0;
    return setDisposition(open, (flags & FILE_DISPOSITION_DELETE) !== 0, ignoreReadOnly);
  }),
  sets(FilePositionInformation, 0, async (open, { currentByteOffset }) => {
    open.position = currentByteOffset;
  }),
  sets(FileModeInformation, 0, async () => {}),
  sets(FileFullEaInformation, FILE_WRITE_EA, async () => {
    throw new StatusFailure(STATUS_EAS_NOT_SUPPORTED);
  }),
  sets(FileEndOfFileInformation, FILE_WRITE_DATA, (open, { endOfFile }) => setEndOfFile(open, endOfFile)),
  // What is allocated beyond the end is the file system's own affair.
  sets(FileAllocationInformation, FILE_WRITE_DATA, async (open, { allocationSize }) => {
    const stats = await open.volume.namespace.statsOf(open.path);
    if (stats && allocationSize < stats.endOfFile) await setEndOfFile(open, allocationSize);
  }),
]);

async function setInfo(request: SetInfoRequest, context: TreeContext): Promise<Result<SetInfoResponse>> {
  const open = findFile(context, request.fileId);
  const { maxTransactSize = 0 } = context.connection.negotiated ?? {};
  if (request.buffer.length > maxTransactSize) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  switch (request.infoType) {
    case SMB2_0_INFO_FILE: {
      const settable = SETTABLE.get(request.fileInfoClass);
      if (!settable) throw new StatusFailure(STATUS_INVALID_INFO_CLASS);
      if ((open.grantedAccess & settable.access) !== settable.access) throw new StatusFailure(STATUS_ACCESS_DENIED);
      if (
        open.volume.share.readOnly &&
        settable.change !== SETTABLE.get(FilePositionInformation.fileInfoClass)?.change
      ) {
        throw new StatusFailure(STATUS_MEDIA_WRITE_PROTECTED);
      }
      await settable.change(open, request.buffer, context);
      return success({});
    }
    case SMB2_0_INFO_FILESYSTEM:
    case SMB2_0_INFO_SECURITY:
    case SMB2_0_INFO_QUOTA:
      throw new StatusFailure(STATUS_NOT_SUPPORTED);
    default:
      throw new StatusFailure(STATUS_INVALID_PARAMETER);
  }
}

function decode<T>(information: InformationClass<T>, buffer: Buffer): T {
  try {
    return information.read(new Reader(buffer));
  } catch (error) {
    if (error instanceof MalformedError) throw new StatusFailure(STATUS_INFO_LENGTH_MISMATCH);
    throw error;
  }
}
