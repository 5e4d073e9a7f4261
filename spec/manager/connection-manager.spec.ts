/** Connections that file systems have in common: who shares one, who does not, and what becomes of it. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConnectionManager, type DisconnectEvent, SmbFs, type SmbFsOptions } from '../../lib/index.ts';
import { type Embedded, startEmbedded } from '../server/embedded.ts';
import { rejection, settled, until } from '../support/settles.ts';

const test = suite<{
  server: Embedded;
  manager: ConnectionManager;
  open(share?: string, options?: SmbFsOptions): SmbFs;
}>('manager/connection manager');

test.before.each(async (context) => {
  context.server = await startEmbedded();
  context.manager = new ConnectionManager();
  context.open = (share = 'share', options = {}) =>
    new SmbFs({
      ...{ host: context.server.host, port: context.server.port, share, manager: context.manager },
      ...(options.anonymous || options.guest ? {} : { username: 'ann', password: 's3cret' }),
      ...options,
    });
});

test.after.each(async (context) => {
  context.manager.destroy();
  await context.server.stop();
});

const HELD = { reconnectTimeout: 5000 };

test('two shares of a server share a session with a tree for each', async ({ server, manager, open }) => {
  const one = open('share');
  const other = open('folder');
  const third = open('share');
  assert.equal(await one.readdir('/'), ['hello.txt']);
  await other.writeFile('/new.txt', 'new');
  assert.is(await third.readFile('/hello.txt', 'utf8'), 'hello');
  assert.is(server.server.connectionCount, 1);
  const [connection, ...rest] = manager.diagnostics().connections;
  assert.equal(rest, []);
  assert.equal([connection?.connected, connection?.shares, connection?.user], [true, 3, 'ann']);
  assert.is(one.diagnostics().server.address, server.host);
});

test('makes one connection, however many file systems begin at once', async ({ server, open }) => {
  await Promise.all(Array.from({ length: 50 }, (_, i) => open(i % 2 ? 'share' : 'folder').readdir('/')));
  assert.is(server.server.connectionCount, 1);
});

for (const [what, change] of [
  ['user', { username: 'Bob', password: 'b0b' }],
  ['identity', { anonymous: true, share: 'guests' }],
  ['signing', { signing: 'if-required' }],
  ['encryption', { encryption: 'required' }],
  ['dialect', { maxDialect: '3.0' }],
  ['cipher', { ciphers: ['aes-256-gcm'] }],
  ['algorithm for signatures', { signingAlgorithms: ['aes-cmac'] }],
  ['deadline', { requestTimeout: 12_345 }],
] as const satisfies readonly (readonly [string, SmbFsOptions])[]) {
  test(`never shares a connection with another ${what}`, async ({ server, open }) => {
    await open().readdir('/');
    // What it may do there is no matter.
    await open('share', change)
      .connect()
      .catch(() => {});
    await until(() => server.server.connectionCount === 1 || server.server.connectionCount === 2);
    assert.is(open('share', change).manager.diagnostics().counters.connects, 'anonymous' in change ? 1 : 2);
  });
}

test('a wrong password gets nothing of a right one’s session', async ({ open }) => {
  await open().readdir('/');
  const error = await rejection(open('share', { password: 'wrong' }).readdir('/'));
  assert.is(error.code, 'ERR_SMB_AUTHENTICATION');
});

test('nothing is kept of who has never connected', async ({ server, manager, open }) => {
  open();
  await open('share').readdir('/');
  const failing = [open('share', { password: 'wrong' }), open('nope'), open('share', { port: 1 })];
  for (const smb of failing) await rejection(smb.readdir('/'));
  const { connections } = manager.diagnostics();
  assert.equal(
    connections.map(({ connected, shares }) => [connected, shares]),
    [[true, 1]],
  );
  assert.is(server.server.connectionCount, 1);
  for (const smb of failing) assert.is(smb.diagnostics().steps.at(-1)?.state, 'failed');
});

test('who could not connect at first can later', async ({ server, manager, open }) => {
  const smb = open('share', { encryption: 'required' });
  const fault = server.server.faults.disconnect();
  await rejection(smb.readdir('/'));
  fault.remove();
  assert.equal(await smb.readdir('/'), ['hello.txt']);
  assert.is(manager.diagnostics().connections.length, 1);
});

test('a password is nowhere to be seen', async ({ manager, open }) => {
  const smb = open();
  await smb.readdir('/');
  const seen = inspect([manager, smb.manager, manager.diagnostics()], { depth: 9, showHidden: true });
  assert.not.match(seen, 's3cret');
});

test('closing one leaves the others their connection, and the last one hangs up', async ({ server, open }) => {
  const [one, other] = [open('share'), open('folder')];
  await Promise.all([one.readdir('/'), other.readdir('/')]);
  await one.close();
  assert.is((await rejection(one.readdir('/'))).code, 'ERR_SMB_CLOSED');
  await other.writeFile('/still', 'here');
  assert.is(server.server.connectionCount, 1);
  await other.close();
  await until(() => server.server.connectionCount === 0);
});

test('destroying one rejects what it does, closes its files, and leaves the others alone', async ({ server, open }) => {
  const [one, other] = [open('folder'), open('folder')];
  await other.readdir('/');
  const file = await one.open('/file', 'w');
  const fault = server.server.faults.pending(Number.POSITIVE_INFINITY, { command: 'QUERY_DIRECTORY', times: 1 });
  const listing = rejection(one.readdir('/'));
  await until(() => fault.hits === 1);
  const closed = once(server.server.events, 'close');
  const reason = new Error('enough');
  one.destroy(reason);
  assert.is(await listing, reason);
  await settled(closed);
  assert.is((await rejection(file.stat())).code, 'ERR_SMB_CLOSED');
  assert.equal(await other.readdir('/'), ['file']);
  assert.is(server.server.connectionCount, 1);
});

test('close lets what runs finish, on all shares, and ends it for good', async ({ server, manager, open }) => {
  const [one, other] = [open('share'), open('folder')];
  await Promise.all([one.connect(), other.connect()]);
  const work = [one.readFile('/hello.txt', 'utf8'), other.writeFile('/a', 'b')];
  const closing = manager.close();
  assert.is(manager.close(), closing);
  await settled(closing);
  assert.equal(await settled(Promise.all(work)), ['hello', undefined]);
  for (const smb of [one, other, open('share')]) assert.is((await rejection(smb.readdir('/'))).code, 'ERR_SMB_CLOSED');
  await until(() => server.server.connectionCount === 0);
  assert.equal(manager.diagnostics().connections, []);
});

test('destroy rejects what runs on all shares', async ({ server, manager, open }) => {
  server.server.faults.silence({ command: 'QUERY_DIRECTORY' });
  const shares = [open('share'), open('folder')];
  await Promise.all(shares.map((smb) => smb.connect()));
  const failed = shares.map((smb) => rejection(smb.readdir('/')));
  const reason = new Error('enough');
  manager.destroy(reason);
  for (const error of await Promise.all(failed)) assert.ok(error === reason || error.cause === reason, error.message);
  await until(() => server.server.connectionCount === 0);
});

test('an idle connection is closed when nobody uses it, and made again when somebody does', async ({
  server,
  manager,
  open,
}) => {
  const idle = { idleTimeout: 50 };
  const [one, other] = [open('share', idle), open('folder', idle)];
  const reasons: DisconnectEvent[] = [];
  manager.on('disconnect', (event) => reasons.push(event));
  const file = await other.open('/held', 'w');
  await one.readdir('/');
  // Long enough for what must not happen.
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.is(server.server.connectionCount, 1, 'a file is open on it');
  await file.close();
  await until(() => server.server.connectionCount === 0 && reasons.length === 1);
  assert.equal([reasons[0]?.reason, reasons[0]?.code], ['idle', undefined]);
  await Promise.all([one.readdir('/'), other.readdir('/')]);
  assert.is(manager.diagnostics().counters.connects, 2);
});

test('tells of connections that are made, lost and made again, on the manager and on channels', async ({
  server,
  manager,
  open,
}) => {
  const told: [string, unknown][] = [];
  const channels = ['connect', 'reconnect', 'disconnect'] as const;
  const hear = (message: unknown, name: string | symbol): void => void told.push([String(name), message]);
  for (const name of channels) {
    manager.on(name, (event: unknown) => told.push([name, event]));
    subscribe(`smbfs:${name}`, hear);
  }
  try {
    const smb = open('share', HELD);
    await smb.readdir('/');
    server.server.faults.disconnectAll();
    await until(() => manager.diagnostics().counters.losses === 1);
    await smb.readdir('/');
    assert.is(smb.diagnostics().reconnects, 1);
    await smb.close();
    await until(() => told.length === 8);
  } finally {
    for (const name of channels) unsubscribe(`smbfs:${name}`, hear);
  }
  const names = told.map(([name]) => name);
  const expected = ['connect', 'disconnect', 'reconnect', 'disconnect'];
  assert.equal(
    names.filter((name) => !name.includes(':')),
    expected,
  );
  assert.equal(
    names.filter((name) => name.includes(':')),
    expected.map((name) => `smbfs:${name}`),
  );
  const [connected, lost, again, ended] = told.filter(([name]) => !name.includes(':')).map(([, event]) => event);
  const where = { host: server.host, address: server.host, port: server.port, transport: 'directtcp', user: 'ann' };
  const part = (event: unknown, ...fields: string[]): unknown[] =>
    fields.map((name) => Reflect.get(Object(event), name));
  assert.equal(part(connected, ...Object.keys(where)), Object.values(where));
  assert.equal(part(connected, 'dialect', 'signing'), ['3.1.1', 'aes-gmac']);
  assert.equal(part(lost, 'reason', 'code'), ['lost', 'ECONNRESET']);
  assert.ok(Number(part(again, 'downtime')[0]) >= 0);
  assert.equal(part(ended, 'reason', 'code', 'message'), ['closed', undefined, undefined]);
});

test('what a listener throws disturbs no connection', async ({ manager, open }) => {
  const thrown = once(process, 'uncaughtException');
  manager.on('connect', () => {
    throw new Error('in a listener');
  });
  assert.equal(await open().readdir('/'), ['hello.txt']);
  const [error] = (await settled(thrown)) as [Error];
  assert.is(error.message, 'in a listener');
});

test('an idle connection makes room where there may be no more', async ({ server }) => {
  const manager = new ConnectionManager({ maxConnections: 1 });
  const common = { host: server.host, port: server.port, share: 'share', manager, password: 's3cret' };
  const ann = new SmbFs({ ...common, username: 'ann' });
  const bob = new SmbFs({ ...common, username: 'Bob', password: 'b0b' });
  for (let round = 0; round < 3; round++) {
    await ann.readdir('/');
    await bob.readdir('/');
  }
  assert.is(manager.diagnostics().counters.connects, 6);
  assert.is(server.server.connectionCount, 1);
  await manager.close();
});

test('who finds all connections in use waits for one, and not for ever', async ({ server }) => {
  const manager = new ConnectionManager({ maxConnections: 1 });
  const common = { host: server.host, port: server.port, share: 'folder', manager, connectTimeout: 200 };
  const ann = new SmbFs({ ...common, username: 'ann', password: 's3cret' });
  const bob = new SmbFs({ ...common, username: 'Bob', password: 'b0b', connectTimeout: 20_000 });
  const late = new SmbFs({ ...common, username: 'Bob', password: 'b0b' });
  const file = await ann.open('/held', 'w');
  const waiting = bob.readdir('/');
  assert.is((await rejection(late.readdir('/'))).code, 'ERR_SMB_CONNECTIONS');
  assert.is(manager.diagnostics().waiting, 1);
  await file.close();
  assert.equal(await settled(waiting), ['held']);
  await manager.close();
});

test('limits are checked, and so is what is called a manager', ({ open }) => {
  for (const maxConnections of [0, -1, Number.NaN, '5'] as number[]) {
    assert.throws(
      () => new ConnectionManager({ maxConnections }),
      (error: Error) => error instanceof RangeError,
    );
  }
  for (const manager of [{}, null, 5] as unknown as ConnectionManager[]) {
    assert.throws(
      () => open('share', { manager }),
      (error: NodeJS.ErrnoException) => error.code === 'ERR_INVALID_ARG_TYPE',
    );
  }
});

test.run();
