/** The steps of a connection test: from the server's name to a file that comes back as it was written, and is gone again. */
import { randomBytes, randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { join } from 'node:path/posix';
import type { ConnectStep, Diagnostics } from '../index.ts';
import { type Context, connectFailure, type Target } from './context.ts';
import type { FailureReport } from './failure.ts';
import { humanSize } from './format.ts';

export interface TestStep {
  readonly name: 'resolve' | ConnectStep['name'] | 'list' | 'write' | 'read' | 'compare' | 'delete' | 'room';
  readonly milliseconds: number;
  /** What came out. */
  readonly detail: string;
  /** Of the step that failed, which is the last one. */
  readonly failure?: FailureReport;
}

/** Bytes of the file that is written: more than one request over NetBIOS. */
const SIZE = 256 * 1024;

/** Takes the steps until one fails. The file that is written is removed, whatever happens. */
export async function* testShare(
  context: Context,
  target: Target,
  { readOnly }: { readonly readOnly: boolean },
): AsyncGenerator<TestStep, void, undefined> {
  const { smb, path } = target;
  const { signal } = context;
  const { host } = smb.diagnostics().server;
  const test = new Steps(context);
  yield* test.step('resolve', async () => {
    if (isIP(host)) return `${host} is an address`;
    const found = await untilAborted(lookup(host, { all: true }), signal);
    return found.map(({ address }) => address).join(', ');
  });
  if (test.failed) return;
  yield* connectSteps(context, target, test);
  if (test.failed) return;
  yield* test.step('list', async () => {
    let count = 0;
    for await (const _ of await smb.opendir(path)) {
      count++;
      signal.throwIfAborted();
    }
    return `${count} ${count === 1 ? 'entry' : 'entries'} in ${path}`;
  });
  if (!readOnly && !test.failed) yield* fileSteps(context, target, test);
  if (test.failed) return;
  yield* test.step('room', async () => {
    const { bsize, blocks, bavail } = await smb.statfs(path);
    return `${humanSize(bavail * bsize)} of ${humanSize(blocks * bsize)} available`;
  });
}

/** Takes steps one after the other, none behind one that failed. */
class Steps {
  readonly #context: Context;
  failed = false;

  constructor(context: Context) {
    this.#context = context;
  }

  async *step(name: TestStep['name'], work: () => Promise<string>): AsyncGenerator<TestStep, void, undefined> {
    const started = performance.now();
    try {
      const detail = await work();
      this.#context.signal.throwIfAborted();
      yield { name, milliseconds: performance.now() - started, detail };
    } catch (error) {
      yield await this.failure(name, performance.now() - started, error);
    }
  }

  /** A step that failed; what fails because the command is stopped is thrown on. */
  async failure(name: TestStep['name'], milliseconds: number, error: unknown): Promise<TestStep> {
    this.#context.signal.throwIfAborted();
    this.failed = true;
    const failure = this.#context.failed(error);
    await this.#context.story(error);
    return { name, milliseconds, detail: '', failure };
  }
}

/** One attempt to connect, which the library has divided into steps. */
async function* connectSteps(
  context: Context,
  { smb, user }: Target,
  test: Steps,
): AsyncGenerator<TestStep, void, undefined> {
  let failure: { readonly error: unknown } | undefined;
  try {
    await smb.connect({ signal: context.signal });
  } catch (error) {
    failure = { error };
  }
  const diagnostics = smb.diagnostics();
  for (const step of diagnostics.steps) {
    const { name, milliseconds, state } = step;
    if (state === 'done') yield { name, milliseconds, detail: detailOf(step, diagnostics, user) };
    else if (failure) yield await test.failure(name, milliseconds, connectFailure(failure.error, diagnostics.server));
  }
  if (failure && !test.failed) throw failure.error;
}

function detailOf({ name, agreed }: ConnectStep, { server, protection }: Diagnostics, user: string): string {
  switch (name) {
    case 'connect':
      return server.address === undefined ? server.transport : `${server.transport}, ${server.address}:${server.port}`;
    case 'negotiate':
      return `SMB ${agreed?.dialect}, signing ${agreed?.signing}, ${agreed?.cipher ?? 'no'} encryption`;
    case 'logon':
      return `as ${user}`;
    case 'tree':
      return `${server.share}, messages are ${protection === 'plain' ? 'neither signed nor encrypted' : protection}`;
  }
}

/** A file of random bytes, there and back. */
async function* fileSteps(
  { signal }: Context,
  { smb, path }: Target,
  test: Steps,
): AsyncGenerator<TestStep, void, undefined> {
  const file = join(path, `.smbfs-test-${randomUUID()}`);
  const data = randomBytes(SIZE);
  let back = Buffer.alloc(0);
  let isThere = true;
  const work: [TestStep['name'], () => Promise<string>][] = [
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
        await smb.unlink(file);
        isThere = false;
        return 'nothing is left';
      },
    ],
  ];
  try {
    for (const [name, each] of work) {
      yield* test.step(name, each);
      if (test.failed) return;
    }
  } finally {
    // That it cannot be removed, or was never made, is not what went wrong.
    if (isThere) await smb.rm(file, { force: true }).catch(() => {});
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
