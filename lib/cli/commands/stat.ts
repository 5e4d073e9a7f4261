/** `smbfs stat`: what the server knows of a file. */
import type { Command } from 'commander';
import { humanSize } from '../../diagnosis/human-size.ts';
import { declareShareCommand, running } from '../command.ts';
import { factsOf } from '../facts.ts';

export function declareStat(program: Command): void {
  declareShareCommand(program, {
    name: 'stat',
    description: 'tell what the server knows of files and folders',
    examples: ['smbfs stat smb://ann@nas/backups/notes.txt', 'smbfs stat --json smb://ann@nas/backups/notes.txt'],
  })
    .argument('<url...>', 'files and folders: smb://host/share/path')
    .option('--json', 'print a JSON array')
    .action(
      running<object, [string[]]>(async (context, _options, urls) => {
        const found: object[] = [];
        await context.each(urls, async (url) => {
          const { smb, path, url: shown } = await context.open(url);
          const stats = await smb.lstat(path);
          const facts = factsOf(stats);
          const all = { path, ...facts, changed: stats.ctime, index: stats.ino, links: stats.nlink };
          if (context.json) {
            found.push(all);
            return;
          }
          const size = facts.size < 1024 ? '' : ` (${humanSize(facts.size)})`;
          const lines = {
            url: shown(),
            ...all,
            size: `${facts.size} bytes${size}`,
            readOnly: facts.readOnly ? 'yes' : 'no',
          };
          for (const [name, value] of Object.entries(lines)) {
            if (name !== 'path') await context.out.line(`${`${LABELS[name] ?? name}:`.padEnd(10)} ${textOf(value)}`);
          }
        });
        if (context.json) await context.out.jsonList(found);
      }),
    );
}

const LABELS: Readonly<Record<string, string>> = { readOnly: 'read-only' };

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}
