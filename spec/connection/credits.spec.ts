/** Credits: paid when sent, waited for in order, never lost, never waited for in vain.  [MS-SMB2] 3.2.4.1.2 */
import * as assert from 'uvu/assert';
import { Open } from '../../lib/open/open.ts';
import { close, create, queryInfo, read, write } from '../../lib/open/requests.ts';
import { RELATED_FILE_ID } from '../../lib/wire/file-id.ts';
import { FileAllInformation } from '../../lib/wire/fscc/file-all-information.ts';
import { STATUS_OBJECT_NAME_NOT_FOUND } from '../../lib/wire/ntstatus.ts';
import { content } from '../support/scripted-answers.ts';
import type { ScriptedPeer, ServerRequest } from '../support/scripted-peer.ts';
import { insteadOf, SILENCE } from '../support/scripted-server.ts';
import { scriptedSuite } from '../support/scripted-suite.ts';
import { rejection, settled, until } from '../support/settles.ts';

const test = scriptedSuite('connection/credits');

const FILE = { persistent: 1n, volatile: 1n };
const MIB = 1024 * 1024;

/** One credit for every credit spent, so that the client never has more than `total`. */
function atMost(total: number): (request: ServerRequest) => number {
  return ({ header, name }) => (name === 'NEGOTIATE' ? total : Math.max(1, header.creditCharge));
}

/** Every MessageId that a client's requests took, in order: a request of n credits takes n. */
function takenIds(peer: ScriptedPeer | undefined): number[] {
  return (peer?.requests ?? []).flatMap(({ header }) =>
    Array.from({ length: Math.max(1, header.creditCharge) }, (_, i) => header.messageId + i),
  );
}

test('takes the MessageIds one after the other, as many as a request costs', async ({ serve, enter }) => {
  const server = await serve();
  const tree = await enter(server);
  const into = Buffer.alloc(MIB);
  await tree.request(read(FILE, 0, 65536, into.subarray(0, 65536)));
  await tree.request(read(FILE, 0, 65537, into.subarray(0, 65537)));
  await tree.chain([create('a', 0), write(RELATED_FILE_ID, 0, into), close()]);
  await tree.connection.echo();
  const ids = takenIds(server.peers[0]);
  assert.equal(ids, [...ids.keys()]);
  const charges = server.peers[0]?.requests.slice(4).map(({ header }) => header.creditCharge);
  assert.equal(charges, [1, 2, 1, 16, 1, 1]);
});

test('asks back what it spends, and for more until there are enough', async ({ serve, enter }) => {
  const server = await serve({ grant: atMost(8) });
  const tree = await enter(server);
  assert.is(tree.connection.credits.ceiling, 8);
  const asked = server.peers[0]?.requests.map(({ header }) => header.credits);
  assert.equal(asked, [512, 505, 505, 505]);
});

test('charges nothing for multiple credits where the dialect has none', async ({ serve, enter }) => {
  const server = await serve({ dialect: 0x0202 });
  const tree = await enter(server);
  await tree.request(write(FILE, 0, Buffer.alloc(65536)));
  assert.ok(server.peers[0]?.requests.every(({ header }) => header.creditCharge === 0));
});

test('sends no more than the credits allow, in the order of asking', async ({ serve, enter }) => {
  const held: ServerRequest[] = [];
  const server = await serve({
    grant: atMost(3),
    script: insteadOf('CREATE', (request) => void held.push(request)),
  });
  const tree = await enter(server, { requestTimeout: 60_000 });
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const opened = Promise.all(names.map((name) => tree.request(create(name, 0))));
  await until(() => held.length === 3);
  assert.is(tree.connection.credits.available, 0);
  for (let i = 0; i < names.length; i++) {
    await until(() => held.length > i);
    await server.peers[0]?.respondAsUsual(held[i] as ServerRequest);
  }
  await settled(opened);
  assert.equal(
    held.map(({ body }) => (body as { name: string }).name),
    names,
  );
  assert.is(tree.connection.credits.ceiling, 3);
});

