/** Reads, writes and opens against a server that does as it likes: no byte too many, none after the call has settled. */
import * as assert from 'uvu/assert';
import { Open } from '../../lib/open/open.ts';
import { stat } from '../../lib/open/paths/stat.ts';
import { close, create, read, setInfo } from '../../lib/open/requests.ts';
import type { Tree } from '../../lib/tree/tree.ts';
import type { ReadRequest } from '../../lib/wire/commands/read.ts';
import { FileEndOfFileInformation } from '../../lib/wire/fscc/file-size-information.ts';
import { STATUS_ACCESS_DENIED, STATUS_CANCELLED, STATUS_END_OF_FILE } from '../../lib/wire/ntstatus.ts';
import { framed } from '../support/frames.ts';
import { content, created } from '../support/scripted-answers.ts';
import type { ScriptedPeer, ServerRequest } from '../support/scripted-peer.ts';
import { insteadOf, type ScriptedReply, type ScriptedServerOptions } from '../support/scripted-server.ts';
import { type Scripted, scriptedSuite } from '../support/scripted-suite.ts';
import { rejection, settled, until } from '../support/settles.ts';

const test = scriptedSuite('open/hostile transfer');

const data = (bytes: Buffer): ScriptedReply => ({ body: { flags: 0, dataRemaining: 0, data: bytes } });

/** Answers READs of a file of `size` bytes, at most `most` at a time; at its end with `end`. */
function fileOf(size: number, most: number, end: ScriptedReply): ScriptedServerOptions['script'] {
  return (request) => {
    if (request.name !== 'READ') return undefined;
    const { offset, length } = request.body as ReadRequest;
    const count = Math.min(length, most, size - offset);
    return count <= 0 ? end : data(content(offset, count));
  };
}

async function openOn({ serve, enter }: Scripted, options: ScriptedServerOptions): Promise<Open> {
  return Open.create(await enter(await serve(options), { requestTimeout: 2000 }), 'a', 3, {});
}

/** A guest's open, whose messages are not signed: a script may send them as it likes. */
async function guestOpenOn({ serve, enter }: Scripted, options: ScriptedServerOptions): Promise<Open> {
  const tree = await enter(await serve(options), { identity: { kind: 'anonymous' }, requestTimeout: 2000 });
  return Open.create(tree, 'a', 3, {});
}

for (const [what, end] of [
  ['STATUS_END_OF_FILE', { status: STATUS_END_OF_FILE }],
  ['nothing', data(Buffer.alloc(0))],
] as const) {
  test(`reads a file that ends with ${what}, in answers that are too short`, async (context) => {
    const open = await openOn(context, { script: fileOf(300_001, 65_000, end) });
    const into = Buffer.alloc(400_000, 0xee);
    assert.is(await settled(open.read(into, 0, { chunk: 70_000 })), 300_001);
    assert.ok(into.subarray(0, 300_001).equals(content(0, 300_001)));
    assert.ok(into.subarray(300_001).every((byte) => byte === 0xee));
    assert.is(await settled(open.read(into, 300_001)), 0);
    assert.is(await settled(open.read(into, 2 ** 40)), 0);
  });
}

test('a file that ends while it is read ends at the first byte that is missing', async (context) => {
  const script = insteadOf('READ', (request, peer) => {
    const { offset, length } = request.body as ReadRequest;
    const whole = offset !== 2 * 65536;
    peer.respond(request, whole ? data(content(offset, length)) : { status: STATUS_END_OF_FILE });
  });
  const open = await openOn(context, { script });
  assert.is(await settled(open.read(Buffer.alloc(6 * 65536), 0, { chunk: 65536 })), 2 * 65536);
});

