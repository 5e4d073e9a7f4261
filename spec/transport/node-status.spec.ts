import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  decodeNodeStatusResponse,
  encodeNodeStatusRequest,
  fileServerName,
  queryNodeStatus,
} from '../../lib/transport/node-status.ts';
import { assertTruncationRefused, fields } from '../support/codec.ts';
import { assertMalformed, overwritten } from '../support/malformed.ts';

const test = suite('transport/node-status');

const cleanups: Array<() => unknown> = [];

test.after.each(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const forever = new AbortController().signal;
const WILDCARD = Buffer.from(' CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0', 'latin1');

const UNIQUE = '0400';
const GROUP = '8400';

function entry(name: string, suffix: string, flags: string): Buffer {
  return fields(['NETBIOS_NAME', Buffer.from(name.padEnd(15), 'latin1')], ['suffix', suffix], ['NAME_FLAGS', flags]);
}

function response(id: number, entries: readonly Buffer[]): Buffer {
  const trn = Buffer.alloc(2);
  trn.writeUInt16BE(id);
  const names = Buffer.concat(entries);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(1 + names.length + 46);
  return fields(
    ['NAME_TRN_ID', trn],
    ['R, OPCODE, NM_FLAGS, RCODE', '8400'],
    ['QDCOUNT', '0000'],
    ['ANCOUNT', '0001'],
    ['NSCOUNT', '0000'],
    ['ARCOUNT', '0000'],
    ['RR_NAME', WILDCARD],
    ['RR_TYPE', '0021'],
    ['RR_CLASS', '0001'],
    ['TTL', '00000000'],
    ['RDLENGTH', length],
    ['NUM_NAMES', Buffer.from([entries.length])],
    ['NODE_NAME', names],
    ['STATISTICS', Buffer.alloc(46)],
  );
}

const nas = [
  entry('NAS', '00', UNIQUE),
  entry('HOME', '00', GROUP),
  entry('GONE', '20', '1400'),
  entry('ELSEWHERE', '20', '0c00'),
  entry('NOTYET', '20', '0000'),
  entry('EVERYBODY', '20', GROUP),
  entry('NAS-1', '20', '6400'),
  entry('SECOND', '20', UNIQUE),
];

/** A name service; `serve` is given every request. */
async function nameService(serve: (socket: Socket, request: Buffer, from: RemoteInfo) => void): Promise<number> {
  const socket = createSocket('udp4');
  cleanups.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  socket.on('message', (request, from) => serve(socket, request, from));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket.address().port;
}

test('a request asks for every name', () => {
  const expected = fields(
    ['NAME_TRN_ID', 'abcd'],
    ['R, OPCODE, NM_FLAGS, RCODE', '0000'],
    ['QDCOUNT', '0001'],
    ['ANCOUNT', '0000'],
    ['NSCOUNT', '0000'],
    ['ARCOUNT', '0000'],
    ['QUESTION_NAME', WILDCARD],
    ['QUESTION_TYPE', '0021'],
    ['QUESTION_CLASS', '0001'],
  );
  assert.equal(encodeNodeStatusRequest(0xabcd), expected);
});

test('a response lists the names, their suffixes and flags', () => {
  const names = decodeNodeStatusResponse(response(7, nas.slice(0, 3)), 7);
  assert.equal(names, [
    { name: 'NAS', suffix: 0x00, flags: 0x0400 },
    { name: 'HOME', suffix: 0x00, flags: 0x8400 },
    { name: 'GONE', suffix: 0x20, flags: 0x1400 },
  ]);
});

test('a response may point to its name instead of spelling it', () => {
  const whole = response(7, nas);
  const pointing = Buffer.concat([whole.subarray(0, 12), Buffer.from('c00c', 'hex'), whole.subarray(12 + 34)]);
  assert.is(decodeNodeStatusResponse(pointing, 7).length, nas.length);
});

test('the file server is the active, unique name with its suffix', () => {
  assert.is(fileServerName(decodeNodeStatusResponse(response(7, nas), 7)), 'NAS-1');
  assert.is(fileServerName(decodeNodeStatusResponse(response(7, nas.slice(0, 6)), 7)), undefined);
});

test('anything but the answer to the question is refused', () => {
  const good = response(7, nas);
  assertTruncationRefused(good, (part) => decodeNodeStatusResponse(part, 7));
  assertMalformed(() => decodeNodeStatusResponse(good, 8), 'another transaction');
  assertMalformed(() => decodeNodeStatusResponse(overwritten(good, 2, '0400'), 7), 'a request');
  assertMalformed(() => decodeNodeStatusResponse(overwritten(good, 2, 'ac00'), 7), 'another operation');
  assertMalformed(() => decodeNodeStatusResponse(overwritten(good, 2, '8403'), 7), 'an error');
  assertMalformed(() => decodeNodeStatusResponse(overwritten(good, 4, '0001'), 7), 'a question');
  assertMalformed(() => decodeNodeStatusResponse(overwritten(good, 6, '0000'), 7), 'no answer');
  assertMalformed(() => decodeNodeStatusResponse(overwritten(good, 46, '0020'), 7), 'another type');
  assertMalformed(() => decodeNodeStatusResponse(overwritten(good, 48, '0002'), 7), 'another class');
  assertMalformed(() => decodeNodeStatusResponse(overwritten(good, 54, 'ffff'), 7), 'a length beyond the datagram');
  assertMalformed(() => decodeNodeStatusResponse(overwritten(good, 56, 'ff'), 7), 'more names than there is room for');
});

test('asks a node for its names', async () => {
  const port = await nameService((socket, request, from) => {
    assert.equal(request.subarray(2), encodeNodeStatusRequest(0).subarray(2));
    socket.send(response(request.readUInt16BE(0), nas), from.port, from.address);
  });
  const names = await queryNodeStatus('127.0.0.1', port, forever);
  assert.is(names?.length, nas.length);
});

test('asks again when a datagram is lost, and passes over what is not the answer', async () => {
  let requests = 0;
  const port = await nameService((socket, request, from) => {
    requests++;
    const id = request.readUInt16BE(0);
    const send = (datagram: Buffer): void => socket.send(datagram, from.port, from.address);
    send(response(id ^ 1, nas.slice(0, 1)));
    send(Buffer.from('nonsense'));
    if (requests === 2) send(response(id, nas));
  });
  const names = await queryNodeStatus('127.0.0.1', port, forever);
  assert.is(names?.length, nas.length);
  assert.is(requests, 2);
});

test('heeds no datagram from elsewhere', async () => {
  const stranger = createSocket('udp4');
  cleanups.push(() => stranger.close());
  const port = await nameService((socket, request, from) => {
    const id = request.readUInt16BE(0);
    stranger.send(response(id, [entry('EVIL', '20', UNIQUE)]), from.port, from.address, () => {
      socket.send(response(id, nas), from.port, from.address);
    });
  });
  assert.is(fileServerName((await queryNodeStatus('127.0.0.1', port, forever)) ?? []), 'NAS-1');
});

test('knows no names where nobody listens', async () => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  assert.is(await queryNodeStatus('127.0.0.1', port, forever), undefined);
});

test('gives up after three tries', async () => {
  let requests = 0;
  const port = await nameService(() => requests++);
  assert.is(await queryNodeStatus('127.0.0.1', port, forever), undefined);
  assert.is(requests, 3);
});

test('rejects with the reason of its signal', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const port = await nameService(() => controller.abort(reason));
  const rejected = async (signal: AbortSignal): Promise<unknown> =>
    await queryNodeStatus('127.0.0.1', port, signal).then(
      () => assert.unreachable(),
      (error: unknown) => error,
    );
  assert.is(await rejected(controller.signal), reason);
  assert.is(await rejected(controller.signal), reason, 'aborted before');
});

test.run();