test('a large request is not overtaken for ever by small ones', async ({ serve, enter }) => {
  const server = await serve({ grant: atMost(4) });
  const tree = await enter(server, { requestTimeout: 60_000 });
  const order: string[] = [];
  const run = async (name: string, work: Promise<unknown>): Promise<void> => {
    await work;
    order.push(name);
  };
  await settled(
    Promise.all([
      ...['a', 'b', 'c'].map((name) => run(name, tree.request(create(name, 0)))),
      run('large', tree.request(write(FILE, 0, Buffer.alloc(4 * 65536)))),
      ...['d', 'e'].map((name) => run(name, tree.request(create(name, 0)))),
    ]),
  );
  assert.is(order.indexOf('large'), 3, order.join());
});

test('an abort while waiting for credits leaves the queue, and sends nothing', async ({ serve, enter }) => {
  let held: ServerRequest | undefined;
  const server = await serve({
    grant: atMost(1),
    script(request) {
      if (request.name !== 'CREATE' || held) return undefined;
      held = request;
      return SILENCE;
    },
  });
  const tree = await enter(server, { requestTimeout: 60_000 });
  const first = tree.request(create('first', 0));
  const controller = new AbortController();
  const aborted = rejection(tree.request(create('aborted', 0), { signal: controller.signal }));
  const last = tree.request(create('last', 0));
  await until(() => held !== undefined);
  const reason = new Error('enough');
  controller.abort(reason);
  assert.is(await aborted, reason);
  await server.peers[0]?.respondAsUsual(held as ServerRequest);
  await settled(Promise.all([first, last]));
  const names = server.peers[0]?.requests.filter(({ name }) => name === 'CREATE').map(({ body }) => body);
  assert.equal(
    names?.map((body) => (body as { name: string }).name),
    ['first', 'last'],
  );
  assert.not(server.received.includes('CANCEL'));
  assert.is(tree.connection.credits.ceiling, 1);
});

test('an abort of a large request lets the small ones behind it go', async ({ serve, enter }) => {
  const held: ServerRequest[] = [];
  const server = await serve({ grant: atMost(4), script: insteadOf('CREATE', (request) => void held.push(request)) });
  const tree = await enter(server, { requestTimeout: 60_000 });
  const opening = tree.request(create('a', 0));
  const controller = new AbortController();
  const large = rejection(tree.request(write(FILE, 0, Buffer.alloc(4 * 65536)), { signal: controller.signal }));
  const small = tree.request(close(FILE));
  controller.abort();
  await large;
  await settled(small);
  await server.peers[0]?.respondAsUsual(held[0] as ServerRequest);
  await settled(opening);
});

test('a server that grants nothing any more is given up at the deadline', async ({ serve, enter }) => {
  const server = await serve({ grant: ({ name }) => (name === 'CREATE' ? 0 : 1) });
  const tree = await enter(server);
  await tree.request(create('a', 0));
  assert.is(tree.connection.credits.ceiling, 0);
  const error = await rejection(tree.request(create('b', 0)));
  assert.is(error.code, 'ETIMEDOUT');
  assert.ok(tree.connection.closedBy);
});

test('a server that grants nothing from the start is given up at the deadline', async ({ serve, enter }) => {
  const error = await rejection(enter(await serve({ grant: () => 0 })));
  assert.is(error.code, 'ETIMEDOUT');
});

test('a server that grants more than anybody can use does no harm', async ({ serve, enter }) => {
  const tree = await enter(await serve({ grant: () => 0xffff }));
  await Promise.all(Array.from({ length: 50 }, () => tree.connection.echo()));
  assert.is(tree.connection.inFlight, 0);
});

test('with one credit for ever, a chain goes step by step', async ({ serve, enter }) => {
  const server = await serve({ grant: atMost(1) });
  const tree = await enter(server);
  const open = await tree.chain([create('a', 0), write(RELATED_FILE_ID, 0, Buffer.from('x')), close()]);
  assert.is(open.length, 3);
  const frames = server.received.slice(4);
  assert.equal(frames, ['ECHO', 'CREATE', 'WRITE', 'CLOSE'], 'asks for more once, then does without');
  await tree.chain([create('a', 0), close()]);
  assert.equal(server.received.slice(8), ['CREATE', 'CLOSE'], 'and does not ask again');
});

