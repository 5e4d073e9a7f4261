/** Every command that the server handles, by its number. CANCEL is the connection's own affair.  [MS-SMB2] 3.3.5 */
import { fileCommands } from '../files/commands.ts';
import type { Command } from './command.ts';
import { negotiateCommand } from './negotiate.ts';
import { echoCommand, logoffCommand, treeDisconnectCommand } from './session-commands.ts';
import { sessionSetupCommand } from './session-setup.ts';
import { treeConnectCommand } from './tree-connect.ts';

const commands: ReadonlyMap<number, Command> = new Map(
  [
    negotiateCommand,
    sessionSetupCommand,
    logoffCommand,
    treeConnectCommand,
    treeDisconnectCommand,
    echoCommand,
    ...fileCommands,
  ].map((command) => [command.codec.command, command]),
);

export function commandOf(command: number): Command | undefined {
  return commands.get(command);
}
