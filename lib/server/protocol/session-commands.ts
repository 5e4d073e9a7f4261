/** The commands about a session or a connection that need no more than a line: ECHO, LOGOFF, TREE_DISCONNECT.  [MS-SMB2] 3.3.5.6, .8, .16 */
import { Echo } from '../../wire/commands/echo.ts';
import { Logoff } from '../../wire/commands/logoff.ts';
import { TreeDisconnect } from '../../wire/commands/tree-disconnect.ts';
import { type Command, connectionCommand, sessionCommand, success, treeCommand } from './command.ts';
import { endSession } from './session-table.ts';

export const echoCommand: Command = connectionCommand(Echo, () => success({}));

export const logoffCommand: Command = sessionCommand(Logoff, async (_request, { connection, session }) => {
  await endSession(connection, session);
  return success({});
});

export const treeDisconnectCommand: Command = treeCommand(TreeDisconnect, async (_request, { session, tree }) => {
  session.trees.delete(tree.treeId);
  await tree.release();
  return success({});
});
