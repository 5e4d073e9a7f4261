/** `smbfs cat`: what is in files. */
import type { Command } from 'commander';
import { declareShareCommand, running } from '../command.ts';

export function declareCat(program: Command): void {
  declareShareCommand(program, {
    name: 'cat',
    description: 'print files',
    examples: ['smbfs cat smb://ann@nas/backups/notes.txt', 'smbfs cat smb://ann@nas/backups/site.tar | tar -t'],
  })
    .argument('<url...>', 'files: smb://host/share/path')
    .action(
      running<object, [string[]]>(async (context, _options, urls) => {
        await context.each(urls, async (url) => {
          const { smb, path } = await context.open(url);
          for await (const part of smb.createReadStream(path)) await context.out.bytes(part);
        });
      }),
    );
}
