import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { hostname } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConnectionError, MalformedError, type SmbError } from '../../lib/errors.ts';
import { type ConnectOptions, connectTransport } from '../../lib/transport/connect.ts';
import { encodeName } from '../../lib/transport/netbios-names.ts';
import { decodeSessionRequest } from '../../lib/transport/session-packets.ts';
import type { Transport } from '../../lib/transport/transport.ts';
import { assertFrames, FrameRecorder, framed, listen, stamped, take } from '../support/frames.ts';

const test = suite('transport/netbios-session');

const cleanups: Array<() => unknown> = [];

test.after.each(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const POSITIVE = Buffer.from('82000000', 'hex');
const KEEP_ALIVE = Buffer.from('85000000', 'hex');
const NOT_PRESENT = negative(0x82);

function negative(code: number): Buffer {
  return Buffer.from([0x83, 0, 0, 1, code]);
}

function retarget(host: string, port: number): Buffer {
  return Buffer.from([0x84, 0, 0, 6, ...host.split('.').map(Number), port >> 8, port & 0xff]);
}

/** A server of NetBIOS sessions. `answer` is given the called name, and what it returns is sent; then the socket is closed, unless the answer was positive. */
async function sessionService(answer: (called: string, socket: Socket) => Buffer | undefined, host = '127.0.0.1') {
  const called: string[] = [];
  const server = await listen(
    async (socket) => {
      const request = await take(socket, 72);
      assert.equal(request.subarray(0, 4), Buffer.from('81000044', 'hex'));
      const names = decodeSessionRequest(request.subarray(4));
      assert.is(names.called.suffix, 0x20);
      assert.is(names.calling.suffix, 0x00);
      assert.is(names.calling.name, hostname().split('.')[0]?.slice(0, 15).toUpperCase());
      called.push(names.called.name);
      const bytes = answer(names.called.name, socket);
      if (bytes === undefined) return;
      socket.write(bytes);
      if (bytes[0] === 0x83 || bytes[0] === 0x84) socket.end();
    },
    { host },
  );
  cleanups.push(() => server.close());
  return { server, called };
}

/** A name service that knows one name, or that answers nothing. */
async function nameService(name: string | undefined): Promise<number> {
  const socket = createSocket('udp4');
  cleanups.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.on('message', (request, from) => {
    if (name === undefined) return;
    const record = Buffer.from('00210001000000000013' + '01', 'hex');
    const entry = Buffer.concat([Buffer.from(name.padEnd(15), 'latin1'), Buffer.from('200400', 'hex')]);
    const header = Buffer.from('0000840000000001' + '00000000', 'hex');
    header.writeUInt16BE(request.readUInt16BE(0));
    const answer = Buffer.concat([header, encodeName({ name: '*', suffix: 0 }), record, entry]);
    socket.send(answer, from.port, from.address);
  });
  return socket.address().port;
}

async function session(port: number, options: Partial<ConnectOptions> = {}) {
  const handler = new FrameRecorder();
  const transport: Transport = await connectTransport({
    kind: 'netbios',
    host: '127.0.0.1',
    port,
    connectTimeout: 10_000,
    handler,
    ...options,
  });
  cleanups.push(() => transport.destroy());
  return { transport, handler };
}

async function refusal(port: number, options: Partial<ConnectOptions> = {}): Promise<SmbError> {
  const connected: Promise<unknown> = session(port, options);
  const error = await connected.catch((error: unknown) => error);
  assert.instance(error, Error, 'connected');
  return error as SmbError;
}

test('calls *SMBSERVER, and sends frames when the session stands', async () => {
  const { server, called } = await sessionService(() => POSITIVE);
  const { transport, handler } = await session(server.port);
  const peer = await server.accepted();
  assert.equal(called, ['*SMBSERVER']);
  assert.is(transport.kind, 'netbios');
  assert.is(transport.maxFrameLength, 131_071);
  const bodies = [stamped(100, 1), stamped(131_071, 2)];
  for (const body of bodies) transport.send([Buffer.concat([Buffer.alloc(4), body])]);
  assert.throws(() => transport.send([Buffer.alloc(4 + 131_072)]), RangeError);
  const expected = framed(...bodies);
  const received = await take(peer, expected.length);
  assert.ok(received.equals(expected));
  peer.write(Buffer.concat([KEEP_ALIVE, received, KEEP_ALIVE, KEEP_ALIVE, framed(stamped(64))]));
  assertFrames(await handler.received(3), [...bodies, stamped(64)]);
});

test('finds the positive response behind keepalives, cut at any byte, with frames right behind it', async () => {
  const stream = Buffer.concat([KEEP_ALIVE, POSITIVE, KEEP_ALIVE, framed(stamped(64))]);
  for (let cut = 1; cut < stream.length; cut += 3) {
    const { server } = await sessionService((_, socket) => {
      socket.write(stream.subarray(0, cut), () => setImmediate(() => socket.write(stream.subarray(cut))));
      return undefined;
    });
    const { handler } = await session(server.port);
    assertFrames(await handler.received(1), [stamped(64)]);
  }
});

for (const code of [0x80, 0x82]) {
  test(`asks the server for its own name when *SMBSERVER is refused with 0x${code.toString(16)}`, async () => {
    const { server, called } = await sessionService((name) => (name === 'NAS-1' ? POSITIVE : negative(code)));
    await session(server.port, { netbios: { nameServicePort: await nameService('NAS-1') } });
    assert.equal(called, ['*SMBSERVER', 'NAS-1']);
  });
}

test('calls the host by its name when the server does not tell its own', async () => {
  const { server, called } = await sessionService((name) => (name === 'LOCALHOST' ? POSITIVE : NOT_PRESENT));
  const nameServicePort = await nameService(undefined);
  await session(server.port, { host: 'localhost', netbios: { nameServicePort } });
  assert.equal(called, ['*SMBSERVER', 'LOCALHOST']);
});

test('says which names were refused, and why', async () => {
  const { server, called } = await sessionService((name) => (name === 'NAS' ? negative(0x80) : NOT_PRESENT));
  const netbios = { nameServicePort: await nameService('NAS') };
  const error = await refusal(server.port, { host: 'localhost', netbios });
  assert.instance(error, ConnectionError);
  assert.is(error.code, 'ERR_SMB_NETBIOS');
  assert.is(
    error.message,
    `localhost:${server.port} refuses a NetBIOS session, called as *SMBSERVER: called name not present (0x82); ` +
      'as NAS: not listening on the called name (0x80); as LOCALHOST: called name not present (0x82)',
  );
  assert.equal(called, ['*SMBSERVER', 'NAS', 'LOCALHOST']);
});

test('calls no name twice, and an address by no name', async () => {
  const { server, called } = await sessionService(() => NOT_PRESENT);
  const nameServicePort = await nameService('LOCALHOST');
  await refusal(server.port, { host: 'localhost', netbios: { nameServicePort } });
  assert.equal(called.splice(0), ['*SMBSERVER', 'LOCALHOST']);
  await refusal(server.port, { netbios: { nameServicePort: await nameService(undefined) } });
  assert.equal(called, ['*SMBSERVER']);
});

for (const [code, reason] of [
  [0x81, 'not listening for the calling name (0x81)'],
  [0x83, 'insufficient resources (0x83)'],
  [0x8f, 'unspecified error (0x8f)'],
  [0x05, 'an unknown reason (0x05)'],
] as const) {
  test(`tries no other name after: ${reason}`, async () => {
    const { server, called } = await sessionService(() => negative(code));
    const error = await refusal(server.port, { netbios: { nameServicePort: await nameService('NAS') } });
    assert.is(error.code, 'ERR_SMB_NETBIOS');
    assert.ok(error.message.endsWith(`as *SMBSERVER: ${reason}`), error.message);
    assert.equal(called, ['*SMBSERVER']);
  });
}

test('calls the name it is told, and no other', async () => {
  const { server, called } = await sessionService((name) => (name === 'VAULT' ? POSITIVE : NOT_PRESENT));
  await session(server.port, { netbios: { calledName: 'vault' } });
  await refusal(server.port, { netbios: { calledName: 'other', nameServicePort: await nameService('VAULT') } });
  assert.equal(called, ['VAULT', 'OTHER']);
});

test('goes where a server sends it, under the same name', async () => {
  const last = await sessionService(() => POSITIVE);
  const middle = await sessionService(() => retarget('127.0.0.1', last.server.port));
  const first = await sessionService(() => retarget('127.0.0.1', middle.server.port));
  const { transport } = await session(first.server.port);
  assert.is(transport.remotePort, last.server.port);
  assert.equal([first.called, middle.called, last.called].flat(), Array(3).fill('*SMBSERVER'));
});

test('does not go round in circles', async () => {
  const { server, called } = await sessionService(() => retarget('127.0.0.1', server.port));
  const error = await refusal(server.port);
  assert.is(error.code, 'ERR_SMB_NETBIOS');
  assert.is(error.message, `127.0.0.1:${server.port} sends its NetBIOS sessions round in circles`);
  assert.is(called.length, 3);
});

for (const [host, port] of [
  ['0.0.0.0', 139],
  ['224.0.0.1', 139],
  ['255.255.255.255', 139],
  ['10.0.0.1', 0],
] as const) {
  test(`does not go to ${host}:${port}`, async () => {
    const { server } = await sessionService(() => retarget(host, port));
    const error = await refusal(server.port);
    assert.is(error.code, 'ERR_SMB_NETBIOS');
    assert.is(error.message, `127.0.0.1 sends its NetBIOS sessions to ${host}:${port}`);
  });
}

for (const [what, answer] of [
  ['a message', framed(stamped(100))],
  ['a long message', framed(stamped(100_000))],
  ['a session request', Buffer.from('8100000000', 'hex')],
  ['a negative response without a code', Buffer.from('83000000', 'hex')],
  ['a retarget without an address', Buffer.from('8400000100', 'hex')],
] as const) {
  test(`takes ${what} for no answer`, async () => {
    const { server } = await sessionService(() => answer);
    assert.instance(await refusal(server.port), MalformedError);
  });
}

test('ends a session in which another positive response arrives', async () => {
  const { server } = await sessionService(() => POSITIVE);
  const { handler } = await session(server.port);
  (await server.accepted()).write(POSITIVE);
  assert.instance(await handler.ended, MalformedError);
});

test('asks for no name longer than the time for connecting allows', async () => {
  const { server } = await sessionService(() => NOT_PRESENT);
  const nameServicePort = await nameService(undefined);
  const error = await refusal(server.port, { connectTimeout: 100, netbios: { nameServicePort } });
  assert.is(error.code, 'ETIMEDOUT');
});

test.run();