for (const [what, length] of [
  ['small', 100],
  ['large', 300_000],
] as const) {
  test(`a ${what} READ that returns more than was asked for ends the connection`, async (context) => {
    const open = await openOn(context, {
      script: insteadOf('READ', (request, peer) => peer.respond(request, data(Buffer.alloc(length + 1, 0x66)))),
    });
    const memory = Buffer.alloc(length + 50, 0xee);
    const error = await rejection(open.read(memory.subarray(0, length), 0));
    assert.is(error.code, 'ERR_SMB_MALFORMED', error.message);
    assert.ok(memory.subarray(length).every((byte) => byte === 0xee));
    assert.is(open.tree.connection.closedBy, error);
  });
}

test('a READ into memory of its own returns no more than was asked for either', async (context) => {
  const open = await openOn(context, {
    script: insteadOf('READ', (request, peer) => peer.respond(request, data(Buffer.alloc(101)))),
  });
  assert.is((await rejection(open.tree.request(read(open.fileId, 0, 100, undefined)))).code, 'ERR_SMB_MALFORMED');
});

for (const [what, offset, length] of [
  ['starts in the header', 10, 100],
  ['ends behind the frame', 80, 0xffff_ffff],
  ['starts behind the frame', 255, 1000],
] as const) {
  for (const size of [1000, 300_000]) {
    test(`data of a READ of ${size} bytes that ${what} ends the connection`, async (context) => {
      const open = await guestOpenOn(context, {
        script: insteadOf('READ', (request, peer) => {
          const reply = peer.reply(request, data(content(0, size)));
          reply.writeUInt8(offset, 66);
          reply.writeUInt32LE(length, 68);
          peer.sendRaw(offset === 255 ? reply.subarray(0, 200) : reply);
        }),
      });
      assert.is((await rejection(open.read(Buffer.alloc(size), 0))).code, 'ERR_SMB_MALFORMED');
    });
  }
}

/** Sends the first half of a READ's answer; the answer is what sends the rest. */
function half(request: ServerRequest, peer: ScriptedPeer): () => void {
  const { offset, length } = request.body as ReadRequest;
  const frame = framed(peer.reply(request, data(content(offset, length))));
  peer.socket.write(frame.subarray(0, frame.length / 2));
  return () => peer.socket.write(frame.subarray(frame.length / 2));
}

test('an aborted read whose payload is arriving waits for it, then rejects', async (context) => {
  let rest: (() => void) | undefined;
  let cancelled = false;
  const open = await guestOpenOn(context, {
    script(request, peer) {
      if (request.name === 'CANCEL') cancelled = true;
      return insteadOf('READ', () => {
        rest = half(request, peer);
      })(request, peer);
    },
  });
  const into = Buffer.alloc(600_000);
  const controller = new AbortController();
  let over = false;
  const reading = rejection(open.read(into, 0, { signal: controller.signal })).finally(() => {
    over = true;
  });
  await until(() => into[200_000] !== 0);
  const reason = new Error('enough');
  controller.abort(reason);
  await until(() => cancelled);
  assert.not(over, 'its memory is still in use');
  rest?.();
  assert.is(await reading, reason);
  into.fill(0);
  await open.tree.connection.echo();
  assert.ok(into.every((byte) => byte === 0));
});

test('an aborted read whose payload stops half-way ends the connection, then rejects', async (context) => {
  let rest: (() => void) | undefined;
  const { serve, enter } = context;
  const server = await serve({
    script: insteadOf('READ', (request, peer) => {
      rest = half(request, peer);
    }),
  });
  const tree = await enter(server, { identity: { kind: 'anonymous' } });
  const open = await Open.create(tree, 'a', 1, {});
  const into = Buffer.alloc(600_000);
  const controller = new AbortController();
  const reading = rejection(open.read(into, 0, { signal: controller.signal }));
  await until(() => into[200_000] !== 0);
  controller.abort();
  assert.is((await reading).name, 'AbortError');
  assert.is(tree.connection.closedBy?.code, 'ETIMEDOUT');
  into.fill(0);
  rest?.();
  await until(() => server.peers[0]?.socket.closed === true);
  assert.ok(into.every((byte) => byte === 0));
});

