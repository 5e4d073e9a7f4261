import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ChangeNotify,
  FILE_NOTIFY_CHANGE_DIR_NAME,
  FILE_NOTIFY_CHANGE_FILE_NAME,
  FILE_NOTIFY_CHANGE_STREAM_WRITE,
  SMB2_WATCH_TREE,
} from '../../../lib/wire/commands/change-notify.ts';
import { STATUS_NOTIFY_ENUM_DIR } from '../../../lib/wire/ntstatus.ts';
import { assertRequest, assertResponse, assertTruncationRefused, bodyReader, fields } from '../../support/codec.ts';
import { assertMalformed, overwritten } from '../../support/malformed.ts';

const test = suite('wire/commands/change-notify');

const request = {
  flags: SMB2_WATCH_TREE,
  outputBufferLength: 0x10000,
  fileId: { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n },
  completionFilter: FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME | FILE_NOTIFY_CHANGE_STREAM_WRITE,
};

const requestBytes = fields(
  ['StructureSize', '2000'],
  ['Flags', '0100'],
  ['OutputBufferLength', '00000100'],
  ['FileId.Persistent', '8877665544332211'],
  ['FileId.Volatile', '00ffeeddccbbaa99'],
  ['CompletionFilter', '03080000'],
  ['Reserved', '00000000'],
);

const responseBytes = fields(
  ['StructureSize', '0900'],
  ['OutputBufferOffset', '4800'],
  ['OutputBufferLength', '07000000'],
  ['Buffer', Buffer.from('records')],
);

const readRequest = (bytes: Buffer) => ChangeNotify.readRequest(bodyReader(bytes));
const readResponse = (bytes: Buffer) => ChangeNotify.readResponse(bodyReader(bytes));

test('a request says what to watch for', () => assertRequest(ChangeNotify, request, requestBytes));

test('a request cut short anywhere, or of another size, is refused', () => {
  assertTruncationRefused(requestBytes, readRequest);
  assertMalformed(() => readRequest(overwritten(requestBytes, 0, '2100')));
});

test('a response has its records right behind the fixed part', () => {
  assertResponse(ChangeNotify, { buffer: Buffer.from('records') }, responseBytes);
});

test('a response without records is its fixed part', () => {
  const bytes = overwritten(responseBytes.subarray(0, 8), 4, '00000000');
  assertResponse(ChangeNotify, { buffer: Buffer.alloc(0) }, bytes);
});

test('STATUS_NOTIFY_ENUM_DIR comes with a body, and an ERROR body reads as one without records', () => {
  assert.equal(ChangeNotify.bodyStatuses, [STATUS_NOTIFY_ENUM_DIR]);
  const error = fields(
    ['StructureSize', '0900'],
    ['ErrorContextCount', '00'],
    ['Reserved', '00'],
    ['ByteCount', '00000000'],
    ['ErrorData', '00'],
  );
  assert.equal(readResponse(error), { buffer: Buffer.alloc(0) });
});

test('a response cut short anywhere is refused', () => assertTruncationRefused(responseBytes, readResponse));

test('a response whose records lie elsewhere is refused', () => {
  assertMalformed(() => readResponse(overwritten(responseBytes, 0, '0800')), 'StructureSize');
  assertMalformed(() => readResponse(overwritten(responseBytes, 2, '0000')), 'in the header');
  assertMalformed(() => readResponse(overwritten(responseBytes, 2, '4700')), 'in the fixed part');
  assertMalformed(() => readResponse(overwritten(responseBytes, 2, '4900')), 'over the end');
  assertMalformed(() => readResponse(overwritten(responseBytes, 4, 'ffffffff')), 'without end');
});

test.run();
