import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SMB2_WRITEFLAG_WRITE_THROUGH, Write } from '../../../lib/wire/commands/write.ts';
import { Writer } from '../../../lib/wire/writer.ts';
import { assertRequest, assertResponse, assertTruncationRefused, bodyReader, fields } from '../../support/codec.ts';
import { assertMalformed, overwritten } from '../../support/malformed.ts';

const test = suite('wire/commands/write');

const request = {
  offset: 0x123456789a,
  fileId: { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n },
  remainingBytes: 5,
  flags: SMB2_WRITEFLAG_WRITE_THROUGH,
  data: Buffer.from('data'),
};

const requestBytes = fields(
  ['StructureSize', '3100'],
  ['DataOffset', '7000'],
  ['Length', '04000000'],
  ['Offset', '9a78563412000000'],
  ['FileId.Persistent', '8877665544332211'],
  ['FileId.Volatile', '00ffeeddccbbaa99'],
  ['Channel', '00000000'],
  ['RemainingBytes', '05000000'],
  ['WriteChannelInfoOffset', '0000'],
  ['WriteChannelInfoLength', '0000'],
  ['Flags', '01000000'],
  ['Buffer', Buffer.from('data')],
);

const response = { count: 4, remaining: 9 };

const responseBytes = fields(
  ['StructureSize', '1100'],
  ['Reserved', '0000'],
  ['Count', '04000000'],
  ['Remaining', '09000000'],
  ['WriteChannelInfoOffset', '0000'],
  ['WriteChannelInfoLength', '0000'],
);

const readRequest = (bytes: Buffer) => Write.readRequest(bodyReader(bytes));
const readResponse = (bytes: Buffer) => Write.readResponse(bodyReader(bytes));

test('a request has its data right behind the fixed part', () => assertRequest(Write, request, requestBytes));

test('a request without data has one byte in its place', () => {
  const bytes = overwritten(requestBytes.subarray(0, 49), 4, '00000000');
  assertRequest(Write, { ...request, data: Buffer.alloc(0) }, overwritten(bytes, 48, '00'));
});

test('large data is sent as it lies', () => {
  const data = Buffer.alloc(1024 * 1024, 7);
  const w = new Writer();
  w.begin(0);
  w.zeros(64);
  Write.writeRequest(w, { ...request, data });
  const pieces = w.finish();
  assert.is(pieces.length, 2);
  assert.is(pieces[1], data);
  const received = readRequest(Buffer.concat(pieces).subarray(64));
  assert.ok(received.data.equals(data));
});

test("a received request's data is a view of the frame", () => {
  const frame = bodyReader(requestBytes);
  assert.is(Write.readRequest(frame).data.buffer, frame.bytes.buffer);
});

test('a request cut short anywhere is refused', () => assertTruncationRefused(requestBytes, readRequest));

test('a request whose data lies elsewhere is refused', () => {
  assertMalformed(() => readRequest(overwritten(requestBytes, 0, '3000')), 'StructureSize');
  assertMalformed(() => readRequest(overwritten(requestBytes, 2, '0000')), 'in the header');
  assertMalformed(() => readRequest(overwritten(requestBytes, 2, '6f00')), 'in the fixed part');
  assertMalformed(() => readRequest(overwritten(requestBytes, 2, '7100')), 'over the end');
  assertMalformed(() => readRequest(overwritten(requestBytes, 4, '05000000')), 'too long');
  assertMalformed(() => readRequest(overwritten(requestBytes, 4, 'ffffffff')), 'without end');
  assertMalformed(() => readRequest(overwritten(requestBytes, 8, 'ffffffffffffffff')), 'Offset -1');
});

test('a response counts the bytes written', () => assertResponse(Write, response, responseBytes));

test('a response cut short anywhere, or of another size, is refused', () => {
  assertTruncationRefused(responseBytes, readResponse);
  assertMalformed(() => readResponse(overwritten(responseBytes, 0, '0900')));
});

test.run();
