import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { READ_RESPONSE_HEAD, Read, readResponsePlacement } from '../../../lib/wire/commands/read.ts';
import {
  SMB2_FLAGS_ASYNC_COMMAND,
  SMB2_FLAGS_SERVER_TO_REDIR,
  SMB2_FLAGS_SIGNED,
  writeHeader,
} from '../../../lib/wire/header.ts';
import { STATUS_BUFFER_OVERFLOW, STATUS_PENDING, STATUS_SUCCESS } from '../../../lib/wire/ntstatus.ts';
import { Writer } from '../../../lib/wire/writer.ts';
import {
  assertRequest,
  assertResponse,
  assertTruncationRefused,
  bodyBytes,
  bodyReader,
  fields,
} from '../../support/codec.ts';
import { assertMalformed, overwritten } from '../../support/malformed.ts';

const test = suite('wire/commands/read');

const request = {
  padding: 0x50,
  flags: 1,
  length: 0x100000,
  offset: 0x1fffff00000000,
  fileId: { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n },
  minimumCount: 1,
  remainingBytes: 0x01020304,
};

const requestBytes = fields(
  ['StructureSize', '3100'],
  ['Padding', '50'],
  ['Flags', '01'],
  ['Length', '00001000'],
  ['Offset', '00000000ffff1f00'],
  ['FileId.Persistent', '8877665544332211'],
  ['FileId.Volatile', '00ffeeddccbbaa99'],
  ['MinimumCount', '01000000'],
  ['Channel', '00000000'],
  ['RemainingBytes', '04030201'],
  ['ReadChannelInfoOffset', '0000'],
  ['ReadChannelInfoLength', '0000'],
  ['Buffer', '00'],
);

const response = { flags: 1, dataRemaining: 7, data: Buffer.from('data') };

const responseBytes = fields(
  ['StructureSize', '1100'],
  ['DataOffset', '50'],
  ['Reserved', '00'],
  ['DataLength', '04000000'],
  ['DataRemaining', '07000000'],
  ['Flags', '01000000'],
  ['Buffer', Buffer.from('data')],
);

const readRequest = (bytes: Buffer) => Read.readRequest(bodyReader(bytes));
const readResponse = (bytes: Buffer) => Read.readResponse(bodyReader(bytes));

test('a request ends with a byte that nothing uses', () => assertRequest(Read, request, requestBytes));

test('a request cut short is refused; the unused byte may be missing', () => {
  assertTruncationRefused(requestBytes, readRequest, requestBytes.length - 1);
  assert.equal(readRequest(requestBytes.subarray(0, -1)), request);
});

test('a request with a wrong size or an offset beyond 2^53-1 is refused', () => {
  assertMalformed(() => readRequest(overwritten(requestBytes, 0, '3000')));
  assertMalformed(() => readRequest(overwritten(requestBytes, 8, '0000000000002000')));
  assertMalformed(() => readRequest(overwritten(requestBytes, 8, 'ffffffffffffffff')));
});

test('a response has its data right behind the fixed part', () => assertResponse(Read, response, responseBytes));

test('a response without data is its fixed part', () => {
  const bytes = overwritten(responseBytes.subarray(0, 16), 4, '00000000');
  assertResponse(Read, { ...response, data: Buffer.alloc(0) }, bytes);
});

test('a response cut short anywhere is refused', () => assertTruncationRefused(responseBytes, readResponse));

test('a response whose data lies elsewhere is refused', () => {
  assertMalformed(() => readResponse(overwritten(responseBytes, 0, '0900')), 'StructureSize of an ERROR');
  assertMalformed(() => readResponse(overwritten(responseBytes, 2, '00')), 'in the header');
  assertMalformed(() => readResponse(overwritten(responseBytes, 2, '4f')), 'in the fixed part');
  assertMalformed(() => readResponse(overwritten(responseBytes, 2, '51')), 'over the end');
  assertMalformed(() => readResponse(overwritten(responseBytes, 4, '05000000')), 'too long');
  assertMalformed(() => readResponse(overwritten(responseBytes, 4, 'ffffffff')), 'without end');
});

test('data may start later than it has to', () => {
  const bytes = Buffer.concat([responseBytes.subarray(0, 16), Buffer.alloc(8), Buffer.from('data')]);
  assert.equal(readResponse(overwritten(bytes, 2, '58')), response);
});

test("a response's data is a view of the frame", () => {
  const frame = bodyReader(responseBytes);
  const { data } = Read.readResponse(frame);
  assert.is(data.buffer, frame.bytes.buffer);
});

test('large data is sent as it lies', () => {
  const data = Buffer.alloc(100_000, 7);
  const w = new Writer();
  w.begin(0);
  w.zeros(64);
  Read.writeResponse(w, { flags: 0, dataRemaining: 0, data });
  assert.ok(w.finish().includes(data));
});

