#!/usr/bin/env node
/** The command line. */
import { readFileSync } from 'node:fs';
import { styleText } from 'node:util';
import { Command, CommanderError } from 'commander';
import { declareDemo } from './commands/demo.ts';
import { declareLs } from './commands/ls.ts';
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

declareLs(program);
declareDemo(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help that was asked for is a success, help for want of a command is not.
  process.exitCode = ['commander.helpDisplayed', 'commander.version'].includes(error.code) ? EXIT_OK : EXIT_USAGE;
}
