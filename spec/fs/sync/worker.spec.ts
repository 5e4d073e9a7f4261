import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { syncMethods } from '../../../lib/fs/faces/sync.ts';
import { FileSystem } from '../../../lib/fs/file-system.ts';
import { resolveOptions } from '../../../lib/fs/options/options.ts';
import { SmbFs } from '../../../lib/fs/smb-fs.ts';
import { type BridgeOptions, WorkerBridge } from '../../../lib/fs/sync/worker-bridge.ts';
import { WorkerEngine } from '../../../lib/fs/sync/worker-engine.ts';
import { ShareConnection } from '../../../lib/manager/share-connection.ts';
import { installBuiltPackage } from '../../support/built-package.ts';
import { thrownBy } from '../../support/node-peer.ts';
import { findProcesses } from '../../support/processes.ts';
import type { Samba } from '../../support/samba.ts';
import { sambaSuite } from '../../support/samba-suite.ts';

export const deadlineSeconds = 240;

const run = promisify(execFile);
const INDEX = new URL('../../../lib/index.ts', import.meta.url).href;

const test = sambaSuite('fs/sync/worker');
const built = await installBuiltPackage();
test.after(async () => await rm(built, { recursive: true }));

interface Failed {
  readonly code: string | undefined;
  readonly message: string;
}

function failureOf(call: () => unknown): Failed {
  const { code, message } = thrownBy(call) as NodeJS.ErrnoException;
  return { code, message };
}

/** A module with `text` in it, for a worker to run, and a bridge to that worker. */
async function withWorker(text: string, options: BridgeOptions, body: (bridge: WorkerBridge) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'smbfs-worker-'));
  try {
    const file = join(folder, 'worker.mjs');
    await writeFile(file, text);
    const bridge = new WorkerBridge(resolveOptions('smb://ann@localhost/share'), {
      module: pathToFileURL(file).href,
      ...options,
    });
    body(bridge);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a worker whose module cannot be loaded says why', async () => {
  const bridge = new WorkerBridge(resolveOptions('smb://ann@localhost/share'), {
    module: 'file:///no/such/module.mjs',
  });
  const { code, message } = failureOf(() => bridge.callAndSleep({ name: 'connect', args: [] }));
  assert.is(code, 'ERR_SMB_WORKER');
  assert.match(message, /did not start: .*Cannot find module '\/no\/such\/module.mjs'/);
  assert.is(
    failureOf(() => bridge.callAndSleep({ name: 'connect', args: [] })).message,
    message,
    'and goes on saying so',
  );
});

test('a worker whose module throws says what', async () => {
  await withWorker("throw new TypeError('out of luck')", {}, (bridge) => {
    const { code, message } = failureOf(() => bridge.callAndSleep({ name: 'connect', args: [] }));
    assert.is(code, 'ERR_SMB_WORKER');
    assert.match(message, /did not start: TypeError: out of luck/);
  });
});

test('a worker that never starts is given up', async () => {
  await withWorker('for (;;);', { start: 1 }, (bridge) => {
    const { code, message } = failureOf(() => bridge.callAndSleep({ name: 'connect', args: [] }));
    assert.equal([code, message], ['ETIMEDOUT', 'the worker for synchronous calls has not started for 1 s']);
  });
});

test('a worker that goes silent is given up', async () => {
  const text = `
    import { workerData } from 'node:worker_threads';
    workerData.port.on('message', () => { for (;;); });
    workerData.port.postMessage({ started: true });
  `;
  await withWorker(text, { quiet: 2 }, (bridge) => {
    const { code, message } = failureOf(() => bridge.callAndSleep({ name: 'connect', args: [] }));
    assert.equal([code, message], ['ETIMEDOUT', 'the worker for synchronous calls has given no sign of life for 2 s']);
  });
});

test('after a worker was given up, the next call starts another, and its files are closed', async ({ samba }) => {
  const name = process.features.typescript ? 'worker.ts' : 'worker-unbuilt.mjs';
  const real = new URL(`../../../lib/fs/sync/${name}`, import.meta.url).href;
  const folder = await mkdtemp(join(tmpdir(), 'smbfs-worker-'));
  const module = join(folder, 'worker.mjs');
  await writeFile(
    module,
    `
      import { workerData } from 'node:worker_threads';
      await import('${real}');
      workerData.port.on('message', ({ name }) => {
        if (name === 'access') for (;;);
      });
    `,
  );
  const resolved = resolveOptions(samba.url());
  const fs = new FileSystem(resolved, new ShareConnection(resolved.settings));
  const engine = new WorkerEngine(fs, { module: pathToFileURL(module).href, quiet: 5 });
  const smb = syncMethods(fs, engine);
  const fd = smb.openSync?.('/file', 'w');
  assert.is(failureOf(() => smb.accessSync?.('/')).code, 'ETIMEDOUT');
  assert.is(failureOf(() => smb.writeSync?.(fd, 'x')).code, 'ETIMEDOUT', 'what it had open is lost with it');
  smb.closeSync?.(fd);
  smb.writeFileSync?.('/file', 'written');
  assert.is(smb.readFileSync?.('/file', 'utf8'), 'written');
  await engine.close();
  await rm(folder, { recursive: true });
});

