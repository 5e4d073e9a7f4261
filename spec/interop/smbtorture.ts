/** Samba's own smbtorture against any server: each test in a process of its own, several at a time, scored. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { findProgram } from '../support/samba-programs.ts';

/** The suites that say something about a file server without leases, durable handles or channels. */
export const SUITES: readonly string[] = [
  ...['connect', 'create', 'read', 'rw', 'dir', 'rename', 'compound', 'credits'],
  ...['session', 'tcon', 'lock', 'notify', 'setinfo', 'getinfo', 'ioctl', 'maxfid'],
].map((name) => `smb2.${name}`);

/** Shares of a server that tests may fill; two tests at a time never use the same one, as they use the same names. */
export interface TortureTarget {
  readonly host: string;
  readonly port: number;
  readonly shares: readonly string[];
  /** `user%password`. */
  readonly credentials: string;
  /** Empties a share, so that no test finds what the one before left behind. */
  empty(share: string): Promise<void>;
}

export interface TortureResult {
  readonly outcome: 'pass' | 'fail' | 'skip';
  /** What smbtorture says of a test that failed. */
  readonly reason: string;
}

const TEST_SECONDS = 60;

/** Why smbtorture cannot run here, or undefined when it can. */
export function whyNoSmbtorture(): string | undefined {
  return findProgram('smbtorture') === undefined ? 'this machine has no smbtorture (samba-testsuite)' : undefined;
}

/** The names of all tests of `suites`. */
export async function listTests(suites: readonly string[] = SUITES): Promise<string[]> {
  const lists = await Promise.all(suites.map(async (suite) => namesIn(suite, await smbtorture(['--list', suite]))));
  return [...new Set(lists.flat())];
}

/** Runs `tests` against `target`; `told` hears of each as it ends. */
export async function torture(
  target: TortureTarget,
  tests: readonly string[],
  told: (test: string, result: TortureResult) => void = () => {},
): Promise<Map<string, TortureResult>> {
  const results = new Map<string, TortureResult>();
  const waiting = [...tests];
  const work = async (share: string): Promise<void> => {
    for (let test = waiting.shift(); test !== undefined; test = waiting.shift()) {
      await target.empty(share);
      const result = await runTest(target, share, test);
      results.set(test, result);
      told(test, result);
    }
  };
  await Promise.all(target.shares.map(work));
  return results;
}

/** smbtorture lists a suite of one test as `suite.test.test`; a suite that is a test by itself as nothing. */
function namesIn(suite: string, listing: string): string[] {
  const listed = listing.split('\n').filter((line) => line === suite || line.startsWith(`${suite}.`));
  const names = listed.map((name) => name.replace(/\.([^.]+)\.\1$/, '.$1'));
  return names.length === 0 ? [suite] : names;
}

async function runTest(
  { host, port, credentials }: TortureTarget,
  share: string,
  test: string,
): Promise<TortureResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'smbfs-torture-'));
  try {
    const where = [`--basedir=${folder}`, `//${host}/${share}`, '-p', `${port}`, '-U', credentials];
    return judge(await smbtorture([...where, test]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function judge(output: string): TortureResult {
  if (/^(failure|error):/m.test(output)) return { outcome: 'fail', reason: reasonIn(output) };
  if (/^success:/m.test(output)) return { outcome: 'pass', reason: '' };
  if (/^skip:/m.test(output)) return { outcome: 'skip', reason: '' };
  return { outcome: 'fail', reason: `no result: ${output.trim().split('\n').at(-1) ?? ''}` };
}

function reasonIn(output: string): string {
  const located = /\(([^()\n]*\.c:\d+)\)([^\n]*)/.exec(output);
  if (located) return `${path.basename(located[1] ?? '')}${located[2]}`;
  return /^(?:failure|error):[^\n]*\[\n([^\n]*)/m.exec(output)?.[1] ?? '';
}

/** What smbtorture prints; one that takes too long is killed, and says so. */
function smbtorture(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(findProgram('smbtorture') ?? 'smbtorture', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const add = (part: Buffer): void => {
      output += part.toString('latin1');
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    const timer = setTimeout(() => {
      output += `\nno end within ${TEST_SECONDS} s`;
      child.kill('SIGKILL');
    }, TEST_SECONDS * 1000);
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      resolve(output);
    });
  });
}
