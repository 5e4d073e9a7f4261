/** Runs spec files in a Node process of their own and says how their tests went. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { atExit } from './at-exit.ts';
import { findProcesses, killAll } from './processes.ts';

export interface SpecResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Each skipped test as `name: reason`. */
  readonly skips: readonly string[];
  /** What went wrong beside failing tests, as the rest of a sentence about the files. */
  readonly problems: readonly string[];
  readonly output: string;
  readonly seconds: number;
}

export interface SpecOptions {
  /** Seconds after which the process is killed, unless a file says `export const deadlineSeconds = n;`. */
  readonly deadlineSeconds: number;
  /** Seconds between the last test and the end of the process, after which it is killed. */
  readonly exitSeconds: number;
  /** The temporary folder that the spec sees; nothing may be running from it afterwards. */
  readonly temporaryFolder: string;
}

/** How a process ended, as `exit` tells it. */
interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What is left to a process that was asked to end until it is killed. */
const CLEAN_UP_SECONDS = 2;
/** What is left to the processes that a spec started once it has ended. */
const LEAVE_SECONDS = 4;
/** What is left to the pipes of a process that has ended: one that escaped could hold them open for ever. */
const CLOSE_SECONDS = 5;
/** What is left to a process to say what keeps it alive, which one that is busy never does. */
const REPORT_SECONDS = 3;
const POLL_SECONDS = 0.05;
const SUMMARY = /^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)\n {2}Duration: /gm;

/** Makes a process say, when asked with SIGUSR2, what keeps it alive. */
const REPORTER = "process.on('SIGUSR2',()=>console.error('Still%20active:',process.getActiveResourcesInfo().join()))";
const REPORT = /^Still active: .*\n/m;

/** Node's arguments that make it take the project's TypeScript. */
export const typescriptArguments: readonly string[] = [
  '--import',
  new URL('./typescript/preload.mjs', import.meta.url).href,
];

/** Runs `files`, which share a process; never rejects because of what they do. */
export async function runSpecs(files: readonly string[], options: SpecOptions): Promise<SpecResult> {
  const started = performance.now();
  const child = start(files, options.temporaryFolder);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ownProcesses = () => findProcesses(options.temporaryFolder, child.pid === undefined ? [] : [child.pid]);
  const forget = atExit(() => killAll(ownProcesses()));
  const closed = once(child, 'close');
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const overdue = await watch(child, ended, () => output, {
    ...options,
    deadlineSeconds: Math.max(...files.map((file) => deadlineOf(file, options.deadlineSeconds))),
  });
  const problems = overdue === undefined ? endingProblems(await ended) : [overdue];
  const left = await whatStays(ownProcesses);
  killAll(left);
  if (left.length > 0 && overdue === undefined) problems.push(`left ${left.length} processes running`);
  forget();
  await Promise.race([closed, delay(CLOSE_SECONDS * 1000, undefined, { ref: false })]);
  return { ...judge(output, problems), output, seconds: (performance.now() - started) / 1000 };
}

function start(files: readonly string[], temporaryFolder: string): ChildProcess {
  const { FORCE_COLOR: _, ...environment } = process.env;
  const loader = files.some((file) => file.endsWith('.ts')) ? typescriptArguments : [];
  // uvu runs the suites of all modules that are evaluated before the next turn, and adds them up.
  const imports = files.map((file) => `import '${pathToFileURL(file)}';`);
  const program = files.length === 1 ? files : ['--input-type=module', '--eval', imports.join('\n')];
  return spawn(process.execPath, [...loader, '--import', `data:text/javascript,${REPORTER}`, ...program], {
    detached: true, // A group of its own, to be killed whole.
    env: { ...environment, NO_COLOR: '1', TMPDIR: temporaryFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Waits for the end of a process and brings it about when that takes too long; the answer says what was wrong. */
async function watch(
  child: ChildProcess,
  ended: Promise<Ending>,
  output: () => string,
  { deadlineSeconds, exitSeconds }: SpecOptions,
): Promise<string | undefined> {
  const endsWithin = (seconds: number) =>
    Promise.race([ended.then(() => true), delay(seconds * 1000, false, { ref: false })]);
  const started = performance.now();
  let lastTest: number | undefined;
  let overdue: string | undefined;
  while (overdue === undefined) {
    if (await endsWithin(POLL_SECONDS)) return undefined;
    const now = performance.now();
    if (summary(output()) !== undefined) lastTest ??= now;
    if (now - started > deadlineSeconds * 1000) overdue = `took longer than ${deadlineSeconds} s`;
    if (lastTest !== undefined && now - lastTest > exitSeconds * 1000) {
      overdue = `did not exit by itself within ${exitSeconds} s of its last test`;
    }
  }
  child.kill('SIGUSR2');
  const asked = performance.now();
  while (!REPORT.test(output()) && performance.now() - asked < REPORT_SECONDS * 1000) {
    if (await endsWithin(POLL_SECONDS)) return overdue;
  }
  child.kill('SIGTERM');
  await endsWithin(CLEAN_UP_SECONDS);
  child.kill('SIGKILL');
  return overdue;
}

/** The processes that do not follow theirs within a moment. */
async function whatStays(find: () => number[]): Promise<number[]> {
  const deadline = performance.now() + LEAVE_SECONDS * 1000;
  let left = find();
  for (; left.length > 0 && performance.now() < deadline; left = find()) await delay(POLL_SECONDS * 1000);
  return left;
}

function deadlineOf(file: string, fallback: number): number {
  const [, seconds] = /^export const deadlineSeconds = (\d+);$/m.exec(fs.readFileSync(file, 'utf8')) ?? [];
  return seconds === undefined ? fallback : Number(seconds);
}

function endingProblems({ code, signal }: Ending): string[] {
  if (signal !== null) return [`was killed by ${signal}`];
  return code === 0 ? [] : [`ended with exit code ${code}`];
}

/** Reads uvu's summary. Whatever is wrong with a file counts as at least one failure. */
function judge(output: string, found: readonly string[]): Omit<SpecResult, 'output' | 'seconds'> {
  const problems = [...found];
  const [total = 0, passed = 0, skipped = 0] = summary(output) ?? [];
  const skips = [...output.matchAll(/^skipped: (.+)$/gm)].map(([, text = '']) => text);
  const shown = output.match(/^ {3}FAIL {2}/gm)?.length ?? 0;
  // uvu's own way to say that a test failed, which the counts say already.
  const plain = problems.indexOf('ended with exit code 1');
  if (shown > 0 && plain >= 0) problems.splice(plain, 1);
  if (total + skipped === 0) problems.push('ran no test');
  if (total - passed > shown) problems.push('has a hook that throws: uvu says neither which nor what');
  if (skipped > skips.length) problems.push('skips tests without a reason: use skipIf, and leave no `only` behind');
  return { passed, skipped, skips, problems, failed: Math.max(total - passed, problems.length > 0 ? 1 : 0) };
}

/** uvu's totals: tests, passed, skipped. A spec may print those of other runs before its own. */
function summary(output: string): number[] | undefined {
  return [...output.matchAll(SUMMARY)].at(-1)?.slice(1).map(Number);
}
