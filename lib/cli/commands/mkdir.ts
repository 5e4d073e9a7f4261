/** `smbfs mkdir`: makes folders. */
import type { Command } from 'commander';
import { declareShareCommand, running } from '../command.ts';

export function declareMkdir(program: Command): void {
  declareShareCommand(program, {
    name: 'mkdir',
    description: 'make folders',
    examples: ['smbfs mkdir smb://ann@nas/backups/2026', 'smbfs mkdir --parents smb://ann@nas/backups/2026/03/01'],
  })
    .argument('<url...>', 'folders: smb://host/share/path')
    .option('-p, --parents', 'the folders above too, where they are missing; one that is there is no failure')
    .action(
      running<{ readonly parents?: boolean }, [string[]]>(async (context, { parents = false }, urls) => {
        await context.each(urls, async (url) => {
          const { smb, path } = await context.open(url);
          await smb.mkdir(path, { recursive: parents });
        });
      }),
    );
}
