/** Connections that nobody uses for a while: the server is asked whether it is there. */
import * as assert from 'uvu/assert';
import { Open } from '../../lib/open/open.ts';
import type { Tree } from '../../lib/tree/tree.ts';
import { SILENCE } from '../support/scripted-server.ts';
import { scriptedSuite } from '../support/scripted-suite.ts';
import { until } from '../support/settles.ts';

const test = scriptedSuite('manager/keep-alive');

const nothing = async (tree: Tree): Promise<unknown> => tree;

test('asks a quiet server again and again whether it is there', async ({ serve, share }) => {
  const server = await serve();
  await share(server, { keepAliveInterval: 10 }).run(nothing);
  await until(() => server.received.filter((name) => name === 'ECHO').length >= 3);
});

test('never asks where it is told not to', async ({ serve, share }) => {
  const server = await serve();
  const asking = share(server, { keepAliveInterval: 10 });
  const quiet = share(server, { keepAliveInterval: 0 });
  await Promise.all([asking.run(nothing), quiet.run(nothing)]);
  await until(() => server.received.filter((name) => name === 'ECHO').length >= 3);
  assert.is(server.peers.filter(({ requests }) => requests.some(({ name }) => name === 'ECHO')).length, 1);
});

test('finds out that a server has gone, and the next operation gets another connection', async ({ serve, share }) => {
  const server = await serve({ script: ({ name }) => (name === 'ECHO' ? SILENCE : undefined) });
  const shared = share(server, { keepAliveInterval: 10, requestTimeout: 60 });
  const losses: (string | undefined)[] = [];
  shared.manager.on('disconnect', ({ code }) => losses.push(code));
  await shared.run(nothing);
  await until(() => losses.length > 0);
  assert.is(losses[0], 'ETIMEDOUT');
  assert.is(shared.tree, undefined);
  await shared.run((tree) => Open.create(tree, 'a', 1, {}));
  assert.ok(server.peers.length >= 2);
});

test.run();
