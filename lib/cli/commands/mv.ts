/** `smbfs mv`: renames on a share. */
import type { Command } from 'commander';
import { declareShareCommand, running } from '../command.ts';
import { movesTo } from '../destination.ts';

export function declareMv(program: Command): void {
  declareShareCommand(program, {
    name: 'mv',
    description: 'rename files and folders, or move them on their share; a file that is there is replaced',
    examples: [
      'smbfs mv smb://ann@nas/backups/notes.txt /notes-2026.txt',
      'smbfs mv smb://ann@nas/backups/2024 smb://nas/backups/2025 /archive',
    ],
  })
    .usage('[options] <url...> <destination>')
    .argument('<url>', 'what to move: smb://host/share/path')
    .argument('<destination...>', 'a URL on the same share, or a path from its root; an existing folder is moved into')
    .action(
      running<object, [string, string[]]>(async (context, _options, first, rest) => {
        const moves = await movesTo(context, [first, ...rest]);
        await context.each(moves, async ({ target, from, to }) => target.smb.rename(from, to));
      }),
    );
}
