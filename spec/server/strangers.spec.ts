/** Those who have not logged on: what is no SMB2, what is damaged, tokens of any kind, and clients that ask in SMB1. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { Negotiate } from '../../lib/wire/commands/negotiate.ts';
import { SessionSetup } from '../../lib/wire/commands/session-setup.ts';
import { HEADER_SIZE, readHeader, SMB2_FLAGS_SERVER_TO_REDIR, writeHeader } from '../../lib/wire/header.ts';
import { STATUS_MORE_PROCESSING_REQUIRED } from '../../lib/wire/ntstatus.ts';
import { Reader } from '../../lib/wire/reader.ts';
import { FRAME_HEADROOM, Writer } from '../../lib/wire/writer.ts';
import { type Embedded, startEmbedded } from './embedded.ts';

const test = suite<{ embedded: Embedded }>('server/strangers');

test.before(async (context) => {
  context.embedded = await startEmbedded();
});

test.after(async ({ embedded }) => {
  await embedded.stop();
  assert.equal(embedded.failures, []);
});

/** The server still serves those who behave. */
test.after.each(async ({ embedded }) => {
  const smb = new SmbFs(embedded.server.url('share', { user: 'ann' }));
  assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
  await smb.close();
});

/** A sequence of numbers from 0 to 2^32-1 that is the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

interface Message {
  readonly command: number;
  readonly messageId?: number;
  readonly flags?: number;
  readonly sessionId?: bigint;
  readonly body?: (w: Writer) => void;
}

/** A frame of one message, its length field included. */
function frame({ command, messageId = 0, flags = 0, sessionId = 0n, body }: Message): Buffer {
  const w = new Writer();
  w.begin(FRAME_HEADROOM);
  w.setOrigin();
  writeHeader(w, {
    ...{ creditCharge: 0, status: 0, command, credits: 1, flags, messageId, asyncId: 0n, treeId: 0, sessionId },
  });
  body?.(w);
  const bytes = Buffer.concat(w.finish());
  bytes.writeUInt32BE(bytes.length - FRAME_HEADROOM);
  return bytes;
}

const negotiate = frame({
  command: Negotiate.command,
  body: (w) =>
    Negotiate.writeRequest(w, {
      ...{ securityMode: 1, capabilities: 0, clientGuid: Buffer.alloc(16, 7), dialects: [0x0202, 0x0210, 0x0302] },
      negotiateContexts: [],
    }),
});

async function open({ host, port }: Embedded): Promise<Socket> {
  const socket = connect(port, host);
  socket.on('error', () => {}); // being dropped is what it is for
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes and waits until the server has dropped the connection; what it sent before. */
async function sendUntilDropped(embedded: Embedded, ...chunks: readonly Buffer[]): Promise<Buffer> {
  const socket = await open(embedded);
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  for (const chunk of chunks) socket.write(chunk);
  await once(socket, 'close');
  return Buffer.concat(received);
}

/** Sends bytes, ends the sending half, and waits for the end; what the server sent. */
async function sendAndEnd(embedded: Embedded, bytes: Buffer): Promise<Buffer> {
  const socket = await open(embedded);
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  socket.end(bytes);
  await once(socket, 'close');
  return Buffer.concat(received);
}

/** The next frame, without its length field. */
async function receive(socket: Socket): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < 4 || bytes.length < 4 + bytes.readUInt32BE()) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    bytes = Buffer.concat([bytes, chunk]);
  }
  return bytes.subarray(4);
}

/** Sends a frame and gives the status of the answer. */
async function statusOf(socket: Socket, bytes: Buffer): Promise<number> {
  const answer = receive(socket);
  socket.write(bytes);
  return readHeader(new Reader(await answer)).status;
}

test('drops what is no SMB2', async ({ embedded }) => {
  for (const bytes of [
    Buffer.from('GET / HTTP/1.1\r\nHost: nas\r\n\r\n'),
    Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'latin1'),
    Buffer.from([0, 0, 0, 0]),
    Buffer.from([0, 0xff, 0xff, 0xff]),
    Buffer.concat([Buffer.from([0, 0, 0, 64]), Buffer.alloc(64)]),
    frame({ command: Negotiate.command, flags: SMB2_FLAGS_SERVER_TO_REDIR }),
  ]) {
    assert.is((await sendUntilDropped(embedded, bytes)).length, 0);
  }
});

