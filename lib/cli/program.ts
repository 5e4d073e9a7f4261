/** The program with all its commands, in the order in which its help shows them. */
import { styleText } from 'node:util';
import { Command } from 'commander';
import { declareBench } from './commands/bench.ts';
import { declareCat } from './commands/cat.ts';
import { declareCp } from './commands/cp.ts';
import { declareDemo } from './commands/demo.ts';
import { declareDf } from './commands/df.ts';
import { declareGet } from './commands/get.ts';
import { declareLs } from './commands/ls.ts';
import { declareMkdir } from './commands/mkdir.ts';
import { declareMv } from './commands/mv.ts';
import { declarePut } from './commands/put.ts';
import { declareRm } from './commands/rm.ts';
import { declareServe } from './commands/serve.ts';
import { declareShares } from './commands/shares.ts';
import { declareStat } from './commands/stat.ts';
import { declareSync } from './commands/sync.ts';
import { declareTest } from './commands/test.ts';
import { declareUi } from './commands/ui.ts';
import { declareWatch } from './commands/watch.ts';

const DECLARATIONS = [
  ...[declareLs, declareCat, declareStat, declareGet, declarePut, declareSync],
  ...[declareCp, declareMv, declareRm, declareMkdir, declareDf, declareWatch],
  ...[declareShares, declareTest, declareUi, declareServe, declareBench, declareDemo],
];

/** `redact` takes passwords out of what errors quote of the arguments. Whatever ends parsing early is a CommanderError. */
export function createProgram(version: string, redact: (text: string) => string): Command {
  const program = new Command('smbfs')
    .description('SMB shares from the command line; a share is smb://host/share/path')
    .version(version)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) =>
        write(redact(text.replace(/^error:/, styleText('red', 'error:', { stream: process.stderr })))),
    });
  for (const declare of DECLARATIONS) declare(program);
  return program;
}
