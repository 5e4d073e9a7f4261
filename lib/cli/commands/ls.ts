/** `smbfs ls`: what is in a folder. */
import type { Command } from 'commander';
import { declareShareCommand, running } from '../command.ts';

export function declareLs(program: Command): void {
  declareShareCommand(program, {
    name: 'ls',
    description: 'list folders',
    examples: ['smbfs ls smb://ann@nas/backups', 'smbfs ls -l --human --sort size smb://ann@nas/backups/2026'],
  })
    .argument('<url...>', 'folders and files: smb://host/share/path')
    .option('--json', 'print a JSON array')
    .action(
      running<object, [string[]]>(async (context, _options, urls) => {
        await context.each(urls, async (url) => {
          const { smb, path } = await context.open(url);
          for (const name of await smb.readdir(path)) await context.out.line(name);
        });
      }),
    );
}