test('nothing is written into the buffer of a read that was aborted before its payload came', async (context) => {
  for (const size of [1000, 600_000]) {
    let answer: (() => void) | undefined;
    const open = await openOn(context, {
      script: insteadOf('READ', (request, peer) => {
        answer = () => peer.respond(request, data(content(0, size)));
      }),
    });
    const controller = new AbortController();
    const into = Buffer.alloc(size);
    const reading = rejection(open.read(into, 0, { signal: controller.signal }));
    await until(() => answer !== undefined);
    controller.abort();
    assert.is((await reading).name, 'AbortError');
    const { connection } = open.tree;
    const before = connection.counters.framesReceived;
    answer?.();
    await until(() => connection.counters.framesReceived > before);
    assert.is(connection.closedBy, undefined);
    assert.ok(into.every((byte) => byte === 0));
  }
});

test('nothing is written into the buffer of a read whose connection was dropped', async (context) => {
  let rest: (() => void) | undefined;
  const open = await guestOpenOn(context, {
    script: insteadOf('READ', (request, peer) => {
      rest = half(request, peer);
    }),
  });
  const into = Buffer.alloc(600_000);
  const reading = rejection(open.read(into, 0));
  await until(() => into[200_000] !== 0);
  open.tree.connection.destroy();
  rest?.();
  assert.is((await reading).code, 'ERR_SMB_CLOSED');
  into.fill(0);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(into.every((byte) => byte === 0));
});

test('an aborted write keeps its buffer until the server has answered, then rejects', async (context) => {
  let held: ServerRequest | undefined;
  let cancelled = false;
  let peer: ScriptedPeer | undefined;
  const open = await openOn(context, {
    script(request, from) {
      if (request.name === 'CANCEL') cancelled = true;
      return insteadOf('WRITE', () => {
        held = request;
        peer = from;
      })(request, from);
    },
  });
  const controller = new AbortController();
  let over = false;
  const writing = rejection(open.write(Buffer.alloc(200_000), 0, { signal: controller.signal })).finally(() => {
    over = true;
  });
  await until(() => held !== undefined);
  controller.abort();
  await until(() => cancelled);
  assert.not(over);
  peer?.respond(held as ServerRequest, { status: STATUS_CANCELLED });
  assert.is((await writing).name, 'AbortError');
});

test('an aborted write rejects although the server never answers, once its buffer has left', async (context) => {
  let held = false;
  const open = await openOn(context, {
    script: insteadOf('WRITE', () => {
      held = true;
    }),
  });
  const controller = new AbortController();
  const writing = rejection(open.write(Buffer.alloc(200_000), 0, { signal: controller.signal }));
  await until(() => held);
  controller.abort();
  assert.is((await writing).name, 'AbortError');
  assert.is(open.tree.connection.closedBy, undefined);
});

test('a WRITE that takes more than it was given, or nothing, is an error', async (context) => {
  for (const [count, code] of [
    [11, 'ERR_SMB_MALFORMED'],
    [0, 'EIO'],
  ] as const) {
    const open = await openOn(context, {
      script: insteadOf('WRITE', (request, peer) => peer.respond(request, { body: { count, remaining: 0 } })),
    });
    assert.is((await rejection(open.write(Buffer.alloc(10), 0))).code, code);
  }
});

test('a WRITE that takes less is continued where it stopped', async (context) => {
  const offsets: number[] = [];
  const open = await openOn(context, {
    script: insteadOf('WRITE', (request, peer) => {
      offsets.push((request.body as { offset: number }).offset);
      peer.respond(request, { body: { count: 4, remaining: 0 } });
    }),
  });
  await settled(open.write(Buffer.alloc(10), 2 ** 32 - 2).catch(() => {}));
  assert.equal(offsets, [2 ** 32 - 2, 2 ** 32 + 2, 2 ** 32 + 6]);
});

