/** Servers that fall silent, trickle, procrastinate or hang up: everything settles, not before its deadline, with the right error. */
import * as assert from 'uvu/assert';
import { step } from '../../lib/connection/exchange.ts';
import { close, create, read } from '../../lib/open/requests.ts';
import { ChangeNotify } from '../../lib/wire/commands/change-notify.ts';
import { UNSOLICITED_MESSAGE_ID } from '../../lib/wire/header.ts';
import { STATUS_CANCELLED } from '../../lib/wire/ntstatus.ts';
import { framed, prefix } from '../support/frames.ts';
import { content, created } from '../support/scripted-answers.ts';
import type { ScriptedPeer, ServerRequest } from '../support/scripted-peer.ts';
import { insteadOf, type ScriptedReply, SILENCE } from '../support/scripted-server.ts';
import { PATIENCE, scriptedSuite } from '../support/scripted-suite.ts';
import { rejection, settled, until } from '../support/settles.ts';

const test = scriptedSuite('connection/liveness');

const FILE = { persistent: 1n, volatile: 1n };
const notify = step(ChangeNotify, { flags: 0, outputBufferLength: 4096, fileId: FILE, completionFilter: 1 });

/** How long `work` took, in milliseconds. */
async function timed(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work;
  return performance.now() - start;
}

test('silence ends the connection at the deadline, with everything that waits', async ({ serve, connect }) => {
  const connection = await connect(await serve({ script: insteadOf('ECHO', () => {}) }));
  const echoes = [connection.echo(), connection.echo()].map((echo) => rejection(echo));
  const took = await timed(Promise.all(echoes));
  for (const echo of echoes) assert.is((await echo).code, 'ETIMEDOUT');
  assert.ok(took >= PATIENCE, `${took} ms`);
  assert.is(connection.closedBy, await echoes[0]);
});

test('a request that goes unanswered while others do not is given up alone', async ({ serve, enter }) => {
  const server = await serve({ script: insteadOf('CREATE', () => {}) });
  const tree = await enter(server);
  const lost = rejection(tree.request(create('a', 0)));
  let given = false;
  void lost.then(() => {
    given = true;
  });
  while (!given) await tree.connection.echo();
  const error = await lost;
  assert.is(error.code, 'ETIMEDOUT');
  assert.match(error.message, 'CREATE');
  assert.is(tree.connection.closedBy, undefined);
  await until(() => server.received.includes('CANCEL'));
});

const HALVES: Readonly<Record<string, (request: ServerRequest, peer: ScriptedPeer) => void>> = {
  'half a length': (_, peer) => peer.socket.write(Buffer.alloc(2)),
  'half a header': (request, peer) => peer.socket.write(framed(peer.reply(request, { body: {} })).subarray(0, 40)),
  'half a body': (request, peer) => peer.socket.write(framed(peer.reply(request, { body: {} })).subarray(0, 70)),
  'a long frame that never comes': (_, peer) => peer.socket.write(prefix(200_000)),
  'one byte after the other, slowly': (_, peer) => {
    peer.socket.write(prefix(200_000));
    const timer = setInterval(() => peer.socket.write('x'), PATIENCE / 8);
    peer.socket.once('close', () => clearInterval(timer));
  },
};

for (const [what, act] of Object.entries(HALVES)) {
  test(`${what}, then nothing more, ends the connection at the deadline`, async ({ serve, connect }) => {
    const connection = await connect(await serve({ script: insteadOf('ECHO', act) }));
    await rejection(connection.echo());
    assert.is(connection.closedBy?.code, 'ETIMEDOUT');
  });
}

test('a flood of breaks is no answer', async ({ serve, connect }) => {
  const server = await serve({
    script: insteadOf('ECHO', (request, peer) => {
      const notification = Buffer.concat([
        peer.reply(request, { body: {}, messageId: UNSOLICITED_MESSAGE_ID, command: 0x12 }).subarray(0, 64),
        Buffer.from('18000000'.padEnd(48, '0'), 'hex'),
      ]);
      const flood = framed(...Array.from({ length: 100 }, () => notification));
      const timer = setInterval(() => peer.socket.write(flood), 5);
      peer.socket.once('close', () => clearInterval(timer));
    }),
  });
  const connection = await connect(server);
  let breaks = 0;
  connection.onOplockBreak = () => {
    breaks++;
  };
  assert.is((await rejection(connection.echo())).code, 'ETIMEDOUT');
  assert.ok(breaks >= 100, `${breaks} breaks`);
});