test('a server that has stopped is a time-out as in the asynchronous form, and the next call works', async ({
  samba,
}) => {
  const smb = new SmbFs(samba.url(), { requestTimeout: 3000, reconnectTimeout: 1 });
  await smb.connect();
  smb.writeFileSync('/file', 'x');
  const pids = findProcesses(join(samba.folder(), '../..'));
  assert.ok(pids.length > 0);
  let failures: unknown[] = [];
  try {
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    const sync = thrownBy(() => smb.readFileSync('/file')) as NodeJS.ErrnoException;
    const async = (await smb.readFile('/file').catch((error: unknown) => error)) as NodeJS.ErrnoException;
    failures = [sync, async].map((error) => [error.name, error.code, error.constructor]);
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
  assert.equal(failures[0], failures[1]);
  assert.equal((failures[0] as unknown[])[1], 'ETIMEDOUT');
  assert.is(smb.readFileSync('/file', 'utf8'), 'x');
  await smb.close();
});

test('a server that is not there is the error of the asynchronous form', async () => {
  const smb = new SmbFs('smb://ann:pw@127.0.0.1:1/share');
  const sync = thrownBy(() => smb.statSync('/')) as NodeJS.ErrnoException;
  const async = (await smb.stat('/').catch((error: unknown) => error)) as NodeJS.ErrnoException;
  for (const key of ['name', 'code', 'message', 'constructor'] as const) assert.is(sync[key], async[key]);
  assert.is(sync.code, 'ECONNREFUSED');
  await smb.close();
});

test('a large file comes and goes byte by byte', async ({ samba }) => {
  const smb = new SmbFs(samba.url());
  const data = Buffer.allocUnsafe(64 << 20);
  for (let i = 0; i < data.length; i += 4) data.writeUInt32LE(Math.imul(i, 2654435761) >>> 0, i);
  smb.writeFileSync('/large', data);
  assert.ok(smb.readFileSync('/large').equals(data));
  smb.unlinkSync('/large');
  await smb.close();
});

test('memory stays flat over many calls', async ({ samba }) => {
  const smb = new SmbFs(samba.url());
  const data = Buffer.alloc(256 * 1024, 'x');
  smb.writeFileSync('/file', data);
  const fd = smb.openSync('/file', 'r+');
  const buffer = Buffer.alloc(data.length);
  const once = (): void => {
    smb.readSync(fd, buffer, 0, buffer.length, 0);
    smb.writeSync(fd, buffer, 0, buffer.length, 0);
    smb.readFileSync('/file');
    smb.existsSync('/none');
  };
  // Until two collectors have found their pace it may grow, but 150 MiB go over the bridge in each round.
  for (let round = 1; ; round++) {
    const before = process.memoryUsage.rss();
    for (let i = 0; i < 200; i++) once();
    const grown = process.memoryUsage.rss() - before;
    if (grown < 16 << 20) break;
    assert.ok(round < 10, `grew by ${grown} bytes in round ${round}`);
  }
  smb.closeSync(fd);
  await smb.close();
});

/** Runs a program beside the built package, in a process of its own, which must end by itself; what it prints. */
async function runProgram(samba: Samba, name: string, text: string, args: readonly string[]): Promise<string> {
  const file = join(built, name);
  await writeFile(file, text);
  const cwd = fileURLToPath(new URL('../../..', import.meta.url));
  const { TYPESCRIPT_LOADER: _, ...environment } = process.env;
  const options = { env: { ...environment, SMB_URL: samba.url() }, cwd, timeout: 60_000 };
  const { stdout } = await run(process.execPath, [...args, file], options);
  return stdout;
}

const PROGRAM = `
  const smb = new SmbFs(process.env.SMB_URL);
  smb.writeFileSync('/program', 'written');
  const fd = smb.openSync('/program');
  const buffer = Buffer.alloc(4);
  smb.read(fd, buffer, 0, 4, 0, () => {
    process.stdout.write([String(buffer), smb.readFileSync('/program', 'utf8'), smb.existsSync('/none')].join());
  });
  process.on('exit', () => process.stdout.write(' ' + smb.statSync('/program').size));
`;

test('a program that never closes it ends by itself, after its callbacks', async ({ samba }) => {
  const text = `import { SmbFs } from '${INDEX}';${PROGRAM}`;
  // As in a checkout: on lines of node that read no TypeScript, with tsx.
  const loader = process.features.typescript ? [] : ['--import', 'tsx'];
  assert.is(await runProgram(samba, 'unbuilt.mjs', text, loader), 'writ,written,false 7');
});

test('it works as it is published, inside a worker thread too', async ({ samba }) => {
  const text = `import { SmbFs } from 'smbfs';${PROGRAM}`;
  assert.is(await runProgram(samba, 'program.mjs', text, []), 'writ,written,false 7');
  const outer = `import { Worker } from 'node:worker_threads'; new Worker(new URL('program.mjs', import.meta.url));`;
  assert.match(await runProgram(samba, 'outer.mjs', outer, []), /^writ,written,false/);
});

test.run();
