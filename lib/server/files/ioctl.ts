/** IOCTL: the control codes that the server knows.  [MS-SMB2] 3.3.5.15 */

import { FILE_WRITE_DATA } from '../../wire/commands/access-mask.ts';
import { Ioctl, type IoctlRequest, type IoctlResponse, SMB2_0_IOCTL_IS_FSCTL } from '../../wire/commands/ioctl.ts';
import {
  FSCTL_DFS_GET_REFERRALS,
  FSCTL_DFS_GET_REFERRALS_EX,
  FSCTL_GET_COMPRESSION,
  FSCTL_GET_REPARSE_POINT,
  FSCTL_PIPE_TRANSCEIVE,
  FSCTL_QUERY_ALLOCATED_RANGES,
  FSCTL_SET_COMPRESSION,
  FSCTL_SET_SPARSE,
  FSCTL_SET_ZERO_DATA,
  FSCTL_SRV_COPYCHUNK,
  FSCTL_SRV_COPYCHUNK_WRITE,
  FSCTL_SRV_REQUEST_RESUME_KEY,
  FSCTL_VALIDATE_NEGOTIATE_INFO,
} from '../../wire/fscc/fsctl.ts';
import {
  STATUS_FS_DRIVER_REQUIRED,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_A_REPARSE_POINT,
  STATUS_NOT_SUPPORTED,
} from '../../wire/ntstatus.ts';
import { transceivePipe } from '../pipes/pipe-commands.ts';
import { type Command, type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { validateNegotiate } from '../protocol/validate-negotiate.ts';
import { compressionFormat, setCompressionFormat } from './compression.ts';
import { copyChunks, requestResumeKey } from './copy-chunk.ts';
import { fileCommand, findFile, findOpen, findPipe } from './file-command.ts';
import type { FileOpen } from './file-open.ts';
import { allocatedRanges, setSparse, zeroData } from './sparse.ts';

const NOTHING = Buffer.alloc(0);

/** Asks for a FILE_OBJECTID_BUFFER.  [MS-FSCC] 2.3.7, 2.1.3.1 */
const FSCTL_CREATE_OR_GET_OBJECT_ID = 0x000900c0;
const OBJECT_ID_BUFFER_SIZE = 64;

export const ioctlCommand: Command = fileCommand(Ioctl, ioctl, (request) =>
  Math.max(request.input.length, request.maxInputResponse + request.maxOutputResponse),
);

async function ioctl(request: IoctlRequest, context: TreeContext): Promise<Result<IoctlResponse>> {
  const { maxTransactSize = 0 } = context.connection.negotiated ?? {};
  if (!(request.flags & SMB2_0_IOCTL_IS_FSCTL)) throw new StatusFailure(STATUS_NOT_SUPPORTED);
  if (request.input.length > maxTransactSize || request.maxOutputResponse > maxTransactSize) {
    throw new StatusFailure(STATUS_INVALID_PARAMETER);
  }
  const { status, body: output } = await control(request, context);
  const { ctlCode, fileId, maxOutputResponse } = request;
  if (output.length > maxOutputResponse) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  return { status, body: { ctlCode, fileId, flags: 0, input: NOTHING, output } };
}

async function control(request: IoctlRequest, context: TreeContext): Promise<Result<Buffer>> {
  switch (request.ctlCode) {
    case FSCTL_PIPE_TRANSCEIVE:
      return transceivePipe(findPipe(context, request.fileId), request, context);
    case FSCTL_VALIDATE_NEGOTIATE_INFO:
      return success(validateNegotiate(request.input, context.connection));
    case FSCTL_SRV_REQUEST_RESUME_KEY:
      return success(requestResumeKey(findFile(context, request.fileId)));
    case FSCTL_SRV_COPYCHUNK:
    case FSCTL_SRV_COPYCHUNK_WRITE:
      return copyChunks(request, context);
    case FSCTL_GET_REPARSE_POINT:
      findFile(context, request.fileId);
      throw new StatusFailure(STATUS_NOT_A_REPARSE_POINT);
    case FSCTL_GET_COMPRESSION:
      findFile(context, request.fileId);
      return success(compressionFormat());
    case FSCTL_SET_COMPRESSION:
      findFile(context, request.fileId, FILE_WRITE_DATA);
      setCompressionFormat(request.input);
      return success(NOTHING);
    case FSCTL_SET_SPARSE:
      await setSparse(findFile(context, request.fileId), request.input);
      return success(NOTHING);
    case FSCTL_SET_ZERO_DATA:
      await zeroData(findFile(context, request.fileId), request.input, context.signal);
      return success(NOTHING);
    case FSCTL_QUERY_ALLOCATED_RANGES:
      return success(await allocatedRanges(findFile(context, request.fileId), request));
    case FSCTL_DFS_GET_REFERRALS:
    case FSCTL_DFS_GET_REFERRALS_EX:
      throw new StatusFailure(STATUS_FS_DRIVER_REQUIRED);
    case FSCTL_CREATE_OR_GET_OBJECT_ID:
      return success(await objectIdOf(findFile(context, request.fileId)));
    default:
      findOpen(context, request.fileId);
      throw new StatusFailure(STATUS_INVALID_DEVICE_REQUEST);
  }
}

/** The file's number on its volume: made up, but always the same. */
async function objectIdOf({ path, volume }: FileOpen): Promise<Buffer> {
  const buffer = Buffer.alloc(OBJECT_ID_BUFFER_SIZE);
  const stats = await volume.namespace.statsOf(path);
  buffer.writeUInt32LE(volume.serialNumber, 0); // ObjectId
  buffer.writeBigUInt64LE(stats?.indexNumber ?? 0n, 8);
  buffer.copy(buffer, 32, 0, 16); // BirthObjectId
  return buffer;
}
