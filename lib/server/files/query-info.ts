/** QUERY_INFO.  [MS-SMB2] 3.3.5.20 */
import { READ_CONTROL } from '../../wire/commands/access-mask.ts';
import {
  QueryInfo,
  type QueryInfoRequest,
  type QueryInfoResponse,
  SMB2_0_INFO_QUOTA,
  SMB2_0_INFO_SECURITY,
} from '../../wire/commands/query-info.ts';
import { SMB2_0_INFO_FILE, SMB2_0_INFO_FILESYSTEM } from '../../wire/fscc/information-class.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_OVERFLOW,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
} from '../../wire/ntstatus.ts';
import { type Command, type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { fileCommand, findFile } from './file-command.ts';
import { type FileFacts, type Information, queryFile } from './file-information.ts';
import type { FileOpen } from './file-open.ts';
import { queryFilesystem } from './filesystem-information.ts';
import { securityDescriptor } from './security.ts';
import { wirePath } from './wire-path.ts';

export const queryInfoCommand: Command = fileCommand(QueryInfo, queryInfo, (request) =>
  Math.max(request.outputBufferLength, request.input.length),
);

async function queryInfo(request: QueryInfoRequest, context: TreeContext): Promise<Result<QueryInfoResponse>> {
  const open = findFile(context, request.fileId);
  const { maxTransactSize = 0 } = context.connection.negotiated ?? {};
  if (request.outputBufferLength > maxTransactSize) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  switch (request.infoType) {
    case SMB2_0_INFO_FILE:
      return fitted(queryFile(await factsOf(open), request.fileInfoClass), request);
    case SMB2_0_INFO_FILESYSTEM:
      return fitted(await queryFilesystem(open.volume, request.fileInfoClass), request);
    case SMB2_0_INFO_SECURITY:
      return security(open, request);
    case SMB2_0_INFO_QUOTA:
      throw new StatusFailure(STATUS_NOT_SUPPORTED);
    default:
      throw new StatusFailure(STATUS_INVALID_PARAMETER);
  }
}

async function factsOf(open: FileOpen): Promise<FileFacts> {
  const { volume, node } = open;
  const stats = await open.stats();
  return {
    stats,
    description: volume.attributes.describe(stats),
    deletePending: node.deletePending,
    grantedAccess: open.grantedAccess,
    createOptions: open.createOptions,
    position: open.position,
    volumeSerialNumber: volume.serialNumber,
    path: wirePath(open.components, volume.names),
  };
}

/** The answer, or as much of it as the client has room for: its fixed part at least.  [MS-FSCC] 2.4 */
function fitted(answer: Information, { outputBufferLength }: QueryInfoRequest): Result<QueryInfoResponse> {
  const { buffer, fixedSize } = answer;
  if (outputBufferLength < fixedSize) throw new StatusFailure(STATUS_INFO_LENGTH_MISMATCH);
  if (buffer.length <= outputBufferLength) return success({ buffer });
  return { status: STATUS_BUFFER_OVERFLOW, body: { buffer: buffer.subarray(0, outputBufferLength) } };
}

function security(open: FileOpen, request: QueryInfoRequest): Result<QueryInfoResponse> {
  if (!(open.grantedAccess & READ_CONTROL)) throw new StatusFailure(STATUS_ACCESS_DENIED);
  const buffer = securityDescriptor(request.additionalInformation, open.volume.share.readOnly);
  if (buffer.length <= request.outputBufferLength) return success({ buffer });
  const needed = Buffer.alloc(4);
  needed.writeUInt32LE(buffer.length);
  throw new StatusFailure(STATUS_BUFFER_TOO_SMALL, needed);
}
