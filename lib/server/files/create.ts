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
import type { FileId } from '../../wire/file-id.ts';
import { STATUS_OBJECT_NAME_NOT_FOUND, STATUS_TOO_MANY_OPENED_FILES } from '../../wire/ntstatus.ts';
import type { OpenEvent } from '../events.ts';
import { createPipe } from '../pipes/pipe-commands.ts';
import { type Command, type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { answerContexts, refuseContexts } from './create-contexts.ts';
import { checkCreateRequest } from './create-request.ts';
import { fileCommand, fileEvent } from './file-command.ts';
import { FileOpen } from './file-open.ts';
import { openFile } from './open-file.ts';
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
  const opened = await volume.exclusively(() => openFile(volume, components, request, tree.maximalAccess));
  const fileId: FileId = server.newFileId();
  const open = new FileOpen({
    ...opened,
    volume,
    fileId,
    shareAccess: request.shareAccess,
    createOptions: request.createOptions,
    onClosed: (closed, removed) => {
      if (server.events.listenerCount('close') > 0) server.events.emit('close', fileEvent(context, closed));
      if (removed) server.events.emit('remove', fileEvent(context, closed));
    },
  });
  opened.node.opens.delete(opened);
  opened.node.opens.add(open);
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
    oplockLevel: SMB2_OPLOCK_LEVEL_NONE,
    flags: 0,
    createAction,
    ...volume.attributes.describe(stats),
    fileId,
    createContexts: answerContexts(request.createContexts, opened.maximalAccess, stats, volume),
  });
}
