/** The steps of a connection test: from the server's name to a file that comes back as it was written, and is gone again. */
import { randomBytes, randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { join } from 'node:path/posix';
import { setTimeout as delay } from 'node:timers/promises';
import type { Agreement, ConnectStep, Diagnostics, SmbFs } from '../index.ts';
import { humanSize } from './human-size.ts';
import type { TestStepName } from './test-steps.ts';

/** A step begins, and then is done or has failed; one that fails is the last, but for removing what was written. */
export type TestEvent =
  | { readonly name: TestStepName; readonly state: 'running' }
  | DoneStep
  | { readonly name: TestStepName; readonly state: 'failed'; readonly milliseconds: number; readonly error: unknown };

export interface DoneStep {
  readonly name: TestStepName;
  readonly state: 'done';
  readonly milliseconds: number;
  /** What came out. */
  readonly detail: string;
  /** Of `negotiate`. */
  readonly agreed?: Agreement | undefined;
  /** Of `tree`. */
  readonly limits?: Pick<Diagnostics, 'protection' | 'maxReadSize' | 'maxWriteSize'> | undefined;
}

export interface TestOptions {
  /** The folder to look at and to write into. */
  readonly path: string;
  /** Who logs on, in words. */
  readonly user: string;
  /** Leaves out what writes. */
  readonly readOnly: boolean;
  readonly signal: AbortSignal;
}

/** Steps that tell the caller how they go, and return whether to go on. */
type Steps = AsyncGenerator<TestEvent, boolean, undefined>;

/** Bytes of the file that is written: more than one request over NetBIOS. */
const SIZE = 256 * 1024;

/** Milliseconds between two looks at how connecting goes. */
const LOOK_INTERVAL = 20;

/**
 * Takes the steps until one fails, on a share that is not connected yet. The file that is written is removed, whatever happens.
 * Throws the reason of `signal` when it aborts.
 */
export async function* testConnection(smb: SmbFs, options: TestOptions): AsyncGenerator<TestEvent, void, undefined> {
  const { path, readOnly, signal } = options;
  const { host } = smb.diagnostics().server;
  const take = (name: TestStepName, work: () => Promise<string>) => step(name, work, signal);
  const resolved = yield* take('resolve', async () => {
    if (isIP(host)) return `${host} is an address`;
    const found = await untilAborted(lookup(host, { all: true }), signal);
    return found.map(({ address }) => address).join(', ');
  });
  if (!resolved) return;
  if (!(yield* connectSteps(smb, options))) return;
  const listed = yield* take('list', async () => {
    let count = 0;
    for await (const _ of await smb.opendir(path)) {
      count++;
      signal.throwIfAborted();
    }
    return `${count} ${count === 1 ? 'entry' : 'entries'} in ${path}`;
  });
  if (!listed) return;
  if (!readOnly && !(yield* fileSteps(smb, options))) return;
  yield* take('room', async () => {
    const { bsize, blocks, bavail } = await smb.statfs(path);
    return `${humanSize(bavail * bsize)} of ${humanSize(blocks * bsize)} available`;
  });
}

async function* step(name: TestStepName, work: () => Promise<string>, signal: AbortSignal): Steps {
  yield { name, state: 'running' };
  const started = performance.now();
  try {
    const detail = await work();
    signal.throwIfAborted();
    yield { name, state: 'done', milliseconds: performance.now() - started, detail };
    return true;
  } catch (error) {
    // What fails because the test is stopped is no failure of the step.
    signal.throwIfAborted();
    yield { name, state: 'failed', milliseconds: performance.now() - started, error };
    return false;
  }
}

/** One attempt to connect, which the library has divided into steps. */
async function* connectSteps(smb: SmbFs, { user, signal }: TestOptions): Steps {
  let ended: { readonly error?: unknown } | undefined;
  const connecting = smb.connect({ signal }).then(
    () => {
      ended = {};
    },
    (error: unknown) => {
      ended = { error };
    },
  );
  let begun = 0;
  let told = 0;
  let failed = false;
  while (true) {
    const outcome = ended;
    const diagnostics = smb.diagnostics();
    const { steps } = diagnostics;
    for (const each of steps.slice(told)) {
      const { name, milliseconds, state } = each;
      if (begun <= told) {
        yield { name, state: 'running' };
        begun++;
      }
      if (state === 'done') {
        yield { name, state, milliseconds, ...outcomeOf(each, diagnostics, user) };
      } else if (outcome && 'error' in outcome) {
        signal.throwIfAborted();
        failed = true;
        yield { name, state: 'failed', milliseconds, error: outcome.error };
      } else break;
      told++;
    }
    if (outcome) {
      signal.throwIfAborted();
      if ('error' in outcome && !failed) throw outcome.error;
      return !failed;
    }
    await Promise.race([connecting, delay(LOOK_INTERVAL)]);
  }
}

function outcomeOf(
  { name, peer, agreed }: ConnectStep,
  { server, protection, maxReadSize, maxWriteSize }: Diagnostics,
  user: string,
): Pick<DoneStep, 'detail' | 'agreed' | 'limits'> {
  switch (name) {
    case 'connect':
      return { detail: peer ? `${peer.transport}, ${peer.address}:${peer.port}` : server.transport };
    case 'negotiate':
      return {
        detail: `SMB ${agreed?.dialect}, signing ${agreed?.signing}, ${agreed?.cipher ?? 'no'} encryption`,
        agreed,
      };
    case 'logon':
      return { detail: `as ${user}` };
    case 'tree':
      return {
        detail: `${server.share}, messages are ${protection === 'plain' ? 'neither signed nor encrypted' : protection}`,
        limits: { protection, maxReadSize, maxWriteSize },
      };
  }
}

/** A file of random bytes, there and back. */
async function* fileSteps(smb: SmbFs, { path, signal }: TestOptions): Steps {
  const file = join(path, `.smbfs-test-${randomUUID()}`);
  const data = randomBytes(SIZE);
  let back = Buffer.alloc(0);
  let isThere = true;
  const work: [TestStepName, () => Promise<string>][] = [
    [
      'write',
      async () => {
        await smb.writeFile(file, data, { flag: 'wx', signal });
        return `${humanSize(SIZE)} into a new file`;
      },
    ],
    [
      'read',
      async () => {
        back = await smb.readFile(file, { signal });
        return humanSize(back.length);
      },
    ],
    [
      'compare',
      async () => {
        if (!back.equals(data)) throw new Error('what was read is not what was written');
        return 'the same';
      },
    ],
    [
      'delete',
      async () => {
        isThere = false;
        await smb.unlink(file);
        return 'nothing is left';
      },
    ],
  ];
  const remove = async (): Promise<void> => {
    isThere = false;
    // It may never have been made.
    await smb.rm(file, { force: true });
  };
  try {
    for (const [name, each] of work) {
      if (yield* step(name, each, signal)) continue;
      if (isThere) yield* removalFailure(remove, signal);
      return false;
    }
    return true;
  } finally {
    // Who stopped the test is told that, and nothing else.
    if (isThere) await remove().catch(() => {});
  }
}

/** Nothing, or the step that failed in addition: a file that stays behind is to be told of. */
async function* removalFailure(
  remove: () => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<TestEvent, void, undefined> {
  const started = performance.now();
  try {
    await remove();
  } catch (error) {
    signal.throwIfAborted();
    yield { name: 'delete', state: 'running' };
    yield { name: 'delete', state: 'failed', milliseconds: performance.now() - started, error };
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
