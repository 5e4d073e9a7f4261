/** One connection for all, made when needed, left when idle or closed, and never left behind. */
import * as assert from 'uvu/assert';
import { Open } from '../../lib/open/open.ts';
import { create } from '../../lib/open/requests.ts';
import type { Tree } from '../../lib/tree/tree.ts';
import { STATUS_BAD_NETWORK_NAME } from '../../lib/wire/ntstatus.ts';
import type { ScriptedPeer, ServerRequest } from '../support/scripted-peer.ts';
import { insteadOf, SILENCE } from '../support/scripted-server.ts';
import { scriptedSuite } from '../support/scripted-suite.ts';
import { rejection, settled, until } from '../support/settles.ts';

const test = scriptedSuite('manager/share connection');

const work = async (tree: Tree): Promise<unknown> => tree.connection.echo();

test('makes one connection, however many wait for it', async ({ serve, share }) => {
  const server = await serve();
  const shared = share(server);
  await Promise.all(Array.from({ length: 100 }, () => shared.run(work)));
  assert.is(server.peers.length, 1);
  assert.is(server.received.filter((name) => name === 'SESSION_SETUP').length, 2);
  assert.is(server.received.filter((name) => name === 'TREE_CONNECT').length, 1);
});

test('makes another after one was lost', async ({ serve, share }) => {
  const server = await serve();
  const shared = share(server);
  await shared.run(work);
  server.peers[0]?.socket.destroy();
  await until(() => shared.tree === undefined);
  await shared.run(work);
  assert.is(server.peers.length, 2);
});

test('tries again after an attempt that failed', async ({ serve, share }) => {
  let refused = false;
  const server = await serve({
    script({ name }) {
      if (name !== 'TREE_CONNECT' || refused) return undefined;
      refused = true;
      return { status: STATUS_BAD_NETWORK_NAME };
    },
  });
  const shared = share(server);
  assert.is((await rejection(shared.run(work))).code, 'STATUS_BAD_NETWORK_NAME');
  await shared.run(work);
});

test('logs off when the share is refused, and hangs up', async ({ serve, share }) => {
  const server = await serve({
    script: ({ name }) => (name === 'TREE_CONNECT' ? { status: STATUS_BAD_NETWORK_NAME } : undefined),
  });
  await rejection(share(server).run(work));
  assert.is(server.received.at(-1), 'LOGOFF');
  await until(() => server.peers[0]?.socket.closed === true);
});

test('says why the share was refused, even to a server that does not let it go', async ({ serve, share }) => {
  const server = await serve({
    script({ name }) {
      if (name === 'LOGOFF') return SILENCE;
      return name === 'TREE_CONNECT' ? { status: STATUS_BAD_NETWORK_NAME } : undefined;
    },
  });
  assert.is((await rejection(share(server).run(work))).code, 'STATUS_BAD_NETWORK_NAME');
});

test('close lets what runs finish, then leaves the share, logs off and hangs up', async ({ serve, share }) => {
  const held: Array<() => void> = [];
  const server = await serve({
    script: insteadOf('CREATE', (request, peer) => void held.push(() => void peer.respondAsUsual(request))),
  });
  const shared = share(server, { requestTimeout: 60_000 });
  const opening = shared.run((tree) => tree.request(create('a', 0)));
  await until(() => held.length === 1);
  const closing = shared.close();
  assert.is(shared.close(), closing);
  assert.is((await rejection(shared.run(work))).code, 'ERR_SMB_CLOSED');
  assert.not(server.received.includes('LOGOFF'));
  held[0]?.();
  await settled(opening);
  await settled(closing);
  assert.equal(server.received.slice(-3), ['CREATE', 'TREE_DISCONNECT', 'LOGOFF']);
  await until(() => server.peers[0]?.socket.closed === true);
});

test('close without a connection makes none', async ({ serve, share }) => {
  const server = await serve();
  await share(server).close();
  assert.is(server.peers.length, 0);
});

test('close leaves nothing of an attempt that nobody waits for any more', async ({ serve, share }) => {
  let held: { request: ServerRequest; peer: ScriptedPeer } | undefined;
  const server = await serve({
    script: insteadOf('TREE_CONNECT', (request, peer) => {
      held = { request, peer };
    }),
  });
  const shared = share(server, { requestTimeout: 60_000 });
  const controller = new AbortController();
  const running = rejection(shared.run(work, controller.signal));
  await until(() => held !== undefined);
  controller.abort();
  assert.is((await running).name, 'AbortError');
  await settled(shared.close());
  await until(() => server.peers[0]?.socket.closed === true);
  assert.is(shared.tree, undefined);
});

test('one caller’s abort does not take the connection from the others', async ({ serve, share }) => {
  const server = await serve();
  const shared = share(server);
  const controller = new AbortController();
  const aborted = rejection(shared.run(work, controller.signal));
  const other = shared.run(work);
  controller.abort();
  await aborted;
  await settled(other);
  assert.is(server.peers.length, 1);
});

for (const command of ['NEGOTIATE', 'SESSION_SETUP', 'TREE_CONNECT', 'ECHO']) {
  test(`destroy at ${command} rejects what runs, at once, and hangs up`, async ({ serve, share }) => {
    const server = await serve({ script: insteadOf(command, () => {}) });
    const shared = share(server, { requestTimeout: 60_000 });
    const running = rejection(shared.run(work));
    await until(() => server.received.includes(command));
    const reason = new Error('enough');
    shared.destroy(reason);
    const error = await running;
    assert.ok(error === reason || error.cause === reason, error.message);
    await until(() => server.peers[0]?.socket.closed === true);
    assert.is((await rejection(shared.run(work))).code, 'ERR_SMB_CLOSED');
  });
}

test('leaves an idle connection, and makes another when needed', async ({ serve, share }) => {
  const server = await serve();
  const shared = share(server, { idleTimeout: 20 });
  await shared.run(work);
  await until(() => server.peers[0]?.socket.closed === true);
  assert.equal(server.received.slice(-2), ['TREE_DISCONNECT', 'LOGOFF']);
  assert.is(shared.tree, undefined);
  await shared.run(work);
  assert.is(server.peers.length, 2);
});

test('is not idle while something is open', async ({ serve, share }) => {
  const server = await serve();
  const shared = share(server, { idleTimeout: 20 });
  const open = await shared.run((tree) => Open.create(tree, 'a', 1, {}));
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.ok(shared.tree);
  await shared.track(() => open.close());
  await until(() => server.peers[0]?.socket.closed === true);
});

test('close waits for an idle connection that is being left', async ({ serve, share }) => {
  let held: { request: ServerRequest; peer: ScriptedPeer } | undefined;
  const server = await serve({
    script: insteadOf('LOGOFF', (request, peer) => {
      held = { request, peer };
    }),
  });
  const shared = share(server, { idleTimeout: 10, requestTimeout: 60_000 });
  await shared.run(work);
  await until(() => held !== undefined);
  let closed = false;
  const closing = shared.close().then(() => {
    closed = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.not(closed);
  await held?.peer.respondAsUsual(held.request);
  await settled(closing);
});

test('a server that does not say goodbye ends an idle connection all the same', async ({ serve, share }) => {
  const server = await serve({ script: insteadOf('TREE_DISCONNECT', () => {}) });
  const shared = share(server, { idleTimeout: 10, requestTimeout: 60 });
  await shared.run(work);
  await until(() => server.peers[0]?.socket.closed === true);
  await settled(shared.run(work));
});

test.run();
