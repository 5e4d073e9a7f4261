/** What `npm test` runs: the specs in processes of their own, a few at a time. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { atExit } from './at-exit.ts';
import { installChromium } from './install-chromium.ts';
import { installSamba } from './install-samba.ts';
import { runSpecs, type SpecResult } from './run-spec.ts';

const HELP = `npm test -- [--slow] [--long] [--jobs=n] [--deadline=seconds] [--exit=seconds] [--folder=spec] [part of a path ...]

  --slow      run the *.slow.spec.ts files too
  --long      run the *.long.spec.ts files too
  --jobs      processes at a time (default: one more than there are cores, as most of them wait now and then)
  --deadline  seconds that one file may take (default: 240)
  --exit      seconds that a process may take to end after its last test (default: 10)
  --folder    where to look for specs
`;

/** Folders whose specs start neither servers nor processes. To start a process for each takes longer than they do. */
const TOGETHER: readonly string[] = [
  'auth',
  'crypto',
  'fs/arguments',
  'fs/errors',
  'fs/options',
  'fs/results',
  'names',
  'security',
  'wire',
];

/** Lines of a failing process that are shown once more at the end. */
const LAST_LINES = 200;

/** The line of a suite without failures. */
const PASSED_SUITE = /^.* {2}\((\d+) \/ \1\)\n/gm;

/** Files that are run in one process. */
interface Unit {
  readonly name: string;
  readonly files: readonly string[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    slow: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    jobs: { type: 'string', default: `${os.availableParallelism() + 1}` },
    deadline: { type: 'string', default: '240' },
    exit: { type: 'string', default: '10' },
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
  const texts = files.map((file) => fs.readFileSync(file, 'utf8'));
  if (texts.some((text) => text.includes('/samba'))) installSamba();
  if (texts.some((text) => text.includes('/install-chromium'))) installChromium();

  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'smbfs-specs-'));
  fs.chmodSync(folder, 0o755); // The servers of the specs serve users of their own.
  const clear = () => fs.rmSync(folder, { recursive: true, force: true });
  const forget = atExit(clear);
  const units = unitsOf(files);
  const results = new Map<Unit, SpecResult>();
  const waiting = units.map((unit, i) => ({ unit, temporaryFolder: path.join(folder, `${i}`) }));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { unit, temporaryFolder } = next;
      makeTemporaryFolder(temporaryFolder);
      const seconds = { deadlineSeconds: Number(values.deadline), exitSeconds: Number(values.exit) };
      const result = await runSpecs(unit.files, { temporaryFolder, ...seconds });
      fs.rmSync(temporaryFolder, { recursive: true, force: true });
      results.set(unit, result);
      show(unit, result);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(values.jobs)) }, work));
  forget();
  clear();
  return summarize(results);
}

function findSpecs(folder: string): string[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.spec.ts'));
  return files.map((entry) => path.join(entry.parentPath, entry.name)).sort();
}

/** Whether the arguments ask for this file: by a part of its path, and slow and long ones by their option or their full path. */
function isWanted(file: string): boolean {
  const isLeftOut =
    (file.endsWith('.slow.spec.ts') && !values.slow) || (file.endsWith('.long.spec.ts') && !values.long);
  if (isLeftOut && !positionals.some((part) => file.endsWith(part))) return false;
  return positionals.length === 0 || positionals.some((part) => shown(file).includes(part));
}

/** Puts the files that can share a process together. */
function unitsOf(files: readonly string[]): Unit[] {
  const units = new Map<string, string[]>();
  for (const file of files) {
    const shared = TOGETHER.find((folder) => file.startsWith(path.resolve(values.folder, folder) + path.sep));
    const name = shown(shared === undefined ? file : path.resolve(values.folder, shared));
    units.set(name, [...(units.get(name) ?? []), file]);
  }
  return [...units].map(([name, together]) =>
    together.length > 1
      ? { name: `${name} (${together.length} files)`, files: together }
      : { name: together.map(shown).join(), files: together },
  );
}

function makeTemporaryFolder(folder: string): void {
  fs.mkdirSync(folder);
  fs.chmodSync(folder, 0o755);
}

function shown(file: string): string {
  return path.relative(process.cwd(), file);
}

function counts({ passed, failed, skipped }: Pick<SpecResult, 'passed' | 'failed' | 'skipped'>): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function show({ name }: Unit, result: SpecResult): void {
  console.log(`${name}: ${counts(result)} (${result.seconds.toFixed(1)} s)`);
  for (const skip of result.skips) console.log(`  skipped: ${skip}`);
  if (result.failed > 0) console.log(failureText(name, result));
}

function failureText(name: string, { output, problems }: SpecResult): string {
  return `\n${[output.trimEnd(), ...problems.map((problem) => `${name} ${problem}`)].join('\n')}\n`;
}

/** Prints what has failed once more, where whoever sees only the end of a log finds it, and the sum; the answer is the exit code. */
function summarize(results: ReadonlyMap<Unit, SpecResult>): number {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const result of results.values()) {
    sum.passed += result.passed;
    sum.failed += result.failed;
    sum.skipped += result.skipped;
  }
  const failed = [...results].filter(([, result]) => result.failed > 0);
  if (failed.length > 0) {
    console.log('Failures:');
    for (const [{ name }, result] of failed) {
      const lines = failureText(name, result).replace(PASSED_SUITE, '').split('\n');
      console.log(`\n${name}:\n${lines.slice(-LAST_LINES).join('\n')}`);
    }
    console.log(`Failed:\n${failed.map(([{ name }]) => `  ${name}\n`).join('')}`.trimEnd());
  }
  console.log(counts(sum));
  return failed.length === 0 ? 0 : 1;
}
