/** `smbfs sync`: makes a folder the mirror of another, to a share or from one. */
import { type Command, InvalidArgumentError } from 'commander';
import { declareShareCommand, running } from '../command.ts';
import type { Context } from '../context.ts';
import { usageFailure } from '../failure.ts';
import { localSide } from '../transfer/local-side.ts';
import {
  addTransferOptions,
  type CommonTransferOptions,
  runTransfers,
  transferOptions,
} from '../transfer/run-transfer.ts';
import { shareSide } from '../transfer/share-side.ts';
import type { Side } from '../transfer/side.ts';
import { transfer } from '../transfer/transfer.ts';

/** Milliseconds: what file systems and rounding lose of a time, but for those that keep whole seconds only. */
const TOLERANCE = 10;

interface SyncOptions extends CommonTransferOptions {
  readonly delete?: boolean;
  readonly dryRun?: boolean;
  readonly tolerance: number;
}

export function declareSync(program: Command): void {
  const command = declareShareCommand(program, {
    name: 'sync',
    description: 'make a folder the mirror of another: what differs in size or time is copied',
    examples: [
      'smbfs sync --delete --dry-run ~/Documents smb://ann@nas/backups/documents',
      'smbfs sync --exclude "*.tmp" node_modules -- ~/work smb://ann@nas/work',
      'smbfs sync smb://ann@nas/photos ~/Pictures',
    ],
  })
    .argument('<from>', 'a folder: a local one, or smb://host/share/path')
    .argument('<to>', 'a folder on the other side')
    .option('--delete', 'remove what is in <to> and not in <from>, but for what is excluded')
    .option('--dry-run', 'only print what would be done')
    .option(
      '--checksum',
      'compare contents instead of times, and verify what was copied: everything is read on both sides',
    )
    .option('--tolerance <ms>', 'milliseconds by which times may differ', toleranceOption, TOLERANCE);
  addTransferOptions(command).action(
    running<SyncOptions, [string, string]>(async (context, options, from, to) => {
      if (isUrl(from) === isUrl(to)) throw usageFailure('one of the two must be smb://..., the other a local folder');
      const [source, destination] = [await endOf(context, from), await endOf(context, to)];
      const { delete: deletes = false, dryRun = false, tolerance } = options;
      const settings = {
        ...(await transferOptions(context, options)),
        ...({ delete: deletes, dryRun, tolerance, keep: options.checksum ? 'same-content' : 'same-time' } as const),
      };
      if (!(await source.side.fs.stat(source.path)).isDirectory()) throw usageFailure(`${from} is no folder`);
      const route = {
        ...{ source: source.side, from: source.path, destination: destination.side, to: destination.path },
        isFolder: true,
      };
      await runTransfers(context, (tally) => transfer(route, settings, tally), { list: dryRun });
    }),
  );
}

interface End {
  readonly side: Side;
  readonly path: string;
}

async function endOf(context: Context, text: string): Promise<End> {
  if (!isUrl(text)) return { side: localSide, path: text };
  const { smb, path, url } = await context.open(text, { cleansUp: true });
  return { side: shareSide(smb, url), path };
}

function isUrl(text: string): boolean {
  return /^smb:/i.test(text);
}

function toleranceOption(text: string): number {
  const value = Number(text);
  if (!(value >= 0)) throw new InvalidArgumentError('It must be a number of milliseconds.');
  return value;
}
