/** Faults on purpose, as our own client meets them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs, type SmbFsOptions } from '../../lib/index.ts';
import { stat } from '../../lib/open/paths/stat.ts';
import { STATUS_DISK_FULL, STATUS_SUCCESS } from '../../lib/wire/ntstatus.ts';
import { shareOn } from '../support/client.ts';
import { type Embedded, startEmbedded } from './embedded.ts';

const test = suite<{ embedded: Embedded; clients: SmbFs[] }>('server/faults');

test.before.each(async (context) => {
  context.embedded = await startEmbedded();
  context.clients = [];
});

test.after.each(async ({ embedded, clients }) => {
  for (const smb of clients) smb.destroy();
  await embedded.stop();
  assert.equal(embedded.failures, []);
});

async function client(
  { embedded, clients }: { readonly embedded: Embedded; readonly clients: SmbFs[] },
  options: SmbFsOptions = {},
): Promise<SmbFs> {
  const smb = new SmbFs(embedded.server.url('share', { user: 'ann' }), options);
  clients.push(smb);
  await smb.connect();
  return smb;
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'no error',
    (error: { code?: unknown }) => error.code,
  );
}

test('delays what it is told to, and nothing else', async (context) => {
  const smb = await client(context);
  const delay = context.embedded.server.faults.delay(150, { command: 'CREATE', times: 1 });
  const started = performance.now();
  await smb.readFile('/hello.txt');
  assert.ok(performance.now() - started >= 149);
  assert.is(delay.hits, 1);
  assert.is(smb.diagnostics().counters?.interimReplies, 0);
});

test('answers STATUS_PENDING first', async (context) => {
  const smb = await client(context);
  const pending = context.embedded.server.faults.pending(20);
  assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
  assert.ok(pending.hits > 0);
  assert.is(smb.diagnostics().counters?.interimReplies, pending.hits);
});

test('is pending for ever, until the client gives up', async (context) => {
  const smb = await client(context);
  context.embedded.server.faults.pending(Number.POSITIVE_INFINITY, { command: 'CREATE', times: 1 });
  const abort = new AbortController();
  const reading = codeOf(smb.readFile('/hello.txt', { signal: abort.signal }));
  setTimeout(() => abort.abort(), 50);
  assert.is(await reading, 'ABORT_ERR');
  assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
});

test('is silent', async (context) => {
  const smb = await client(context, { requestTimeout: 200 });
  const silence = context.embedded.server.faults.silence({ command: 'CREATE' });
  assert.is.not(await codeOf(smb.readFile('/hello.txt')), 'no error');
  assert.ok(silence.hits > 0);
});

test('fails with a status, after so many requests, so many times', async (context) => {
  const smb = await client(context);
  const { faults } = context.embedded.server;
  const full = faults.fail(STATUS_DISK_FULL, { command: ['CREATE', 'WRITE'], skip: 1, times: 1 });
  await smb.stat('/hello.txt');
  assert.is(await codeOf(smb.stat('/hello.txt')), 'ENOSPC');
  await smb.stat('/hello.txt');
  assert.is(full.hits, 1);
  assert.throws(() => faults.fail(STATUS_SUCCESS), TypeError);
});

test('strikes no more once it is taken back', async (context) => {
  const smb = await client(context);
  const { faults } = context.embedded.server;
  const fault = faults.fail(STATUS_DISK_FULL);
  fault.remove();
  faults.silence({ command: 'CREATE' });
  faults.clear();
  assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
  assert.is(fault.hits, 0);
});

for (const bytes of [0, 3, 4, 40, 100]) {
  test(`drops the connection after ${bytes} bytes of a reply`, async (context) => {
    const smb = await client(context);
    const cut = context.embedded.server.faults.cut(bytes, { command: 'CREATE' });
    assert.is.not(await codeOf(smb.writeFile('/new', 'x', { flag: 'wx' })), 'no error');
    assert.ok(cut.hits > 0);
  });
}

test('drops the connection instead of answering', async (context) => {
  const smb = await client(context);
  const fault = context.embedded.server.faults.disconnect({ command: 'CREATE' });
  assert.is.not(await codeOf(smb.writeFile('/new', 'x', { flag: 'wx' })), 'no error');
  assert.ok(fault.hits > 0);
});

for (const encryption of ['if-required', 'required'] as const) {
  for (const part of ['Signature', 'Payload'] as const) {
    test(`corrupts the ${part.toLowerCase()} of a reply, with encryption ${encryption}, and the client notices`, async (context) => {
      const smb = await client(context, { encryption });
      const corrupt = context.embedded.server.faults[`corrupt${part}`]({ command: 'CREATE' });
      assert.is(await codeOf(smb.readFile('/hello.txt')), 'ERR_SMB_SECURITY');
      assert.is(corrupt.hits, 1);
    });
  }
}

test('grants one credit at a time, and a client gets through', async (context) => {
  const { faults } = context.embedded.server;
  faults.credits(1);
  const smb = await client(context);
  await smb.writeFile('/big', Buffer.alloc(300_000, 'x'));
  assert.is((await smb.readFile('/big')).length, 300_000);
});

test('announces tiny sizes, and a client keeps to them', async (context) => {
  const { faults, events } = context.embedded.server;
  faults.sizes({ maxReadSize: 1000, maxWriteSize: 1000 });
  let largest = 0;
  events.on('write', ({ length }) => {
    largest = Math.max(largest, length);
  });
  const smb = await client(context);
  await smb.writeFile('/some', Buffer.alloc(10_500, 'x'));
  assert.is((await smb.readFile('/some')).length, 10_500);
  assert.is(largest, 1000);
});

test('lets sessions expire, which the client renews, but not those that come later', async (context) => {
  const { server } = context.embedded;
  let logons = 0;
  server.events.on('logon', () => logons++);
  const share = shareOn(context.embedded);
  const size = (): Promise<number> => share.run(async (tree) => (await stat(tree, 'hello.txt', true)).endOfFile);
  assert.is(await size(), 5);
  const before = logons;
  const setups = server.faults.delay(0, { command: 'SESSION_SETUP' });
  server.faults.expireSessions();
  assert.is(await size(), 5);
  assert.ok(setups.hits > 0, 'the user is proven anew');
  assert.is(logons, before, 'on the same session');
  share.destroy();
  const later = await client(context);
  assert.is(await later.readFile('/hello.txt', 'utf8'), 'hello');
});

test('drops everybody', async (context) => {
  const { server } = context.embedded;
  await Promise.all([client(context), client(context), client(context)]);
  assert.is(server.connectionCount, 3);
  let left = 3;
  const gone = new Promise<void>((resolve) => {
    server.events.on('disconnect', () => {
      if (--left === 0) resolve();
    });
  });
  server.faults.disconnectAll();
  await gone;
  assert.is(server.connectionCount, 0);
});

test.run();
