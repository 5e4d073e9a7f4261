/** The commands about files, directories and pipes.  [MS-SMB2] 3.3.5.9 - 3.3.5.21 */
import type { Command } from '../protocol/command.ts';

export const fileCommands: readonly Command[] = [];