test('a break disturbs nobody', async ({ serve, connect }) => {
  const server = await serve({
    script(request, peer) {
      if (request.name !== 'ECHO') return undefined;
      const break_ = peer.reply(request, { body: {}, messageId: UNSOLICITED_MESSAGE_ID, command: 0x12 });
      peer.sendRaw(Buffer.concat([break_.subarray(0, 64), Buffer.from('18000000'.padEnd(48, '0'), 'hex')]));
      return { body: {} };
    },
  });
  const connection = await connect(server);
  await connection.echo();
  assert.is(connection.inFlight, 0);
});

test('an interim reply resolves nothing, and gives the server more time', async ({ serve, enter }) => {
  const server = await serve({
    script: insteadOf('CREATE', (request, peer) => {
      const asyncId = peer.pend(request);
      setTimeout(() => peer.respond(request, { asyncId, body: created(1n), credits: 0 }), PATIENCE * 2);
    }),
  });
  const tree = await enter(server);
  const { ceiling } = tree.connection.credits;
  const took = await timed(tree.request(create('a', 0)));
  assert.ok(took >= PATIENCE * 2 - 5, `${took} ms`);
  assert.is(tree.connection.counters.interimReplies, 1);
  assert.is(tree.connection.credits.ceiling, ceiling, 'the interim reply has given the credit back');
});

test('a status of pending without an AsyncId resolves nothing either', async ({ serve, connect }) => {
  const server = await serve({
    script: insteadOf('ECHO', (request, peer) => {
      peer.respond(request, { status: 0x103 });
      peer.respond(request, { body: {} });
    }),
  });
  const connection = await connect(server);
  await connection.echo();
  assert.is(connection.counters.interimReplies, 1);
});

test('pending for ever is given up, with CANCEL, on a connection that still answers', async ({ serve, enter }) => {
  const server = await serve({ script: insteadOf('CREATE', (request, peer) => void peer.pend(request)) });
  const tree = await enter(server, { requestTimeout: 60 });
  const error = await rejection(tree.request(create('a', 0)));
  assert.is(error.code, 'ETIMEDOUT');
  assert.is(tree.connection.closedBy, undefined);
  await until(() => server.received.includes('CANCEL'));
  const cancel = server.peers[0]?.requests.find(({ name }) => name === 'CANCEL');
  assert.is(cancel?.header.asyncId, 0x1000n);
});

test('pending again and again is no progress', async ({ serve, enter }) => {
  const server = await serve({
    script: insteadOf('CREATE', (request, peer) => {
      const timer = setInterval(() => peer.pend(request), 5);
      peer.socket.once('close', () => clearInterval(timer));
    }),
  });
  const tree = await enter(server, { requestTimeout: 60 });
  assert.is((await rejection(tree.request(create('a', 0)))).code, 'ETIMEDOUT');
});

test('what may take for ever has no deadline, as long as the server is there', async ({ serve, enter }) => {
  let pending: (() => void) | undefined;
  const server = await serve({
    script: insteadOf('CHANGE_NOTIFY', (request, peer) => {
      const asyncId = peer.pend(request);
      pending = () => peer.respond(request, { asyncId, body: { buffer: Buffer.alloc(0) } });
    }),
  });
  const tree = await enter(server, { requestTimeout: 40 });
  const changed = tree.request(notify, { timeout: 0 });
  await until(() => server.received.filter((name) => name === 'ECHO').length >= 5);
  pending?.();
  await settled(changed);
});

test('what may take for ever ends when the server does not answer an ECHO', async ({ serve, enter }) => {
  const server = await serve({ script: (request) => (/ECHO|NOTIFY/.test(request.name) ? SILENCE : undefined) });
  const tree = await enter(server, { requestTimeout: 60 });
  const error = await rejection(tree.request(notify, { timeout: 0 }));
  assert.is(error.code, 'ETIMEDOUT');
  assert.match(error.message, 'ECHO');
});

