import { execFile } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConnectionError, MalformedError } from '../../lib/errors.ts';
import { connectTransport } from '../../lib/transport/connect.ts';
import { FRAME_HEAD } from '../../lib/transport/transport.ts';
import { FRAME_HEADROOM } from '../../lib/wire/writer.ts';
import { assertFrames, FrameRecorder, framed, guarded, listen, prefix, stamped, take } from '../support/frames.ts';
import { typescriptArguments } from '../support/run-spec.ts';
import { skipIf } from '../support/skip.ts';

const test = suite('transport/socket-transport');

const MIB = 1024 * 1024;
const cleanups: Array<() => unknown> = [];

test.after.each(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A server of bare TCP, and a transport connected to it. */
async function pair(handler: FrameRecorder = new FrameRecorder(), options = {}) {
  const server = await listen(() => {}, options);
  cleanups.push(() => server.close());
  const { host, port } = server;
  const transport = await connectTransport({ kind: 'directtcp', host, port, connectTimeout: 5000, handler });
  cleanups.push(() => transport.destroy());
  return { server, transport, handler, peer: await server.accepted() };
}

/** A message as a writer leaves it: room for the length, then the body, its rest as a piece of its own. */
function message(body: Buffer, firstPiece = body.length): Buffer[] {
  const first = Buffer.concat([Buffer.alloc(FRAME_HEADROOM, 0xee), body.subarray(0, firstPiece)]);
  return firstPiece < body.length ? [first, body.subarray(firstPiece)] : [first];
}

/** What the kernel counts as write calls of this thread. */
function writeCalls(): number {
  return Number(/syscw: (\d+)/.exec(fs.readFileSync('/proc/thread-self/io', 'latin1'))?.[1]);
}

function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('puts the length in front of what it sends, and joins nothing', async () => {
  const { transport, peer } = await pair();
  const bodies = [stamped(100, 1), stamped(70_000, 2), stamped(64, 3)];
  for (const body of bodies) transport.send(message(body, 64));
  const expected = framed(...bodies);
  assert.ok((await take(peer, expected.length)).equals(expected));
});

skipIf(test, fs.existsSync('/proc/thread-self/io') ? undefined : 'this system does not count system calls')(
  'sends the frames of one tick in one system call',
  async () => {
    const { transport } = await pair();
    // The engine writes too, to wake its own threads now and then, which only adds: the least of many rounds is ours.
    const rounds: number[] = [];
    for (let round = 0; round < 20; round++) {
      await tick();
      const before = writeCalls();
      for (let i = 0; i < 20; i++) transport.send(message(stamped(200, i), 100));
      await Promise.resolve().then(() => transport.send(message(stamped(5000, 20), 100)));
      await tick();
      rounds.push(writeCalls() - before);
    }
    assert.is(Math.min(...rounds), 1, rounds.join());
  },
);

test('refuses to send a frame longer than its length field can say', async () => {
  const { transport } = await pair();
  assert.is(transport.maxFrameLength, 16_777_215);
  assert.throws(() => transport.send([Buffer.alloc(4), Buffer.alloc(16_777_216)]), RangeError);
});

for (const size of [MIB, 8 * MIB]) {
  test(`receives payloads of ${size / MIB} MiB in place, between other frames`, async () => {
    const handler = new FrameRecorder();
    const targets: Array<ReturnType<typeof guarded>> = [];
    handler.placing = (_, frameLength) => {
      const guard = guarded(frameLength - FRAME_HEAD);
      targets.push(guard);
      return { headLength: FRAME_HEAD, target: guard.target };
    };
    const { peer } = await pair(handler);
    const frames = [stamped(FRAME_HEAD + size, 1), stamped(100, 2), stamped(FRAME_HEAD + size, 3), stamped(64, 4)];
    peer.write(framed(...frames));
    assertFrames(await handler.received(4), frames);
    assert.is(targets.length, 2);
    assert.ok(targets.every(({ intact }) => intact()));
    // What comes next goes elsewhere, although the socket asked for a buffer in advance.
    const before = targets.map(({ target }) => Buffer.from(target));
    peer.write(framed(stamped(1000, 5)));
    await handler.received(5);
    assert.ok(targets.every(({ target }, i) => before[i]?.equals(target)));
  });
}

test('tells how much of a frame has come, and where it goes, until the frame is whole', async () => {
  const target = Buffer.alloc(MIB);
  const handler = new FrameRecorder();
  handler.placing = () => ({ headLength: FRAME_HEAD, target });
  const { peer, transport } = await pair(handler);
  const stream = framed(stamped(FRAME_HEAD + MIB));
  peer.write(stream.subarray(0, 500_000));
  while (transport.bytesReceived < 500_000) await tick();
  assert.is(transport.bytesReceived, 500_000);
  assert.ok(transport.receivingInto(target));
  assert.equal(handler.frames, []);
  peer.write(stream.subarray(500_000));
  await handler.received(1);
  assert.not(transport.receivingInto(target));
});

test('holds the memory of a frame that never becomes whole until the connection is gone', async () => {
  const target = Buffer.alloc(MIB);
  const handler = new FrameRecorder();
  handler.placing = () => ({ headLength: FRAME_HEAD, target });
  const { peer, transport } = await pair(handler);
  peer.write(framed(stamped(FRAME_HEAD + MIB)).subarray(0, 200_000));
  while (transport.bytesReceived < 200_000) await tick();
  transport.destroy();
  assert.ok(transport.receivingInto(target));
  await handler.ended;
  assert.not(transport.receivingInto(target));
});

test('counts what the kernel has not taken yet', async () => {
  const { peer, transport } = await pair();
  assert.is(transport.bufferedBytes, 0);
  transport.send([Buffer.alloc(4), Buffer.alloc(15 * MIB)]);
  await tick();
  assert.ok(transport.bufferedBytes > 0);
  peer.resume();
  while (transport.bufferedBytes > 0) await tick();
});

test('ends the connection with an error when the framing is broken', async () => {
  const { peer, handler } = await pair();
  peer.write(Buffer.concat([framed(stamped(64)), prefix(10), stamped(10)]));
  const error = await handler.ended;
  assert.instance(error, MalformedError);
  assert.is(handler.frames.length, 1);
});

test('ends the connection when a frame is longer than the limit set', async () => {
  const { peer, handler, transport } = await pair();
  transport.frameLimit = 1000;
  peer.write(framed(stamped(1000)));
  await handler.received(1);
  peer.write(prefix(1001));
  assert.instance(await handler.ended, MalformedError);
});

test('ends the connection with what a handler throws, and delivers nothing more', async () => {
  for (const method of ['place', 'receive'] as const) {
    const handler = new FrameRecorder();
    const refusal = new Error(`no, said ${method}`);
    if (method === 'receive') {
      handler.onFrame = () => {
        throw refusal;
      };
    } else {
      handler.placing = () => {
        throw refusal;
      };
    }
    const { peer } = await pair(handler);
    peer.write(framed(stamped(100_000), stamped(100), stamped(100)));
    assert.is(await handler.ended, refusal);
    assert.equal(handler.frames, []);
  }
});

test('reports the end of a connection that the peer closes', async () => {
  const { peer, handler, server } = await pair();
  peer.write(framed(stamped(64)));
  peer.end();
  const error = await handler.ended;
  assert.instance(error, ConnectionError);
  assert.is((error as ConnectionError).code, 'ECONNRESET');
  assert.is(error?.message, `127.0.0.1:${server.port} closed the connection`);
  assert.is(handler.frames.length, 1);
});

test('does not wait for the peer that closed only its own half', async () => {
  const { peer, handler } = await pair(new FrameRecorder(), { allowHalfOpen: true });
  peer.end();
  assert.is(((await handler.ended) as ConnectionError).code, 'ECONNRESET');
});

test('reports a connection that the peer resets, with the cause', async () => {
  const { peer, handler } = await pair();
  peer.resetAndDestroy();
  const error = (await handler.ended) as ConnectionError;
  assert.instance(error, ConnectionError);
  assert.is(error.code, 'ECONNRESET');
  assert.is((error.cause as NodeJS.ErrnoException).syscall, 'read');
});

test('says once that the connection is gone, later, and then stays silent', async () => {
  const { handler, transport, peer } = await pair();
  const reason = new Error('enough');
  peer.write(framed(stamped(64), stamped(64), stamped(64)));
  handler.onFrame = () => {
    transport.destroy(reason);
    transport.destroy(new Error('another'));
    assert.equal(handler.endings, []);
  };
  assert.is(await handler.ended, reason);
  transport.destroy();
  transport.send(message(stamped(64)));
  await transport.end();
  await tick();
  assert.equal(handler.endings, [reason]);
  assert.is(handler.frames.length, 1);
});

test('reports no error for a connection that this side dropped', async () => {
  const { handler, transport } = await pair();
  transport.destroy();
  assert.is(await handler.ended, undefined);
});

test('ends after what was sent has left', async () => {
  const { handler, transport, peer } = await pair();
  const body = stamped(8 * MIB);
  transport.send(message(body, 64));
  const ended = transport.end();
  assert.is(transport.end(), ended, 'a second call coalesces');
  const expected = framed(body);
  assert.ok((await take(peer, expected.length)).equals(expected));
  peer.resume();
  await ended;
  assert.equal(handler.endings, [undefined]);
});

test('leaves no timer behind when it has ended', async () => {
  const { transport, peer } = await pair();
  peer.resume();
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await transport.end(60_000);
  assert.is(timers(), before);
});

test('drops a peer that does not let it end, after a while', async () => {
  const { handler, transport } = await pair(new FrameRecorder(), { allowHalfOpen: true });
  transport.send([Buffer.alloc(4), Buffer.alloc(15 * MIB)]);
  const started = performance.now();
  await transport.end(50);
  assert.ok(performance.now() - started >= 45);
  assert.equal(handler.endings, [undefined]);
});

test('calls its own end no failure, even when the peer resets the connection meanwhile', async () => {
  const { handler, transport, peer } = await pair(new FrameRecorder(), { allowHalfOpen: true });
  const ended = transport.end();
  await once(peer.resume(), 'end');
  peer.resetAndDestroy();
  await ended;
  assert.equal(handler.endings, [undefined]);
});

/** Runs a process that connects, does `what` with its transport, and prints why the connection ended, if it lives to see it. */
async function inProcess(what: string, port: number): Promise<string> {
  const connect = new URL('../../lib/transport/connect.ts', import.meta.url).href;
  const program = `
    import { connectTransport } from '${connect}';
    const handler = { place() {}, receive() {}, closed: (error) => console.log('closed', error?.code) };
    const transport = await connectTransport({ kind: 'directtcp', host: '127.0.0.1', port: ${port}, connectTimeout: 30_000, handler });
    ${what};`;
  const options = { cwd: fileURLToPath(new URL('../..', import.meta.url)), timeout: 60_000 };
  const args = [...typescriptArguments, '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  return stdout.trim();
}

test('lets the process end while an unreferenced connection stands', async () => {
  const server = await listen();
  cleanups.push(() => server.close());
  assert.is(await inProcess('transport.unref()', server.port), '');
});

test('keeps the process alive while a referenced connection stands', async () => {
  const server = await listen((socket) => setTimeout(() => socket.end(), 100));
  cleanups.push(() => server.close());
  assert.is(await inProcess('transport.unref(); transport.ref()', server.port), 'closed ECONNRESET');
});

test('keeps the process alive until an unreferenced connection has ended', async () => {
  const server = await listen((socket) => socket.resume().once('end', () => setTimeout(() => socket.end(), 100)), {
    allowHalfOpen: true,
  });
  cleanups.push(() => server.close());
  const what = "transport.unref(); await transport.end(); console.log('ended')";
  assert.is(await inProcess(what, server.port), 'closed undefined\nended');
});

test('names its peer', async () => {
  const { transport, server } = await pair();
  assert.is(transport.kind, 'directtcp');
  assert.is(transport.remoteAddress, '127.0.0.1');
  assert.is(transport.remotePort, server.port);
});

test.run();
