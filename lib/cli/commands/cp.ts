/** `smbfs cp`: copies on a share, by the server itself. */
import type { Command } from 'commander';
import { declareShareCommand, running } from '../command.ts';
import type { Context } from '../context.ts';
import { type Move, movesTo } from '../destination.ts';
import { ShareCopy, type ShareCopyOptions } from '../share-copy.ts';

interface CpOptions {
  readonly recursive?: boolean;
  /** Of `--no-clobber`. */
  readonly clobber: boolean;
}

export function declareCp(program: Command): void {
  declareShareCommand(program, {
    name: 'cp',
    description: 'copy on a share: the server does it, the data does not cross the network',
    examples: [
      'smbfs cp smb://ann@nas/backups/notes.txt /notes-2026.txt',
      'smbfs cp --recursive smb://ann@nas/backups/2025 smb://nas/backups/archive',
    ],
  })
    .usage('[options] <url...> <destination>')
    .argument('<url>', 'what to copy: smb://host/share/path')
    .argument('<destination...>', 'a URL on the same share, or a path from its root; an existing folder is copied into')
    .option('-r, --recursive', 'folders, with all that is in them')
    .option('-n, --no-clobber', 'leave alone what is there')
    .action(
      running<CpOptions, [string, string[]]>(async (context, { recursive = false, clobber }, first, rest) => {
        const moves = await movesTo(context, [first, ...rest]);
        await context.each(moves, (move) => copy(context, move, { recursive, noClobber: !clobber }));
      }),
    );
}

async function copy(context: Context, { target, from, to }: Move, options: ShareCopyOptions): Promise<void> {
  const { smb } = target;
  const job = new ShareCopy(smb, options);
  try {
    await job.copy(from, to);
  } catch (error) {
    if (job.isUnfinished) {
      const { aborted } = context.signal;
      const working = aborted ? target.again() : smb;
      await job.cleanUp(working);
      if (aborted) working.destroy();
    }
    throw error;
  }
}
