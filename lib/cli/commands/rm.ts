/** `smbfs rm`: removes files and folders. */
import type { Command } from 'commander';
import { declareShareCommand, running } from '../command.ts';
import { usageFailure } from '../failure.ts';

interface RmOptions {
  readonly recursive?: boolean;
  readonly force?: boolean;
}

export function declareRm(program: Command): void {
  declareShareCommand(program, {
    name: 'rm',
    description: 'remove files, and folders with all that is in them',
    examples: ['smbfs rm smb://ann@nas/backups/notes.txt', 'smbfs rm --recursive smb://ann@nas/backups/2019'],
  })
    .argument('<url...>', 'files and folders: smb://host/share/path')
    .option('-r, --recursive', 'folders, with all that is in them')
    .option('-f, --force', 'nothing to remove is no failure')
    .action(
      running<RmOptions, [string[]]>(async (context, { recursive = false, force = false }, urls) => {
        await context.each(urls, async (url) => {
          const { smb, path } = await context.open(url);
          if (/^\/*$/.test(path)) {
            throw usageFailure(
              'the root of a share cannot be removed, and what is in it is not removed by this command',
              'name what is to be removed: smb://host/share/path',
            );
          }
          await smb.rm(path, { recursive, force });
        });
      }),
    );
}
