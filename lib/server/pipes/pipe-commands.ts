/** CREATE, READ, WRITE and IOCTL where they are about a named pipe.  [MS-SMB2] 3.3.5.9, 3.3.5.12, 3.3.5.13, 3.3.5.15.2 */
import {
  type CreateRequest,
  type CreateResponse,
  FILE_DIRECTORY_FILE,
  FILE_OPENED,
  SMB2_OPLOCK_LEVEL_NONE,
} from '../../wire/commands/create.ts';
import type { IoctlRequest } from '../../wire/commands/ioctl.ts';
import type { ReadRequest, ReadResponse } from '../../wire/commands/read.ts';
import type { WriteRequest, WriteResponse } from '../../wire/commands/write.ts';
import { FILE_ATTRIBUTE_NORMAL } from '../../wire/fscc/file-attributes.ts';
import {
  STATUS_BUFFER_OVERFLOW,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_A_DIRECTORY,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from '../../wire/ntstatus.ts';
import { type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { PipeOpen } from './pipe-open.ts';
import { RpcEndpoint } from './rpc-endpoint.ts';
import { srvsvc } from './srvsvc.ts';

/** What a client that knows nothing else of a pipe is told of its size. */
const ALLOCATION_SIZE = 4096;

/** Opens a pipe of IPC$; there is but one. */
export function createPipe(request: CreateRequest, context: TreeContext): Result<CreateResponse> {
  const { chain, connection, tree } = context;
  const name = request.name.toLowerCase().replace(/^\\/, '');
  if (name !== 'srvsvc') throw new StatusFailure(STATUS_OBJECT_NAME_NOT_FOUND);
  if (request.createOptions & FILE_DIRECTORY_FILE) throw new StatusFailure(STATUS_NOT_A_DIRECTORY);
  const fileId = connection.server.newFileId();
  const endpoint = new RpcEndpoint(name, [srvsvc([...connection.server.shares])]);
  tree.opens.set(fileId.volatile, new PipeOpen(fileId, endpoint));
  chain.fileId = fileId;
  chain.failure = undefined;
  return success({
    oplockLevel: SMB2_OPLOCK_LEVEL_NONE,
    flags: 0,
    createAction: FILE_OPENED,
    creationTime: 0n,
    lastAccessTime: 0n,
    lastWriteTime: 0n,
    changeTime: 0n,
    allocationSize: ALLOCATION_SIZE,
    endOfFile: 0,
    fileAttributes: FILE_ATTRIBUTE_NORMAL,
    fileId,
    createContexts: [],
  });
}

export async function readPipe(
  pipe: PipeOpen,
  request: ReadRequest,
  context: TreeContext,
): Promise<Result<ReadResponse>> {
  const { maxReadSize = 0 } = context.connection.negotiated ?? {};
  if (request.length > maxReadSize) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  const { data, more } = await pipe.read(request.length, context);
  return { status: more ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS, body: { flags: 0, dataRemaining: 0, data } };
}

export function writePipe(pipe: PipeOpen, { data }: WriteRequest, { connection }: TreeContext): Result<WriteResponse> {
  if (data.length > (connection.negotiated?.maxWriteSize ?? 0)) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  pipe.write(data);
  return success({ count: data.length, remaining: 0 });
}

/** FSCTL_PIPE_TRANSCEIVE: calls are made with it. There is no pipe when the request is about something else. */
export async function transceivePipe(
  pipe: PipeOpen | undefined,
  { input, maxOutputResponse }: IoctlRequest,
  context: TreeContext,
): Promise<Result<Buffer>> {
  if (!pipe) throw new StatusFailure(STATUS_INVALID_DEVICE_REQUEST);
  const { data, more } = await pipe.transceive(input, maxOutputResponse, context);
  return { status: more ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS, body: data };
}
