#!/usr/bin/env node
/** The command line. */
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { EXIT_OK, EXIT_USAGE } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { redactor } from './secrets.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

try {
  await createProgram(version, redactor(process.argv)).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help that was asked for is a success, help for want of a command is not.
  process.exitCode = ['commander.helpDisplayed', 'commander.version'].includes(error.code) ? EXIT_OK : EXIT_USAGE;
}
