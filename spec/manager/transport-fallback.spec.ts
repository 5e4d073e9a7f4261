/** Which transport a server is reached over: the one that is named, and the other one only where that was asked for. */
import { once } from 'node:events';
import { createServer as createNetServer } from 'node:net';
import { memfs } from 'memfs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs, type SmbFsOptions } from '../../lib/index.ts';
import { createServer, type Server } from '../../lib/server/index.ts';
import { freePort, ownLoopbackAddress } from '../support/free-port.ts';
import { rejection, until } from '../support/settles.ts';
import { skipIf } from '../support/skip.ts';

const test = suite<{ server: Server; port: number; open(options: SmbFsOptions): SmbFs }>('manager/transport fallback');

const host = ownLoopbackAddress();

/** The transport that is fallen back to has its usual port: only root may listen there, and only where nobody does yet. */
async function whyNoNetbios(): Promise<string | undefined> {
  const probe = createNetServer();
  try {
    await once(probe.listen(139, host), 'listening');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    probe.close();
  }
}

const withNetbios = skipIf(test, await whyNoNetbios(), { mayLackInCi: true });

const FALLBACK = { transportFallback: true };

test.before.each(async (context) => {
  const { promises } = memfs({ '/hello.txt': 'hello' }).fs;
  context.server = createServer({ shares: { share: promises }, users: { ann: 's3cret' } });
  context.port = await freePort(host);
  context.open = (options) =>
    new SmbFs({ ...{ host, port: context.port, share: 'share', username: 'ann', password: 's3cret' }, ...options });
});

test.after.each((context) => context.server.close());

async function listen({ server, port }: { server: Server; port: number }): Promise<void> {
  await server.listen({ host, port });
}

async function listenOnNetbios({ server }: { server: Server }): Promise<void> {
  await server.listen({ host, port: 139, transport: 'netbios' });
}

withNetbios('is the one that is named, and no other, unless somebody asks', async (context) => {
  await listenOnNetbios(context);
  const smb = context.open({});
  assert.is((await rejection(smb.readdir('/'))).code, 'ECONNREFUSED');
  assert.is(smb.diagnostics().server.transport, 'directtcp');
});

withNetbios('is the other one where that was asked for, and is told', async (context) => {
  await listenOnNetbios(context);
  await using smb = context.open(FALLBACK);
  const told: unknown[] = [];
  smb.manager.on('connect', ({ transport, port }) => told.push([transport, port]));
  assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
  const { server, steps } = smb.diagnostics();
  assert.equal([server.transport, server.port], ['netbios', 139]);
  assert.equal(steps[0]?.peer, { transport: 'netbios', address: host, port: 139 });
  await until(() => told.length > 0);
  assert.equal(told, [['netbios', 139]]);
});

withNetbios('can be asked for in a URL, and serves the worker of Sync calls too', async (context) => {
  await listenOnNetbios(context);
  const url = `smb://ann:s3cret@${host}:${context.port}/share?transport-fallback=true`;
  await using smb = new SmbFs(url, { engine: 'worker' });
  assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
});

withNetbios('is the one that worked last when a connection is made again', async (context) => {
  await listenOnNetbios(context);
  await using smb = context.open({ ...FALLBACK, idleTimeout: 50 });
  // Until it is closed, the connection is not idle.
  const file = await smb.open('/hello.txt');
  await listen(context);
  context.server.faults.disconnectAll();
  await until(() => smb.manager.diagnostics().counters.losses === 1);
  assert.is(await file.readFile('utf8'), 'hello');
  assert.is(smb.diagnostics().server.transport, 'netbios');
  await file.close();
  await until(() => !smb.diagnostics().connected);
  await smb.readdir('/');
  assert.is(smb.diagnostics().server.transport, 'netbios', 'after it was idle');
});

withNetbios('is not another one after a logon was refused', async (context) => {
  await Promise.all([listen(context), listenOnNetbios(context)]);
  const smb = context.open({ ...FALLBACK, password: 'wrong' });
  const connected: string[] = [];
  context.server.events.on('connect', ({ transport }) => connected.push(transport));
  assert.is((await rejection(smb.readdir('/'))).code, 'ERR_SMB_AUTHENTICATION');
  assert.equal(connected, ['directtcp']);
});

withNetbios('tells what both have failed with', async ({ port, open }) => {
  const error = await rejection(open(FALLBACK).readdir('/'));
  assert.is(error.code, 'ECONNREFUSED');
  assert.match(error.message, new RegExp(`${host}:${port}: .*; ${host}:139: connect ECONNREFUSED`));
});

test.run();