for (const [what, act] of [
  ['closes', (peer: ScriptedPeer) => void peer.socket.destroy()],
  ['resets', (peer: ScriptedPeer) => void peer.socket.resetAndDestroy()],
  ['half-closes', (peer: ScriptedPeer) => void peer.socket.end()],
] as const) {
  for (const command of ['NEGOTIATE', 'SESSION_SETUP', 'TREE_CONNECT', 'CREATE']) {
    test(`a server that ${what} the connection at ${command} is reported at once`, async ({ serve, enter }) => {
      const server = await serve({ script: insteadOf(command, (_, peer) => act(peer)) });
      const work = async (): Promise<unknown> => (await enter(server)).request(create('a', 0));
      const error = await rejection(work());
      assert.is(error.code, 'ECONNRESET', error.message); // and not what the deadline would have made of it
    });
  }
}

test('a reset in the middle of a payload rejects the read', async ({ serve, enter }) => {
  const server = await serve({
    script: insteadOf('READ', (request, peer) => {
      const frame = framed(peer.reply(request, { body: { flags: 0, dataRemaining: 0, data: content(0, 500_000) } }));
      peer.socket.write(frame.subarray(0, 300_000), () => peer.socket.resetAndDestroy());
    }),
  });
  const tree = await enter(server, { identity: { kind: 'anonymous' } });
  const into = Buffer.alloc(500_000);
  assert.is((await rejection(tree.request(read(FILE, 0, into.length, into)))).code, 'ECONNRESET');
});

test('time in which this process did not run is not the server’s', async ({ serve, connect }) => {
  const replies: Array<() => void> = [];
  const reply: ScriptedReply = { body: {} };
  const server = await serve({
    script: insteadOf('ECHO', (request, peer) => void replies.push(() => peer.respond(request, reply))),
  });
  const connection = await connect(server);
  const echo = connection.echo();
  await until(() => replies.length === 1);
  const wake = performance.now() + PATIENCE * 3;
  while (performance.now() < wake);
  setTimeout(() => replies[0]?.(), PATIENCE / 4);
  await settled(echo);
});

test('cancels what is aborted, and takes a late reply without a word', async ({ serve, enter }) => {
  const server = await serve({
    script(request, peer) {
      if (request.name === 'CREATE') return SILENCE;
      if (request.name !== 'CANCEL') return undefined;
      const target = peer.requests.find(({ header }) => header.messageId === request.header.messageId);
      if (target) peer.respond(target, { status: STATUS_CANCELLED });
      return SILENCE;
    },
  });
  const tree = await enter(server);
  const controller = new AbortController();
  const reason = new Error('enough');
  const opening = rejection(tree.request(create('a', 0), { signal: controller.signal }));
  await until(() => server.received.includes('CREATE'));
  controller.abort(reason);
  assert.is(await opening, reason);
  await until(() => tree.connection.inFlight === 0);
  await tree.connection.echo();
  assert.is(tree.connection.counters.cancelled, 1);
});

test('what is aborted before it is sent is never sent', async ({ serve, enter }) => {
  const server = await serve();
  const tree = await enter(server);
  const signal = AbortSignal.abort(new Error('enough'));
  assert.is(await rejection(tree.chain([create('a', 0), close()], { signal })), signal.reason);
  await tree.connection.echo();
  assert.not(server.received.includes('CREATE'));
});

test('leaves neither sockets nor timers behind', async ({ serve, enter }) => {
  const idle = (): boolean => !process.getActiveResourcesInfo().some((name) => /Timeout|TCPSocketWrap/.test(name));
  const server = await serve({ script: insteadOf('CREATE', () => {}) });
  for (const end of ['end', 'destroy', 'silence'] as const) {
    const tree = await enter(server);
    assert.not(idle());
    const lost = rejection(tree.request(create('a', 0)));
    if (end !== 'silence') await tree.connection[end]();
    await lost;
    await until(idle);
  }
});

test.run();
