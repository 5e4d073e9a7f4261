#!/usr/bin/env node
/** The command line. */
import { readFileSync } from 'node:fs';
import { styleText } from 'node:util';
import { Command, CommanderError } from 'commander';
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
import { declareWatch } from './commands/watch.ts';
import { EXIT_OK, EXIT_USAGE } from './exit-codes.ts';
import { redactor } from './secrets.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const redact = redactor(process.argv);

const program = new Command('smbfs')
  .description('SMB shares from the command line; a share is smb://host/share/path')
  .version(version)
  .exitOverride()
  .configureOutput({
    outputError: (text, write) =>
      write(redact(text.replace(/^error:/, styleText('red', 'error:', { stream: process.stderr })))),
  });

const DECLARATIONS = [
  ...[declareLs, declareCat, declareStat, declareGet, declarePut, declareSync],
  ...[declareCp, declareMv, declareRm, declareMkdir, declareDf, declareWatch],
  ...[declareShares, declareTest, declareServe, declareBench, declareDemo],
];
for (const declare of DECLARATIONS) declare(program);
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help that was asked for is a success, help for want of a command is not.
  process.exitCode = ['commander.helpDisplayed', 'commander.version'].includes(error.code) ? EXIT_OK : EXIT_USAGE;
}
