/** OPLOCK_BREAK from a client: it gives an oplock back.  [MS-SMB2] 3.3.5.22.1 */

import { SMB2_OPLOCK_LEVEL_II, SMB2_OPLOCK_LEVEL_NONE } from '../../wire/commands/create.ts';
import {
  type FileOplockBreak,
  OplockBreak,
  type OplockBreakRequest,
  type OplockBreakResponse,
} from '../../wire/commands/oplock-break.ts';
import {
  STATUS_INVALID_DEVICE_STATE,
  STATUS_INVALID_OPLOCK_PROTOCOL,
  STATUS_OBJECT_NAME_NOT_FOUND,
} from '../../wire/ntstatus.ts';
import { type Command, type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { fileCommand, findFile } from './file-command.ts';

export const oplockBreakCommand: Command = fileCommand(OplockBreak, oplockBreak);

async function oplockBreak(request: OplockBreakRequest, context: TreeContext): Promise<Result<OplockBreakResponse>> {
  // No lease is ever granted.
  if (request.structureSize !== 24) throw new StatusFailure(STATUS_OBJECT_NAME_NOT_FOUND);
  const open = findFile(context, request.fileId);
  if (!open.oplock?.breaking) throw new StatusFailure(STATUS_INVALID_DEVICE_STATE);
  open.oplock.relinquish();
  const { oplockLevel } = request;
  if (oplockLevel !== SMB2_OPLOCK_LEVEL_NONE && oplockLevel !== SMB2_OPLOCK_LEVEL_II) {
    throw new StatusFailure(STATUS_INVALID_OPLOCK_PROTOCOL);
  }
  const body: FileOplockBreak = { structureSize: 24, oplockLevel: SMB2_OPLOCK_LEVEL_NONE, fileId: open.fileId };
  return success(body);
}
