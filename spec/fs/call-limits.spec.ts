/** `timeout` and `signal` as options of calls: they settle, nothing is left, and the server is told. */
import { getEventListeners } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs, type SmbFsOptions } from '../../lib/index.ts';
import { type Embedded, startEmbedded } from '../server/embedded.ts';
import { rejection, settled, until } from '../support/settles.ts';

const test = suite<{ server: Embedded; smb: SmbFs; open(options?: SmbFsOptions): SmbFs; destroyAll(): void }>(
  'fs/call limits',
);

test.before.each(async (context) => {
  const server = await startEmbedded();
  const opened: SmbFs[] = [];
  context.server = server;
  context.open = (options = {}) => {
    const smb = new SmbFs({
      ...{ host: server.host, port: server.port, share: 'folder', username: 'ann', password: 's3cret' },
      ...options,
    });
    opened.push(smb);
    return smb;
  };
  context.smb = context.open();
  await context.smb.writeFile('/file', 'content');
  await context.smb.mkdir('/folder');
  context.destroyAll = () => {
    for (const smb of opened) smb.destroy();
  };
});

test.after.each(async ({ server, destroyAll }) => {
  destroyAll();
  await server.stop();
});

type Call = (smb: SmbFs, limits: { timeout?: number; signal?: AbortSignal }) => Promise<unknown>;

const CALLS: Readonly<Record<string, Call>> = {
  appendFile: (smb, limits) => smb.appendFile('/file', 'more', limits),
  cp: (smb, limits) => smb.cp('/file', '/copy', limits),
  lstat: (smb, limits) => smb.lstat('/file', limits),
  mkdir: (smb, limits) => smb.mkdir('/made/below', { recursive: true, ...limits }),
  mkdtemp: (smb, limits) => smb.mkdtemp('/temporary', limits),
  opendir: (smb, limits) => smb.opendir('/folder', limits),
  readFile: (smb, limits) => smb.readFile('/file', { encoding: 'utf8', ...limits }),
  readdir: (smb, limits) => smb.readdir('/', { recursive: true, ...limits }),
  readlink: (smb, limits) => smb.readlink('/file', limits),
  realpath: (smb, limits) => smb.realpath('/file', limits),
  rm: (smb, limits) => smb.rm('/folder', { recursive: true, ...limits }),
  rmdir: (smb, limits) => smb.rmdir('/folder', limits),
  stat: (smb, limits) => smb.stat('/file', limits),
  statfs: (smb, limits) => smb.statfs('/', limits),
  writeFile: (smb, limits) => smb.writeFile('/file', 'new', limits),
};

for (const [name, call] of Object.entries(CALLS)) {
  test(`${name} fails with ETIMEDOUT when its time is up, and the server is told`, async ({ server, smb }) => {
    const fault = server.server.faults.pending(Number.POSITIVE_INFINITY);
    const error = await rejection(call(smb, { timeout: 30 }));
    assert.equal([error.code, (error as NodeJS.ErrnoException).syscall], ['ETIMEDOUT', name], error.stack);
    assert.match(error.message, name);
    assert.ok(fault.hits > 0);
    await until(() => (smb.diagnostics().counters?.cancelled ?? 0) > 0);
  });

  test(`${name} ends with its signal, which has no listener then`, async ({ server, smb }) => {
    const fault = server.server.faults.pending(Number.POSITIVE_INFINITY);
    const controller = new AbortController();
    const reason = new Error('enough');
    const ended = rejection(call(smb, { signal: controller.signal }));
    await until(() => fault.hits > 0);
    assert.is(getEventListeners(controller.signal, 'abort').length, 1);
    controller.abort(reason);
    const error = await ended;
    assert.equal([error.name, error.code, error.cause], ['AbortError', 'ABORT_ERR', reason], error.stack);
    assert.is(getEventListeners(controller.signal, 'abort').length, 0);
    assert.is((await rejection(call(smb, { signal: controller.signal }))).code, 'ABORT_ERR');
  });
}

test('what is done in time is as it is without limits, and leaves no listener', async ({ smb }) => {
  const { signal } = new AbortController();
  const limits = { timeout: 60_000, signal };
  assert.is(await smb.readFile('/file', { encoding: 'utf8', ...limits }), 'content');
  assert.is((await smb.stat('/file', limits)).size, 7);
  assert.is((await smb.stat('/file', { bigint: true, ...limits })).size, 7n);
  assert.equal((await smb.readdir('/', limits)).sort(), ['file', 'folder']);
  await smb.writeFile('/folder/late', 'x', limits);
  const dir = await smb.opendir('/folder', limits);
  assert.is((await dir.read())?.name, 'late');
  await dir.close();
  await smb.cp('/folder', '/copied', { recursive: true, ...limits });
  await smb.rm('/copied', { recursive: true, ...limits });
  assert.is(getEventListeners(signal, 'abort').length, 0);
  const fd = await smb.promises.open('/file');
  assert.is(await fd.readFile({ encoding: 'utf8', timeout: 60_000 } as { encoding: 'utf8' }), 'content');
  await fd.close();
});

test('a connection that is not made in time is no more waited for', async ({ server, open }) => {
  server.server.faults.silence({ command: 'SESSION_SETUP' });
  const smb = open();
  assert.is((await rejection(smb.stat('/file', { timeout: 30 }))).code, 'ETIMEDOUT');
  smb.destroy();
});

test('callbacks take them too, and so do the shapes of node’s modules', async ({ server, smb }) => {
  server.server.faults.pending(Number.POSITIVE_INFINITY);
  const limits = { timeout: 30 } as object;
  const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    smb.fs.stat('/file', limits, (failed) => resolve(failed));
  });
  assert.is(error?.code, 'ETIMEDOUT');
  assert.is((await rejection(smb.promises.readdir('/', limits))).code, 'ETIMEDOUT');
});

test('a large file with one signal, and many calls with one, are no leak', async ({ smb }) => {
  const warnings: Error[] = [];
  const hear = (warning: Error): void => void warnings.push(warning);
  process.on('warning', hear);
  const { signal } = new AbortController();
  const size = 40 * 1024 * 1024;
  await smb.writeFile('/large', Buffer.alloc(size, 'x'), { signal });
  assert.is((await smb.readFile('/large', { signal })).length, size);
  await Promise.all(Array.from({ length: 50 }, () => smb.stat('/large', { signal })));
  await Promise.all(Array.from({ length: 50 }, () => smb.readFile('/file', { signal })));
  // Warnings come a tick later.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', hear);
  assert.equal(warnings, []);
  assert.is(getEventListeners(signal, 'abort').length, 0);
});

test('a large write that the server never answers ends in time, and so does one that it does not even read', async ({
  server,
  smb,
}) => {
  server.server.faults.silence({ command: 'WRITE' });
  const data = Buffer.alloc(20_000_000);
  for (let round = 0; round < 2; round++) {
    const error = await rejection(smb.writeFile('/large', data, { timeout: 30 }));
    assert.is(error.code, 'ETIMEDOUT');
    // Nobody reads it any more.
    data.fill(round);
  }
  assert.is((await smb.stat('/file')).size, 7);
});

test('limits are checked', async ({ smb }) => {
  for (const [timeout, code] of [
    [-1, 'ERR_OUT_OF_RANGE'],
    [2 ** 31, 'ERR_OUT_OF_RANGE'],
    ['5', 'ERR_INVALID_ARG_TYPE'],
  ] as [number, string][]) {
    assert.is((await rejection(smb.stat('/file', { timeout }))).code, code);
  }
  await settled(smb.stat('/file', { timeout: 0 }));
});

test.run();
