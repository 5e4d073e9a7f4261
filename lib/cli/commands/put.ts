/** `smbfs put`: files and folders to a share. */
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { join } from 'node:path/posix';
import type { Command } from 'commander';
import { declareShareCommand, running } from '../command.ts';
import { usageFailure } from '../failure.ts';
import { localSide } from '../transfer/local-side.ts';
import {
  addTransferOptions,
  type CommonTransferOptions,
  runTransfers,
  transferOptions,
} from '../transfer/run-transfer.ts';
import { shareSide } from '../transfer/share-side.ts';
import { lookAt } from '../transfer/side.ts';
import { type Route, transfer } from '../transfer/transfer.ts';

interface PutOptions extends CommonTransferOptions {
  readonly recursive?: boolean;
}

export function declarePut(program: Command): void {
  const command = declareShareCommand(program, {
    name: 'put',
    description: 'copy files and folders to a share',
    examples: [
      'smbfs put disk.img smb://ann@nas/backups',
      'smbfs put -r ~/Pictures/2026 smb://ann@nas/photos',
      'smbfs put --resume --checksum disk.img smb://ann@nas/backups/2026/',
    ],
  })
    .argument('<local...>', 'files and folders, and behind them the URL of where they go: smb://host/share/path')
    .usage('[options] <local...> <url>')
    .option('-r, --recursive', 'folders with all that is in them')
    .option('--checksum', 'read what was written back and compare: everything crosses the network twice');
  addTransferOptions(command).action(
    running<PutOptions, [string[]]>(async (context, options, args) => {
      const sources = args.slice(0, -1);
      const url = args.at(-1);
      if (url === undefined || sources.length === 0)
        throw usageFailure('put needs files and a URL: put <local...> <url>');
      const kinds = await Promise.all(sources.map(async (path) => (await stat(path)).isDirectory()));
      if (kinds.includes(true) && !options.recursive) {
        throw usageFailure(`${sources[kinds.indexOf(true)]} is a folder`, '-r copies folders');
      }
      const target = await context.open(url, { cleansUp: true });
      const destination = shareSide(target.smb, target.url);
      const isInto =
        sources.length > 1 ||
        new URL(url).pathname.endsWith('/') ||
        (await lookAt(destination, target.path, true))?.kind === 'folder';
      const routes: Route[] = sources.map((from, index) => ({
        source: localSide,
        from,
        destination,
        to: isInto ? join(target.path, basename(resolve(from))) : target.path,
        isFolder: kinds[index] === true,
      }));
      const settings = await transferOptions(context, options);
      await runTransfers(context, async (tally) => {
        for (const route of routes) await transfer(route, settings, tally);
      });
    }),
  );
}
