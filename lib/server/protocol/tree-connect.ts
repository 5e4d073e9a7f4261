/** TREE_CONNECT: into a share, for those who may.  [MS-SMB2] 3.3.5.7 */
import { SecurityError } from '../../errors.ts';
import { SMB2_DIALECT_311 } from '../../wire/commands/negotiate.ts';
import {
  SMB2_SHARE_TYPE_DISK,
  SMB2_SHARE_TYPE_PIPE,
  SMB2_SHAREFLAG_ENCRYPT_DATA,
  SMB2_SHAREFLAG_MANUAL_CACHING,
  SMB2_SHAREFLAG_NO_CACHING,
  SMB2_TREE_CONNECT_FLAG_EXTENSION_PRESENT,
  TreeConnect,
  type TreeConnectRequest,
  type TreeConnectResponse,
} from '../../wire/commands/tree-connect.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_BAD_NETWORK_NAME,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
} from '../../wire/ntstatus.ts';
import { ALL_ACCESS, READ_ACCESS } from '../files/access.ts';
import type { Share } from '../share.ts';
import { type Command, type Result, type SessionContext, sessionCommand, success } from './command.ts';
import type { ServerSession } from './server-session.ts';
import { ServerTree } from './server-tree.ts';
import { StatusFailure } from './status-failure.ts';

/** Shares that one session may be in at a time. */
const MAX_TREES = 4096;

export const treeConnectCommand: Command = sessionCommand(TreeConnect, treeConnect);

function treeConnect(request: TreeConnectRequest, context: SessionContext): Result<TreeConnectResponse> {
  const { connection, session } = context;
  const { negotiated, server } = connection;
  if (negotiated?.dialect === SMB2_DIALECT_311 && session.security && !context.protectedBy) {
    throw new SecurityError('a TREE_CONNECT that is neither signed nor encrypted');
  }
  if (request.flags & SMB2_TREE_CONNECT_FLAG_EXTENSION_PRESENT) throw new StatusFailure(STATUS_NOT_SUPPORTED);
  const [, name] = /^\\\\[^\\]*\\([^\\]+)$/.exec(request.path) ?? [];
  if (name === undefined) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  const share = server.share(name);
  if (!share) throw new StatusFailure(STATUS_BAD_NETWORK_NAME);
  if (!mayEnter(session, share)) throw new StatusFailure(STATUS_ACCESS_DENIED);
  const encrypt = share.kind === 'disk' && share.encrypt;
  if (encrypt && (negotiated?.cipherId === undefined || !session.security)) {
    throw new StatusFailure(STATUS_ACCESS_DENIED);
  }
  if (session.trees.size >= MAX_TREES) throw new StatusFailure(STATUS_INSUFFICIENT_RESOURCES);
  const readOnly = share.kind === 'disk' && share.readOnly;
  const tree = new ServerTree(session.nextTreeId(), share, readOnly ? READ_ACCESS : ALL_ACCESS);
  session.trees.set(tree.treeId, tree);
  const body: TreeConnectResponse = {
    shareType: share.kind === 'disk' ? SMB2_SHARE_TYPE_DISK : SMB2_SHARE_TYPE_PIPE,
    shareFlags:
      (share.kind === 'disk' ? SMB2_SHAREFLAG_MANUAL_CACHING : SMB2_SHAREFLAG_NO_CACHING) |
      (encrypt ? SMB2_SHAREFLAG_ENCRYPT_DATA : 0),
    capabilities: 0,
    maximalAccess: tree.maximalAccess,
  };
  return { ...success(body), treeId: tree.treeId };
}

/** Everybody who has a session may list shares. */
function mayEnter(session: ServerSession, share: Share): boolean {
  return session.user.kind === 'user' || share.kind === 'pipe' || share.guest;
}
