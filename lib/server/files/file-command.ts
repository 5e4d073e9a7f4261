/** What the handlers of commands about files have in common: their open, and failures of the file system.  [MS-SMB2] 3.3.5.2.10 */
import { MalformedError } from '../../errors.ts';
import type { Codec } from '../../wire/codec.ts';
import { type FileId, RELATED_FILE_ID } from '../../wire/file-id.ts';
import { SMB2_FLAGS_RELATED_OPERATIONS } from '../../wire/header.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_FILE_CLOSED,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
} from '../../wire/ntstatus.ts';
import type { FileEvent } from '../events.ts';
import { PipeOpen } from '../pipes/pipe-open.ts';
import { type Command, type Result, type TreeContext, treeCommand } from '../protocol/command.ts';
import type { TreeOpen } from '../protocol/server-tree.ts';
import { actorOf } from '../protocol/session-table.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { FileOpen } from './file-open.ts';
import { statusOfFsError } from './fs-status.ts';

/** A command whose handler may throw what a file system throws, and whose request may hold parts that do not decode. */
export function fileCommand<Request, Response>(
  codec: Codec<Request, Response>,
  handle: (request: Request, context: TreeContext) => Promise<Result<Response>>,
  payloadSize?: (request: Request) => number,
): Command {
  const translating = async (request: Request, context: TreeContext): Promise<Result<Response>> => {
    try {
      return await handle(request, context);
    } catch (error) {
      if (error instanceof MalformedError) throw new StatusFailure(STATUS_INVALID_PARAMETER);
      const status = statusOfFsError(error);
      if (status === undefined) throw error;
      throw new StatusFailure(status);
    }
  };
  return treeCommand(codec, translating, payloadSize);
}

/** What a request is about; in a chain it may be what the chain has opened. */
export function findOpen(context: TreeContext, fileId: FileId): TreeOpen {
  const { chain, tree } = context;
  const related = fileId.volatile === RELATED_FILE_ID.volatile && fileId.persistent === RELATED_FILE_ID.persistent;
  if (related && chain.failure !== undefined) throw new StatusFailure(chain.failure);
  // In an unrelated request the same value is the FileId of nothing.
  if (related && isRelated(context) && !chain.fileId) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  const sought = (related && chain.fileId) || fileId;
  chain.fileId = sought;
  const open = tree.opens.get(sought.volatile);
  if (!open || open.fileId.persistent !== sought.persistent) throw new StatusFailure(STATUS_FILE_CLOSED);
  return open;
}

/** The pipe that a request is about; undefined when it is about a file. */
export function findPipe(context: TreeContext, fileId: FileId): PipeOpen | undefined {
  const open = findOpen(context, fileId);
  return open instanceof PipeOpen ? open : undefined;
}

function isRelated({ header }: TreeContext): boolean {
  return (header.flags & SMB2_FLAGS_RELATED_OPERATIONS) !== 0;
}

/** The file or directory that a request is about, which must have been opened for all of `access`. */
export function findFile(context: TreeContext, fileId: FileId, access = 0): FileOpen {
  const open = findOpen(context, fileId);
  if (!(open instanceof FileOpen)) throw new StatusFailure(STATUS_INVALID_DEVICE_REQUEST);
  if ((open.grantedAccess & access) !== access) throw new StatusFailure(STATUS_ACCESS_DENIED);
  return open;
}

/** Who did something to a file, as listeners are told. */
export function fileEvent(context: TreeContext, open: FileOpen): FileEvent {
  return {
    ...actorOf(context.connection, context.session),
    share: context.tree.share.name,
    path: `/${open.components.join('/')}`,
  };
}
