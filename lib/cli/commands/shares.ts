/** `smbfs shares`: what a server offers. */
import type { Command } from 'commander';
import { declareShareCommand, running } from '../command.ts';
import { printable } from '../format.ts';

/** The share of named pipes, through which a server tells of the others. */
const PIPES = 'IPC$';

export function declareShares(program: Command): void {
  declareShareCommand(program, {
    name: 'shares',
    description: "list a server's shares",
    examples: ['smbfs shares smb://ann@nas', 'smbfs shares --all --json smb://ann@nas'],
  })
    .argument('<url>', 'a server: smb://host')
    .option('-a, --all', 'hidden ones too, and those that servers make for themselves')
    .option('--json', 'print a JSON array')
    .action(
      running<{ readonly all?: boolean }, [string]>(async (context, { all = false }, url) => {
        const { smb } = await context.open(throughPipes(url));
        const found = await smb.listShares({ signal: context.signal });
        const shares = found.filter(({ hidden, special }) => all || !(hidden || special));
        if (context.json) return context.out.jsonList(shares);
        const width = Math.max(...shares.map(({ name }) => name.length));
        for (const { name, type, comment } of shares) {
          const columns = [context.out.style('bold', name.padEnd(width)), type.padEnd(7), printable(comment)];
          await context.out.line(columns.join('  ').trimEnd());
        }
      }),
    );
}

/** The server of a URL, whichever share it names. */
function throughPipes(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.pathname = `/${PIPES}`;
  return url.href;
}
