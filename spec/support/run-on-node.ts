/** What `npm run test:node` runs: the specs on other lines of Node, taken from npm for the occasion. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { atExit } from './at-exit.ts';
import { typescriptArguments } from './run-spec.ts';

/** The lines that the package supports. */
const LINES = ['20', '22', '24', '26'];

const args = process.argv.slice(2);
const asked = args.filter((arg) => /^\d+$/.test(arg));
const others = args.filter((arg) => !asked.includes(arg));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smbfs-node-'));
const clear = () => fs.rmSync(folder, { recursive: true, force: true });
const forget = atExit(clear);
const failed = (asked.length > 0 ? asked : LINES).filter((line) => !passesOn(line));
forget();
clear();
process.exitCode = failed.length === 0 ? 0 : 1;

/** Runs the specs on the newest Node of a line; whether all of them passed. */
function passesOn(line: string): boolean {
  // A dependency of the project would put its `node` in front of everybody's: it stays in a folder of its own.
  const name = `node-${process.platform}-${process.arch}`;
  const home = path.join(folder, line);
  fs.mkdirSync(home);
  fs.writeFileSync(path.join(home, 'package.json'), '{}');
  const install = ['install', '--prefix', home, '--no-package-lock', '--ignore-scripts', `${name}@${line}`];
  if (spawnSync('npm', install, { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0) return false;
  const bin = path.join(home, 'node_modules', name, 'bin');
  const node = path.join(bin, 'node');
  console.log(`Node ${spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()}`);
  const runner = path.join(import.meta.dirname, 'run.ts');
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
  return spawnSync(node, [...typescriptArguments, runner, ...others], { stdio: 'inherit', env }).status === 0;
}