test('an open that is granted after its caller has gone is closed', async ({ serve, enter }) => {
  for (const work of [
    (tree: Tree, signal: AbortSignal) => Open.create(tree, 'a', 1, {}, { signal }),
    (tree: Tree, signal: AbortSignal) => Open.createEmpty(tree, 'a', 1, {}, { signal }),
  ]) {
    const held: ServerRequest[] = [];
    const server = await serve({ onFrame: holding('CREATE', held) });
    const tree = await enter(server, { requestTimeout: 2000 });
    const controller = new AbortController();
    const opening = rejection(work(tree, controller.signal));
    await until(() => held.length > 0);
    controller.abort();
    assert.is((await opening).name, 'AbortError');
    const replies = held.map((request) => [request, { body: request.name === 'CREATE' ? created(77n) : {} }] as const);
    server.peers[0]?.respondTogether(replies);
    await until(() => server.received.includes('CLOSE'));
    const closing = server.peers[0]?.requests.find(({ name }) => name === 'CLOSE');
    assert.equal(closing?.body, { flags: 0, fileId: { persistent: 77n, volatile: 77n } });
    assert.is(tree.openCount, 0);
    await until(() => tree.connection.inFlight === 0);
  }
});

/** Keeps the frames that start with `command`, unanswered. */
function holding(command: string, held: ServerRequest[]): NonNullable<ScriptedServerOptions['onFrame']> {
  return (requests) => {
    if (requests[0]?.name !== command) return false;
    held.push(...requests);
    return true;
  };
}

/** Ways in which the replies of a chain of three may come. */
const ARRIVALS: Readonly<Record<string, (requests: readonly ServerRequest[], peer: ScriptedPeer) => void>> = {
  separately: (requests, peer) => {
    for (const request of requests) void peer.respondAsUsual(request);
  },
  'in another order': (requests, peer) => {
    for (const request of [...requests].reverse()) void peer.respondAsUsual(request);
  },
  'in one frame, in another order': (requests, peer) =>
    peer.respondTogether(
      [...requests]
        .reverse()
        .map((request) => [request, request.name === 'CREATE' ? { body: created(9n) } : usual(request)]),
    ),
  'after an interim reply each': (requests, peer) => {
    const ids = requests.map((request) => peer.pend(request));
    for (const [i, request] of requests.entries()) {
      const reply = request.name === 'CREATE' ? { body: created(9n) } : usual(request);
      peer.respond(request, { ...reply, asyncId: ids[i] ?? 0n, credits: 0 });
    }
  },
  'the first after an interim reply, the rest together': (requests, peer) => {
    const [first, ...rest] = requests as [ServerRequest, ...ServerRequest[]];
    const asyncId = peer.pend(first);
    peer.respond(first, { body: created(9n), asyncId, credits: 0 });
    peer.respondTogether(rest.map((request) => [request, usual(request)]));
  },
};

function usual(request: ServerRequest): ScriptedReply {
  return { body: request.name === 'CLOSE' ? { ...created(0n), flags: 0 } : {} };
}

for (const [how, act] of Object.entries(ARRIVALS)) {
  test(`a chain whose replies come ${how} is complete`, async ({ serve, enter }) => {
    const server = await serve({
      onFrame: (requests, peer) => {
        if (requests.length < 3) return false;
        act(requests, peer);
        return true;
      },
    });
    const tree = await enter(server);
    const steps = [create('a', 2), setInfo(FileEndOfFileInformation, { endOfFile: 0 }), close()] as const;
    const [opened, , closed] = await settled(tree.chain(steps));
    assert.ok(opened.fileId && closed);
    assert.is(tree.connection.inFlight, 0);
    assert.is(tree.connection.credits.ceiling, 512);
  });
}

test('a chain with fewer replies than it needs is given up at the deadline', async ({ serve, enter }) => {
  const server = await serve({
    onFrame: (requests, peer) => {
      const [first] = requests;
      if (!first || requests.length < 3) return false;
      peer.respond(first, { status: STATUS_ACCESS_DENIED });
      return true;
    },
  });
  const tree = await enter(server);
  const error = await rejection(stat(tree, 'a', true));
  assert.is(error.code, 'ETIMEDOUT');
  assert.match(error.message, 'CREATE+QUERY_INFO+CLOSE');
});

test.run();