test('STATUS_BUFFER_OVERFLOW comes with data', () => assert.equal(Read.bodyStatuses, [STATUS_BUFFER_OVERFLOW]));

interface Frame {
  status?: number;
  command?: number;
  flags?: number;
  data?: Buffer;
}

/** A whole response; every field but those given is as it should be. */
function frameOf({
  status = STATUS_SUCCESS,
  command = Read.command,
  flags = SMB2_FLAGS_SERVER_TO_REDIR | SMB2_FLAGS_SIGNED,
  data = Buffer.alloc(1000),
}: Frame = {}): Buffer {
  const w = new Writer();
  w.begin(0);
  const ids = { messageId: 5, asyncId: 9n, treeId: 3, sessionId: 1n };
  writeHeader(w, { creditCharge: 1, status, command, credits: 1, flags, ...ids });
  Read.writeResponse(w, { flags: 0, dataRemaining: 0, data });
  return Buffer.concat(w.finish());
}

/** What the first READ_RESPONSE_HEAD bytes of the frame tell. */
function placementIn(frame: Buffer, frameLength = frame.length) {
  return readResponsePlacement(frame.subarray(0, READ_RESPONSE_HEAD), frameLength);
}

test('the payload of a READ response is placed from the first 80 bytes of its frame', () => {
  assert.is(READ_RESPONSE_HEAD, 80);
  assert.equal(placementIn(frameOf()), { dataOffset: 80, dataLength: 1000 });
});

test('more of the frame than its head tells the same', () => {
  const frame = frameOf();
  assert.equal(readResponsePlacement(frame, frame.length), { dataOffset: 80, dataLength: 1000 });
});

test('a payload that starts later is placed there', () => {
  const frame = overwritten(frameOf(), 66, '60');
  assert.equal(placementIn(frame, frame.length + 16), { dataOffset: 0x60, dataLength: 1000 });
});

test('what comes after an interim response is placed all the same', () => {
  const frame = frameOf({ flags: SMB2_FLAGS_SERVER_TO_REDIR | SMB2_FLAGS_ASYNC_COMMAND });
  assert.equal(placementIn(frame), { dataOffset: 80, dataLength: 1000 });
});

test('less than a head places nothing', () => {
  for (const length of [0, 3, 4, 63, 64, 79]) {
    assert.is(readResponsePlacement(frameOf().subarray(0, length), 1080), undefined);
  }
});

test('a payload that is empty or followed by anything is not placed', () => {
  assert.is(placementIn(frameOf({ data: Buffer.alloc(0) })), undefined);
  assert.is(placementIn(frameOf(), 1081), undefined);
});

test('what is not a lone, successful READ response in the clear is not placed', () => {
  assert.is(placementIn(overwritten(frameOf(), 0, 'fd')), undefined, 'encrypted');
  assert.is(placementIn(overwritten(frameOf(), 0, 'fc')), undefined, 'compressed');
  assert.is(placementIn(overwritten(frameOf(), 0, 'ff')), undefined, 'SMB1');
  assert.is(placementIn(overwritten(frameOf(), 20, '58000000')), undefined, 'the first of a chain');
  assert.is(placementIn(frameOf({ command: 0x10 })), undefined, 'another command');
  assert.is(placementIn(frameOf({ status: STATUS_PENDING })), undefined, 'an interim response');
  assert.is(placementIn(frameOf({ status: STATUS_BUFFER_OVERFLOW })), undefined, 'a warning');
  assert.is(placementIn(frameOf({ flags: 0 })), undefined, 'a request');
});

test('a payload that cannot lie in the frame is refused before it is received', () => {
  assertMalformed(() => placementIn(overwritten(frameOf(), 64, '0900')), 'StructureSize');
  assertMalformed(() => placementIn(overwritten(frameOf(), 66, '00')), 'in the header');
  assertMalformed(() => placementIn(overwritten(frameOf(), 66, '4f')), 'in the fixed part');
  assertMalformed(() => placementIn(overwritten(frameOf(), 66, '51')), 'over the end');
  assertMalformed(() => placementIn(overwritten(frameOf(), 68, 'e9030000')), 'too long');
  assertMalformed(() => placementIn(overwritten(frameOf(), 68, 'ffffffff')), 'without end');
  assertMalformed(() => placementIn(frameOf(), 1079), 'in a frame too short');
});

test('a placement never disagrees with how the collected frame is read', () => {
  const data = Buffer.from(Array.from({ length: 257 }, (_, i) => i % 256));
  const frame = frameOf({ data });
  const placement = placementIn(frame);
  assert.ok(placement);
  assert.equal(readResponse(frame.subarray(64)).data, frame.subarray(placement.dataOffset, placement.dataOffset + 257));
});

test('a request is 49 bytes, as servers demand', () => {
  assert.is(bodyBytes((w) => Read.writeRequest(w, request)).length, 49);
});

test.run();
