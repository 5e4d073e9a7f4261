/** `npm run conformance -- <checkout>`: node's own tests of `fs`, asked of a share, of node:fs and of memfs. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { type Samba, startSamba } from '../support/samba.ts';
import { argumentsOf, findTests, maySkip, type NodeTest } from './tests.ts';
import { makeWorkshop, SKIPPED } from './workshop.ts';

/** Links and modes are what a share does not have of its own. */
const OPTIONS = '{"engine":"worker","symlinks":"mfsymlinks","rememberModes":true}';

const HELP = `npm run conformance -- [options] <checkout>

Runs those of node's own tests that are about fs. <checkout> is a folder with node's test folder in it, of the release that
runs this or of one near it.

  --fs=smbfs,node,memfs  what to ask (default: all three)
  --options=json         smbfs's options (default: ${OPTIONS})
  --only=text            only tests with this in their name
  --names=file           only the tests that are named in this file, one a line
  --jobs=2               tests at a time
  --seconds=120          time for each test
  --list                 say which tests apply, and why the others do not; run nothing
  --output               show what tests that fail have printed
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fs: { type: 'string', default: 'smbfs,node,memfs' },
    options: { type: 'string', default: OPTIONS },
    only: { type: 'string', default: '' },
    names: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '120' },
    list: { type: 'boolean', default: false },
    output: { type: 'boolean', default: false },
  },
});

/** Files of the system that tests read, whatever is in them. */
const STAND_INS: readonly string[] = [process.execPath, '/proc/sys/kernel/hostname'];

const STAND_IN_TEXT = 'stands for a file of the system\n'.repeat(5000);

/** The account that asks, where this one may do everything. */
const NOBODY = 65534;

type Verdict = 'pass' | 'FAIL' | 'skip' | 'late';

interface Answer {
  readonly verdict: Verdict;
  readonly output: string;
}

/** Where one test after the other is run. */
interface Bench {
  readonly uid: number | undefined;
  /** Makes the temporary folder empty. */
  readonly tidy: () => void;
  readonly settings: Readonly<Record<string, unknown>>;
}

const [checkout] = positionals;
if (checkout === undefined) {
  process.stderr.write(HELP);
  process.exit(2);
}
const wanted = values.names === undefined ? undefined : new Set(fs.readFileSync(values.names, 'utf8').split('\n'));
const tests = findTests(checkout).filter(({ name }) => name.includes(values.only) && (wanted?.has(name) ?? true));
const applicable = tests.filter(({ reason }) => reason === undefined);
if (values.list) list();
else await score(values.fs.split(','));

function list(): void {
  for (const { name } of applicable) console.log(name);
  for (const { name, reason } of tests) if (reason !== undefined) console.log(`${name}: left out, ${reason}`);
}

async function score(subjects: readonly string[]): Promise<void> {
  const workshop = makeWorkshop(checkout ?? '', applicable);
  const samba = subjects.includes('smbfs') ? await startSamba({ shares: sharesFor(jobNumbers()) }) : undefined;
  const columns = new Map<string, Map<string, Answer>>();
  try {
    for (const subject of subjects) {
      const benches = jobNumbers().map((job) => makeBench(subject, workshop, job, samba));
      columns.set(subject, await askAll(subject, workshop, benches));
    }
  } finally {
    await samba?.stop();
    fs.rmSync(workshop, { recursive: true, force: true });
  }
  printTable(columns);
}

function jobNumbers(): number[] {
  return Array.from({ length: Number(values.jobs) }, (_, job) => job);
}

function sharesFor(jobs: readonly number[]): Record<string, Record<string, string>> {
  return Object.fromEntries(jobs.map((job) => [`job${job}`, { 'read only': 'no' }]));
}

function makeBench(subject: string, workshop: string, job: number, samba: Samba | undefined): Bench {
  const temporary = path.join(workshop, 'test', `.tmp.${job}`);
  const isRoot = process.getuid?.() === 0;
  if (subject !== 'smbfs' || !samba) {
    const memfs = createRequire(import.meta.url).resolve('memfs');
    // Too much for the environment of a process.
    const standIn = path.join(workshop, 'stand-in');
    fs.writeFileSync(standIn, STAND_IN_TEXT);
    const settings = { memfs, temporary, standIns: STAND_INS, standIn };
    const uid = isRoot ? NOBODY : undefined;
    if (uid !== undefined) own(path.join(workshop, 'test'), uid);
    return { uid, settings, tidy: () => empty(temporary, (folder) => uid !== undefined && own(folder, uid)) };
  }
  const share = `job${job}`;
  const root = samba.folder(share);
  // The same paths lead to the same files there.
  fs.cpSync(path.join(workshop, 'test'), path.join(root, workshop, 'test'), { recursive: true });
  for (const file of STAND_INS) {
    fs.mkdirSync(path.dirname(root + file), { recursive: true });
    fs.writeFileSync(root + file, STAND_IN_TEXT);
  }
  samba.give(root);
  // For sockets, which are the kernel's.
  fs.mkdirSync(temporary);
  if (isRoot) own(temporary, fs.statSync(root).uid);
  const library = path.join(import.meta.dirname, '../../dist/index.js');
  const options = { mountPoint: '/', ...JSON.parse(values.options) };
  return {
    uid: isRoot ? fs.statSync(root).uid : undefined,
    settings: { library, url: samba.url(share), options, temporary },
    tidy: () => empty(root + temporary, (folder) => samba.give(folder)),
  };
}

function empty(folder: string, give: (folder: string) => void): void {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  give(folder);
}

function own(place: string, uid: number): void {
  fs.lchownSync(place, uid, uid);
  if (!fs.lstatSync(place).isDirectory()) return;
  for (const name of fs.readdirSync(place)) own(path.join(place, name), uid);
}

async function askAll(subject: string, workshop: string, benches: readonly Bench[]): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  const queue = [...applicable];
  const work = async (bench: Bench): Promise<void> => {
    for (let test = queue.shift(); test; test = queue.shift()) {
      const answer = await ask(subject, workshop, bench, test);
      answers.set(test.name, answer);
      if (answer.verdict === 'pass') continue;
      console.error(`${subject} ${answer.verdict} ${test.name}: ${gist(answer.output)}`);
      if (values.output) console.error(answer.output);
    }
  };
  await Promise.all(benches.map(work));
  return answers;
}

async function ask(subject: string, workshop: string, bench: Bench, test: NodeTest): Promise<Answer> {
  bench.tidy();
  const file = path.join(workshop, 'test', test.name);
  // What a memory holds, its process brings along.
  const files = ['test/common', 'test/fixtures'].map((folder) => path.join(workshop, folder));
  const settings = { subject, files: [...files, file], ...bench.settings };
  // No test finds programs of the system, which would work on the system's files; what memfs adds to the globals is no matter.
  const env = {
    ...process.env,
    PATH: '/nowhere',
    NODE_OPTIONS: '',
    NODE_TEST_KNOWN_GLOBALS: '0',
    FS_UNDER_TEST: JSON.stringify(settings),
  };
  const { uid } = bench;
  const child = spawn(process.execPath, [...test.flags, file, ...argumentsOf(test.name)], {
    ...{ cwd: workshop, env, uid, gid: uid },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), Number(values.seconds) * 1000);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return { verdict: verdictOf(test, code), output };
}

function verdictOf({ name }: NodeTest, code: number | null): Verdict {
  if (code === null) return 'late';
  if (code === SKIPPED) return maySkip(name) ? 'pass' : 'skip';
  return code === 0 ? 'pass' : 'FAIL';
}

/** The line that says what went wrong, as far as that can be told. */
function gist(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.find((line) => line.includes('Error') || line.startsWith('Mismatched')) ?? lines[0] ?? '';
}

function printTable(columns: ReadonlyMap<string, ReadonlyMap<string, Answer>>): void {
  const width = Math.max(20, ...applicable.map(({ name }) => name.length));
  const row = (title: string, cells: readonly string[]) =>
    console.log(`${title.padEnd(width)}  ${cells.map((cell) => cell.padStart(8)).join('')}`);
  row('', [...columns.keys()]);
  for (const { name } of applicable) {
    const verdicts = [...columns.values()].map((answers) => answers.get(name)?.verdict ?? '');
    if (verdicts.some((verdict) => verdict !== 'pass')) row(name, verdicts);
  }
  const passed = [...columns.values()].map(
    (answers) => [...answers.values()].filter(({ verdict }) => verdict === 'pass').length,
  );
  row(`pass, of ${applicable.length}`, passed.map(String));
  row(
    '',
    passed.map((count) => `${((100 * count) / applicable.length).toFixed(1)} %`),
  );
}