test('drops whoever negotiates twice', async ({ embedded }) => {
  const again = Buffer.from(negotiate);
  again.writeUInt8(1, FRAME_HEADROOM + 24); // MessageId
  await sendUntilDropped(embedded, negotiate, again);
});

test('answers a NEGOTIATE that is cut or damaged anywhere, or drops it', async ({ embedded }) => {
  for (let length = HEADER_SIZE; length < negotiate.length - FRAME_HEADROOM; length++) {
    const cut = Buffer.from(negotiate.subarray(0, FRAME_HEADROOM + length));
    cut.writeUInt32BE(length);
    await sendAndEnd(embedded, cut);
  }
  const next = random(1);
  for (let round = 0; round < 300; round++) {
    const damaged = Buffer.from(negotiate);
    for (let i = 0; i < 3; i++) {
      damaged.writeUInt8(next() % 256, FRAME_HEADROOM + (next() % (damaged.length - FRAME_HEADROOM)));
    }
    await sendAndEnd(embedded, damaged);
  }
});

test('bears any token in a logon, and any number of logons that are not finished', async ({ embedded }) => {
  const next = random(2);
  const setup = (messageId: number, sessionId: bigint, securityBuffer: Buffer): Buffer =>
    frame({
      ...{ command: SessionSetup.command, messageId, sessionId },
      body: (w) =>
        SessionSetup.writeRequest(w, {
          ...{ flags: 0, securityMode: 1, capabilities: 0, previousSessionId: 0n, securityBuffer },
        }),
    });
  for (let round = 0; round < 300; round++) {
    const token = Buffer.from(Array.from({ length: next() % 80 }, () => next() % 256));
    if (round % 2 === 0) Buffer.from('NTLMSSP\0\x01\0\0\0', 'latin1').copy(token);
    await sendAndEnd(embedded, Buffer.concat([negotiate, setup(1, 0n, token)]));
  }
  const hello = Buffer.concat([Buffer.from('NTLMSSP\0\x01\0\0\0\x15\x82\x08\x62', 'latin1'), Buffer.alloc(24)]);
  const socket = await open(embedded);
  await statusOf(socket, negotiate);
  const statuses = new Set<number>();
  for (let messageId = 1; messageId < 40; messageId++) {
    statuses.add(await statusOf(socket, setup(messageId, 0n, hello)));
  }
  socket.destroy();
  assert.ok(statuses.has(STATUS_MORE_PROCESSING_REQUIRED));
  assert.is(statuses.size, 2, 'the sixteenth is the last');
});

test('asks a client that speaks SMB1 too to come in SMB2, and drops one that speaks nothing else', async ({
  embedded,
}) => {
  const smb1 = (...dialects: readonly string[]): Buffer => {
    const names = Buffer.concat(dialects.map((name) => Buffer.from(`\x02${name}\0`, 'latin1')));
    const header = Buffer.alloc(32);
    header.write('\xffSMB\x72', 'latin1');
    const counts = Buffer.from([0, names.length, 0]);
    const bytes = Buffer.concat([Buffer.alloc(4), header, counts, names]);
    bytes.writeUInt32BE(bytes.length - 4);
    return bytes;
  };
  const dialectOf = (answer: Buffer): number => answer.readUInt16LE(HEADER_SIZE + 4);
  const socket = await open(embedded);
  const answer = receive(socket);
  socket.write(smb1('NT LM 0.12', 'SMB 2.002', 'SMB 2.???'));
  assert.is(dialectOf(await answer), 0x02ff);
  const second = Buffer.from(negotiate);
  second.writeUInt8(1, FRAME_HEADROOM + 24); // MessageId
  const real = receive(socket);
  socket.write(second);
  assert.is(dialectOf(await real), 0x0302);
  socket.destroy();
  const old = await open(embedded);
  const oldAnswer = receive(old);
  old.write(smb1('NT LM 0.12', 'SMB 2.002'));
  assert.is(dialectOf(await oldAnswer), 0x0202);
  old.destroy();
  assert.is((await sendUntilDropped(embedded, smb1('NT LM 0.12'))).length, 0);
  const truncated = smb1('SMB 2.???').subarray(0, 42);
  truncated.writeUInt32BE(38);
  assert.is((await sendUntilDropped(embedded, truncated)).length, 0);
});

test.run();
