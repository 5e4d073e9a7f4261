/** What `npm test` runs: every spec in a process of its own, as many at a time as there are cores. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { atExit } from './at-exit.ts';
import { installSamba } from './install-samba.ts';
import { runSpec, type SpecResult } from './run-spec.ts';

const HELP = `npm test -- [--slow] [--jobs=n] [--deadline=seconds] [--exit=seconds] [--folder=spec] [part of a path ...]

  --slow      run the *.slow.spec.ts files too
  --jobs      specs at a time (default: the number of cores)
  --deadline  seconds that one file may take (default: 120)
  --exit      seconds that a process may take to end after its last test (default: 5)
  --folder    where to look for specs
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    slow: { type: 'boolean', default: false },
    jobs: { type: 'string', default: `${os.availableParallelism()}` },
    deadline: { type: 'string', default: '120' },
    exit: { type: 'string', default: '5' },
    folder: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else process.exitCode = await main();

async function main(): Promise<number> {
  const files = findSpecs(path.resolve(values.folder)).filter(isWanted);
  if (files.length === 0) {
    console.log(`No spec matches ${positionals.join(' ')}\n\n${HELP}`);
    return 1;
  }
  if (files.some((file) => fs.readFileSync(file, 'utf8').includes('/samba'))) installSamba();

  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'smbfs-specs-'));
  fs.chmodSync(folder, 0o755); // The servers of the specs serve users of their own.
  const clear = () => fs.rmSync(folder, { recursive: true, force: true });
  const forget = atExit(clear);
  const results = new Map<string, SpecResult>();
  const waiting = files.map((file, i) => ({ file, temporaryFolder: path.join(folder, `${i}`) }));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      makeTemporaryFolder(next.temporaryFolder);
      const seconds = { deadlineSeconds: Number(values.deadline), exitSeconds: Number(values.exit) };
      const result = await runSpec(next.file, { ...next, ...seconds });
      fs.rmSync(next.temporaryFolder, { recursive: true, force: true });
      results.set(next.file, result);
      show(next.file, result);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(values.jobs)) }, work));
  forget();
  clear();
  return summarize(files, results);
}

function findSpecs(folder: string): string[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.spec.ts'));
  return files.map((entry) => path.join(entry.parentPath, entry.name)).sort();
}

/** Whether the arguments ask for this file: by a part of its path, and slow ones by `--slow` or their full path. */
function isWanted(file: string): boolean {
  if (file.endsWith('.slow.spec.ts') && !values.slow && !positionals.some((part) => file.endsWith(part))) return false;
  return positionals.length === 0 || positionals.some((part) => shown(file).includes(part));
}

/** Gives a spec a temporary folder of its own, with tsx's cache of compiled files in the usual place. */
function makeTemporaryFolder(folder: string): void {
  fs.mkdirSync(folder);
  fs.chmodSync(folder, 0o755);
  const cache = `tsx-${process.getuid?.() ?? os.userInfo().username}`;
  const shared = path.join(os.tmpdir(), cache);
  if (fs.existsSync(shared)) fs.symlinkSync(shared, path.join(folder, cache));
}

function shown(file: string): string {
  return path.relative(process.cwd(), file);
}

function counts({ passed, failed, skipped }: Pick<SpecResult, 'passed' | 'failed' | 'skipped'>): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function show(file: string, result: SpecResult): void {
  console.log(`${shown(file)}: ${counts(result)} (${result.seconds.toFixed(1)} s)`);
  for (const skip of result.skips) console.log(`  skipped: ${skip}`);
  if (result.failed === 0) return;
  console.log(`\n${result.output.trimEnd()}\n`);
  for (const problem of result.problems) console.log(`${shown(file)} ${problem}`);
  console.log();
}

/** Prints the failed files and the sum; the answer is the exit code. */
function summarize(files: readonly string[], results: ReadonlyMap<string, SpecResult>): number {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const failed: string[] = [];
  for (const file of files) {
    const result = results.get(file);
    if (result === undefined) throw new Error(`${file} was not run`);
    sum.passed += result.passed;
    sum.failed += result.failed;
    sum.skipped += result.skipped;
    if (result.failed > 0) failed.push(shown(file));
  }
  if (failed.length > 0) console.log(`Failed:\n  ${failed.join('\n  ')}`);
  console.log(counts(sum));
  return failed.length === 0 ? 0 : 1;
}