test('a step by step chain works on what it has opened, and closes it', async ({ serve, enter }) => {
  const server = await serve({ grant: atMost(1) });
  const tree = await enter(server);
  const [created] = await tree.chainReplies([create('a', 0), queryInfo(FileAllInformation), close()]);
  const ids = server.peers[0]?.requests
    .filter(({ name }) => name === 'QUERY_INFO' || name === 'CLOSE')
    .map(({ body }) => (body as { fileId: unknown }).fileId);
  assert.equal(ids, [created.body?.fileId, created.body?.fileId]);
});

test('a step by step chain ends with a CREATE that fails, with its status for every step', async ({ serve, enter }) => {
  const server = await serve({
    grant: atMost(1),
    script: ({ name }) => (name === 'CREATE' ? { status: STATUS_OBJECT_NAME_NOT_FOUND } : undefined),
  });
  const tree = await enter(server);
  const replies = await tree.chainReplies([create('a', 0), queryInfo(FileAllInformation), close()]);
  assert.equal(
    replies.map(({ status }) => status),
    Array(3).fill(STATUS_OBJECT_NAME_NOT_FOUND),
  );
  assert.not(server.received.includes('QUERY_INFO'));
});

for (const held of ['CREATE', 'SET_INFO']) {
  test(`a step by step chain that is aborted at ${held} leaves nothing open`, async ({ serve, enter }) => {
    let waiting: ServerRequest | undefined;
    const server = await serve({
      grant: atMost(1),
      script: insteadOf(held, (request) => {
        waiting = request;
      }),
    });
    const tree = await enter(server, { requestTimeout: 60_000 });
    const controller = new AbortController();
    const opening = rejection(Open.createEmpty(tree, 'a', 2, {}, { signal: controller.signal }));
    await until(() => waiting !== undefined);
    controller.abort();
    assert.is((await opening).name, 'AbortError');
    await server.peers[0]?.respondAsUsual(waiting as ServerRequest);
    await until(() => server.received.includes('CLOSE'));
    await until(() => tree.connection.inFlight === 0);
  });
}

test('grows where the server gives more when asked', async ({ serve, enter }) => {
  const server = await serve({
    grant: ({ header, name }) => (name === 'ECHO' ? 2 : Math.max(1, header.creditCharge)),
  });
  const tree = await enter(server);
  await tree.chain([create('a', 0), write(RELATED_FILE_ID, 0, Buffer.from('x')), close()]);
  assert.equal(server.received.slice(4), ['ECHO', 'ECHO', 'CREATE', 'WRITE', 'CLOSE']);
  assert.ok(server.peers[0]?.requests.at(-1)?.header.flags === 4 + 8, 'as a chain');
});

test('many chains at once ask only once for more', async ({ serve, enter }) => {
  const server = await serve({ grant: atMost(1) });
  const tree = await enter(server, { requestTimeout: 60_000 });
  await settled(Promise.all(Array.from({ length: 20 }, () => tree.chain([create('a', 0), close()]))));
  assert.is(server.received.filter((name) => name === 'ECHO').length, 1);
});

test('transfers shrink to what the credits pay for', async ({ serve, enter }) => {
  let shrunk = false;
  const server = await serve({
    grant: (request) => {
      if (shrunk || request.name !== 'WRITE') return atMost(16)(request);
      shrunk = true;
      return 2; // of the 16 that it cost
    },
  });
  const tree = await enter(server, { requestTimeout: 1000 });
  const open = await Open.create(tree, 'a', 3, {});
  await settled(open.write(Buffer.alloc(3 * MIB), 0));
  const into = Buffer.alloc(MIB);
  assert.is(await settled(open.read(into, 5)), MIB);
  assert.ok(into.equals(content(5, MIB)));
  assert.is(tree.connection.credits.ceiling, 2);
});

test('a request that cannot be written costs nothing, and nobody else', async ({ serve, enter }) => {
  const server = await serve();
  const tree = await enter(server);
  const before = tree.connection.credits;
  const [opened, error] = await Promise.all([
    tree.request(create('a', 0)),
    rejection(tree.chain([create('x'.repeat(40_000), 0), close()])),
  ]);
  assert.ok(opened);
  assert.is(error.code, 'ENAMETOOLONG');
  await tree.connection.echo();
  assert.equal(tree.connection.credits, before);
  const ids = takenIds(server.peers[0]);
  assert.equal(ids, [...ids.keys()]);
});

test.run();
