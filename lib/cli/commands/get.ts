/** `smbfs get`: files and folders from a share. */
import { join } from 'node:path';
import { basename } from 'node:path/posix';
import type { Command } from 'commander';
import { parseSmbUrl } from '../../index.ts';
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
import { transfer } from '../transfer/transfer.ts';

interface GetOptions extends CommonTransferOptions {
  readonly recursive?: boolean;
}

export function declareGet(program: Command): void {
  const command = declareShareCommand(program, {
    name: 'get',
    description: 'copy a file or a folder from a share',
    examples: [
      'smbfs get smb://ann@nas/backups/disk.img',
      'smbfs get -r smb://ann@nas/photos/2026 ~/Pictures',
      'smbfs get --resume --checksum smb://ann@nas/backups/disk.img /mnt/large/',
    ],
  })
    .argument('<url>', 'smb://host/share/path')
    .argument('[local]', 'where it goes: into a folder that is there, or as a new name', '.')
    .option('-r, --recursive', 'folders with all that is in them')
    .option('--checksum', 'read what was written again and compare; everything is read twice on both sides');
  addTransferOptions(command).action(
    running<GetOptions, [string, string]>(async (context, options, url, local) => {
      const target = await context.open(url, { cleansUp: true });
      const isFolder = (await target.smb.stat(target.path)).isDirectory();
      if (isFolder && !options.recursive) throw usageFailure(`${target.url()} is a folder`, '-r copies folders');
      const route = {
        source: shareSide(target.smb, target.url),
        from: target.path,
        destination: localSide,
        to: await placeFor(local, basename(target.path) || (parseSmbUrl(url).share ?? '')),
        isFolder,
      };
      const settings = await transferOptions(context, options);
      await runTransfers(context, (tally) => transfer(route, settings, tally));
    }),
  );
}

/** In a folder that is there, or that is named as one; otherwise the path itself. */
async function placeFor(local: string, name: string): Promise<string> {
  const isInto = /[/\\]$/.test(local) || (await lookAt(localSide, local, true))?.kind === 'folder';
  if (!isInto) return local;
  const fault = localSide.nameFault(name);
  if (fault) throw usageFailure(`${name} cannot be the name of a local file: ${fault}`, 'give it another one');
  return join(local, name);
}
