import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConnectionError } from '../../lib/errors.ts';
import { type ConnectOptions, connectTransport } from '../../lib/transport/connect.ts';
import { DEFAULT_PORTS, type TransportKind } from '../../lib/transport/transport.ts';
import { FrameRecorder, framed, listen, stamped } from '../support/frames.ts';
import { freePort, ownLoopbackAddress } from '../support/free-port.ts';
import { skipIf } from '../support/skip.ts';

const test = suite('transport/connect');

const cleanups: Array<() => unknown> = [];

test.after.each(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const kinds: readonly TransportKind[] = ['directtcp', 'netbios'];

/** The error of a connection that must not come about; its handler must not hear of it. */
async function failure(options: Partial<ConnectOptions>): Promise<ConnectionError> {
  const handler = new FrameRecorder();
  const all = { kind: 'directtcp', host: '127.0.0.1', connectTimeout: 5000, handler, ...options } as const;
  const error = await connectTransport(all).then(
    () => assert.unreachable('connected'),
    (error: unknown) => error,
  );
  await new Promise(setImmediate);
  assert.equal(handler.endings, [], 'the handler was never connected');
  return error as ConnectionError;
}

/** A port whose kernel leaves connections unanswered: its process sleeps, and its queue is full. */
async function silentPort(): Promise<number> {
  const program =
    "const s=require('net').createServer().listen({port:0,host:'127.0.0.1',backlog:1},()=>console.log(s.address().port))";
  const child = spawn(process.execPath, ['--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanups.push(() => child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGSTOP');
  const port = Number(line);
  // The kernel holds one connection more than the backlog says, and then lets further ones wait.
  for (let held = 0; held < 2; held++) {
    const socket = createConnection(port, '127.0.0.1');
    cleanups.push(() => socket.destroy());
    await once(socket, 'connect');
  }
  await new Promise(setImmediate);
  return port;
}

test('knows the default ports', () => {
  assert.equal(DEFAULT_PORTS, { directtcp: 445, netbios: 139 });
});

const whyNoLowPorts = process.getuid?.() === 0 ? undefined : 'only root may listen on ports 139 and 445';

for (const kind of kinds) {
  skipIf(test, whyNoLowPorts, { mayLackInCi: true })(`connects to the default port of ${kind}`, async () => {
    const server = await listen((socket) => socket.once('data', () => socket.write(Buffer.from('82000000', 'hex'))), {
      host: ownLoopbackAddress(),
      port: DEFAULT_PORTS[kind],
    });
    cleanups.push(() => server.close());
    const handler = new FrameRecorder();
    const transport = await connectTransport({ kind, host: server.host, connectTimeout: 5000, handler });
    assert.is(transport.remotePort, DEFAULT_PORTS[kind]);
    transport.destroy();
    await handler.ended;
  });
}

for (const kind of kinds) {
  test(`keeps the code and the cause of a refused connection (${kind})`, async () => {
    const port = await freePort('127.0.0.1');
    const error = await failure({ kind, port });
    assert.instance(error, ConnectionError);
    assert.is(error.code, 'ECONNREFUSED');
    assert.is(error.message, `127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`);
    assert.is((error.cause as NodeJS.ErrnoException).syscall, 'connect');
  });
}

test('says that a host is unknown', async () => {
  const host = `${'a'.repeat(64)}.invalid`;
  const error = await failure({ host });
  assert.instance(error, ConnectionError);
  assert.is(error.code, 'ENOTFOUND');
  assert.match(error.message, `${host}:445`);
});

test('puts an IPv6 address in brackets', async () => {
  const error = await failure({ host: '::1', port: await freePort('127.0.0.1') });
  assert.match(error.message, /^\[::1\]:\d+: /);
});

test('refuses a port that is none', async () => {
  const error = await failure({ port: 65_536 });
  assert.instance(error, RangeError);
});

skipIf(test, process.platform === 'linux' ? undefined : 'a full queue makes connections wait on Linux alone')(
  'gives up when the host does not answer, and closes its socket',
  async () => {
    const port = await silentPort();
    const before = process.getActiveResourcesInfo().sort();
    const error = await failure({ port, connectTimeout: 60 });
    assert.instance(error, ConnectionError);
    assert.is(error.code, 'ETIMEDOUT');
    assert.is(error.message, `no connection to 127.0.0.1:${port} within 60 ms`);
    const controller = new AbortController();
    const aborted = failure({ port, signal: controller.signal });
    setImmediate(() => controller.abort());
    assert.is(await aborted, controller.signal.reason);
    assert.equal(process.getActiveResourcesInfo().sort(), before);
  },
);

test('gives up when the server accepts and then says nothing to a session request', async () => {
  const server = await listen((socket) => socket.resume());
  cleanups.push(() => server.close());
  const error = await failure({ kind: 'netbios', port: server.port, connectTimeout: 50 });
  assert.is(error.code, 'ETIMEDOUT');
  const peer = await server.accepted();
  if (!peer.closed) await once(peer, 'close');
});

test('rejects with the reason of a signal that is aborted before or during connecting', async () => {
  const server = await listen((socket) => socket.resume());
  cleanups.push(() => server.close());
  for (const reason of [undefined, new Error('changed my mind'), 'a text']) {
    assert.is(await failure({ port: server.port, signal: AbortSignal.abort(reason ?? 'before') }), reason ?? 'before');
    const controller = new AbortController();
    const aborted = failure({ kind: 'netbios', port: server.port, signal: controller.signal });
    const peer = await server.accepted();
    controller.abort(reason);
    const error = await aborted;
    if (reason === undefined) assert.is(error.name, 'AbortError');
    else assert.is(error, reason);
    if (!peer.closed) await once(peer, 'close');
  }
  assert.is(server.sockets.length, 3, 'nothing was opened for signals that were aborted before');
});

test('does not heed the signal once connected', async () => {
  const server = await listen();
  cleanups.push(() => server.close());
  const controller = new AbortController();
  const handler = new FrameRecorder();
  const { signal } = controller;
  const { host, port } = server;
  const transport = await connectTransport({ kind: 'directtcp', host, port, connectTimeout: 5000, handler, signal });
  controller.abort();
  (await server.accepted()).write(framed(stamped(64)));
  await handler.received(1);
  await transport.end(0);
});

test('does not take another service for a NetBIOS server', async () => {
  const server = await listen((socket) => socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')));
  cleanups.push(() => server.close());
  const error = await failure({ kind: 'netbios', port: server.port });
  assert.is(error.code, 'ERR_SMB_MALFORMED');
});

test('reports a server that closes instead of answering a session request', async () => {
  const server = await listen((socket) => socket.once('data', () => socket.end()));
  cleanups.push(() => server.close());
  const error = await failure({ kind: 'netbios', port: server.port });
  assert.is(error.code, 'ECONNRESET');
  assert.is(error.message, `127.0.0.1:${server.port} closed the connection`);
});

test.run();
