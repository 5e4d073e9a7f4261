import { connect } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ConnectionError, MalformedError } from '../../lib/errors.ts';
import { acceptTransport } from '../../lib/transport/accept.ts';
import { connectTransport } from '../../lib/transport/connect.ts';
import { encodeSessionRequest } from '../../lib/transport/session-packets.ts';
import type { Transport, TransportKind } from '../../lib/transport/transport.ts';
import { assertFrames, FrameRecorder, framed, guarded, listen, stamped, take } from '../support/frames.ts';

const test = suite('transport/accept');

const cleanups: Array<() => unknown> = [];

test.after.each(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const kinds: readonly TransportKind[] = ['directtcp', 'netbios'];

/** A server that sends every frame back. */
async function echo(kind: TransportKind) {
  const handler = new FrameRecorder();
  const transports: Transport[] = [];
  const server = await listen((socket) => {
    const transport = acceptTransport(socket, kind, handler);
    transports.push(transport);
    handler.onFrame = (frame, placement) => {
      transport.send([Buffer.concat([Buffer.alloc(4), frame, placement?.target ?? Buffer.alloc(0)])]);
    };
  });
  cleanups.push(() => server.close());
  return { server, handler, transports };
}

function sessionRequest(): Buffer {
  return encodeSessionRequest({ name: 'ANYBODY', suffix: 0x20 }, { name: 'ANNE', suffix: 0 });
}

for (const kind of kinds) {
  test(`both ends exchange frames over ${kind}`, async () => {
    const { server, handler: served, transports } = await echo(kind);
    const guards: Array<ReturnType<typeof guarded>> = [];
    served.placing = (_, frameLength) => {
      const guard = guarded(frameLength - 112);
      guards.push(guard);
      return { headLength: 112, target: guard.target };
    };
    const handler = new FrameRecorder();
    const { host, port } = server;
    const transport = await connectTransport({ kind, host, port, connectTimeout: 5000, handler });
    const bodies = [64, 100, 65_532, 65_533, 65_648, 131_071, 200].map((length, i) => stamped(length, i));
    for (const body of bodies) transport.send([Buffer.alloc(4), body]);
    assertFrames(await handler.received(bodies.length), bodies);
    assertFrames(served.frames, bodies);
    assert.ok(guards.length > 0 && guards.every(({ intact }) => intact()));
    assert.is(transports[0]?.kind, kind);
    assert.is(transports[0]?.remoteAddress, '127.0.0.1');
    await transport.end();
    assert.is(((await served.ended) as ConnectionError).code, 'ECONNRESET');
  });
}

test('answers a session request, however it is cut, and then takes frames', async () => {
  const stream = Buffer.concat([sessionRequest(), framed(stamped(64))]);
  for (let cut = 1; cut < stream.length; cut += 5) {
    const { server, handler } = await echo('netbios');
    const socket = connect(server.port, server.host, () => {
      socket.write(stream.subarray(0, cut), () => setImmediate(() => socket.write(stream.subarray(cut))));
    });
    const expected = Buffer.concat([Buffer.from('82000000', 'hex'), framed(stamped(64))]);
    assert.equal(await take(socket, expected.length), expected);
    assertFrames(handler.frames, [stamped(64)]);
    socket.destroy();
  }
});

for (const [what, bytes] of [
  ['a message before the session request', framed(stamped(64))],
  ['a long message before the session request', framed(stamped(100_000))],
  ['an answer instead of a session request', Buffer.from('82000000', 'hex')],
  ['a session request without names', Buffer.from('81000000', 'hex')],
  ['a second session request', Buffer.concat([sessionRequest(), sessionRequest()])],
] as const) {
  test(`refuses ${what}`, async () => {
    const { server, handler } = await echo('netbios');
    const socket = connect(server.port, server.host, () => socket.write(bytes));
    cleanups.push(() => socket.destroy());
    assert.instance(await handler.ended, MalformedError);
    assert.equal(handler.frames, []);
  });
}

test('takes an SMB1 NEGOTIATE, which is shorter than an SMB2 header, and nothing below', async () => {
  const { server, handler } = await echo('directtcp');
  const socket = connect(server.port, server.host, () => socket.write(framed(stamped(35), stamped(34))));
  cleanups.push(() => socket.destroy());
  assert.instance(await handler.ended, MalformedError);
  assertFrames(handler.frames, [stamped(35)]);
});

test('names the client whose connection broke', async () => {
  const { server, handler } = await echo('directtcp');
  const socket = connect(server.port, server.host, () => socket.end(framed(stamped(64))));
  socket.resume();
  const error = await handler.ended;
  assert.is(error?.message, `127.0.0.1:${server.sockets[0]?.remotePort} closed the connection`);
  assert.is(handler.frames.length, 1);
});

test.run();
