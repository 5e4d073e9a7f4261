/** `smbfs watch`: tells what changes in a folder, as it changes. */
import { join } from 'node:path/posix';
import type { Command } from 'commander';
import { declareShareCommand, running } from '../command.ts';
import { printable } from '../format.ts';

export function declareWatch(program: Command): void {
  declareShareCommand(program, {
    name: 'watch',
    description: 'tell what changes in a folder, until it is interrupted',
    examples: ['smbfs watch smb://ann@nas/scans', 'smbfs watch --recursive --json smb://ann@nas/scans'],
  })
    .argument('<url>', 'a folder, or a file: smb://host/share/path')
    .option('-R, --recursive', 'the folders below too')
    .option('--json', 'print an object a line')
    .action(
      running<{ readonly recursive?: boolean }, [string]>(async (context, { recursive = false }, url) => {
        const { out, signal } = context;
        const { smb, path } = await context.open(url);
        for await (const { eventType, filename } of smb.promises.watch(path, { recursive, signal })) {
          const name = filename ?? '';
          const event = { time: new Date(), event: eventType, path: join(path, name) };
          if (context.json) await out.line(JSON.stringify(event));
          else
            await out.line(
              `${event.time.toISOString()} ${eventType.padEnd(6)} ${out.isTerminal ? printable(name) : name}`,
            );
        }
      }),
    );
}
