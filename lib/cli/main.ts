#!/usr/bin/env node
/** The command line. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { demo } from './demo.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

const program = new Command('smbfs').description('SMB shares from the command line').version(version);

program
  .command('demo')
  .description('start a server on this machine and work on it over both transports')
  .option('--serve', 'stay up afterwards, for other clients to try')
  .action(async ({ serve = false }: { serve?: boolean }) => {
    const interrupted = new AbortController();
    process.once('SIGINT', () => interrupted.abort());
    process.once('SIGTERM', () => interrupted.abort());
    await demo({ print: (line) => console.log(line), serve, signal: interrupted.signal });
  });

await program.parseAsync();
