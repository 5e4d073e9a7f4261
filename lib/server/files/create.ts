/** CREATE: opens or makes a file or directory.  [MS-SMB2] 3.3.5.9, [MS-FSA] 2.1.5.1 */
import {
  Create,
  type CreateRequest,
  type CreateResponse,
  FILE_CREATED,
  FILE_OPENED,
  FILE_OVERWRITTEN,
  FILE_SUPERSEDED,
  SMB2_OPLOCK_LEVEL_NONE,
} from '../../wire/commands/create.ts';
import { OplockBreak } from '../../wire/commands/oplock-break.ts';
import type { FileId } from '../../wire/file-id.ts';
import { STATUS_CANCELLED, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_TOO_MANY_OPENED_FILES } from '../../wire/ntstatus.ts';
import type { OpenEvent } from '../events.ts';
import { createPipe } from '../pipes/pipe-commands.ts';
import { type Command, type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { answerContexts, refuseContexts } from './create-contexts.ts';
import { checkCreateRequest } from './create-request.ts';
import { fileCommand, fileEvent } from './file-command.ts';
import { FileOpen } from './file-open.ts';
import { type OpenedFile, openFile } from './open-file.ts';
import { isExclusive, OplockHeld } from './oplock.ts';
import type { Volume } from './volume.ts';
import { parseWirePath } from './wire-path.ts';

const ACTIONS: ReadonlyMap<number, OpenEvent['action']> = new Map([
  [FILE_SUPERSEDED, 'superseded'],
  [FILE_OPENED, 'opened'],
  [FILE_CREATED, 'created'],
  [FILE_OVERWRITTEN, 'overwritten'],
]);

export const createCommand: Command = fileCommand(Create, create);

async function create(request: CreateRequest, context: TreeContext): Promise<Result<CreateResponse>> {
  const { chain, connection, session, tree } = context;
  const { server } = connection;
  if (session.openCount >= server.settings.maxOpens) throw new StatusFailure(STATUS_TOO_MANY_OPENED_FILES);
  if (tree.share.kind === 'pipe') return createPipe(request, context);
  checkCreateRequest(request);
  refuseContexts(request.createContexts);
  const volume = server.volume(tree.share);
  const components = parseWirePath(request.name, volume.names);
  const fileId: FileId = server.newFileId();
  const { opened, open, oplockLevel } = await afterOplocks(context, () =>
    volume.exclusively(async () => {
      const file = await openFile(volume, components, request, tree.maximalAccess);
      return register(file, volume, fileId, request, context);
    }),
  );
  tree.opens.set(fileId.volatile, open);
  chain.fileId = fileId;
  chain.failure = undefined;
  if (context.session.ended.aborted || !session.trees.has(tree.treeId)) {
    tree.opens.delete(fileId.volatile);
    await open.release();
    throw new StatusFailure(STATUS_OBJECT_NAME_NOT_FOUND);
  }
  const { stats, createAction, grantedAccess } = opened;
  server.events.emit('open', {
    ...fileEvent(context, open),
    action: ACTIONS.get(createAction) ?? 'opened',
    access: grantedAccess,
  });
  return success({
    oplockLevel,
    flags: 0,
    createAction,
    ...volume.attributes.describe(stats),
    fileId,
    createContexts: answerContexts(request.createContexts, opened.maximalAccess, stats, volume),
  });
}

interface Registered {
  readonly opened: OpenedFile;
  readonly open: FileOpen;
  readonly oplockLevel: number;
}

/** Makes an open of what has been opened, with the oplock that was asked for where nobody else has the file open. */
function register(
  opened: OpenedFile,
  volume: Volume,
  fileId: FileId,
  request: CreateRequest,
  context: TreeContext,
): Registered {
  const { connection, session, tree } = context;
  const { events } = connection.server;
  const open = new FileOpen({
    ...opened,
    volume,
    fileId,
    shareAccess: request.shareAccess,
    createOptions: request.createOptions,
    onClosed: (closed, removed) => {
      if (events.listenerCount('close') > 0) events.emit('close', fileEvent(context, closed));
      if (removed) events.emit('remove', fileEvent(context, closed));
    },
  });
  opened.node.opens.delete(opened);
  opened.node.opens.add(open);
  const { requestedOplockLevel } = request;
  const sealWith = session.encrypt || tree.encrypt ? session.security : undefined;
  const notify = (): void =>
    connection.sendUnasked(OplockBreak, { structureSize: 24, oplockLevel: SMB2_OPLOCK_LEVEL_NONE, fileId }, sealWith);
  const granted = isExclusive(requestedOplockLevel) && open.grantOplock(requestedOplockLevel, notify);
  return { opened, open, oplockLevel: granted ? requestedOplockLevel : SMB2_OPLOCK_LEVEL_NONE };
}

/** Tries again when an oplock that was in the way has been given back. */
async function afterOplocks<T>(context: TreeContext, task: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof OplockHeld)) throw error;
      context.pending();
      await unlessCancelled(error.oplock.break(), context.signal);
    }
  }
}

async function unlessCancelled(task: Promise<void>, signal: AbortSignal): Promise<void> {
  let cancel: () => void = () => {};
  const cancelled = new Promise<void>((resolve) => {
    cancel = resolve;
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', cancel);
  });
  await Promise.race([task, cancelled]);
  signal.removeEventListener('abort', cancel);
  if (signal.aborted) throw new StatusFailure(STATUS_CANCELLED);
}
