import { suite } from 'uvu';
import { SetInfo } from '../../../lib/wire/commands/set-info.ts';
import { assertRequest, assertResponse, assertTruncationRefused, bodyReader, fields } from '../../support/codec.ts';
import { assertMalformed, overwritten } from '../../support/malformed.ts';

const test = suite('wire/commands/set-info');

const request = {
  infoType: 1,
  fileInfoClass: 20,
  additionalInformation: 4,
  fileId: { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n },
  buffer: Buffer.from('0010000000000000', 'hex'),
};

const requestBytes = fields(
  ['StructureSize', '2100'],
  ['InfoType', '01'],
  ['FileInfoClass', '14'],
  ['BufferLength', '08000000'],
  ['BufferOffset', '6000'],
  ['Reserved', '0000'],
  ['AdditionalInformation', '04000000'],
  ['FileId.Persistent', '8877665544332211'],
  ['FileId.Volatile', '00ffeeddccbbaa99'],
  ['Buffer', '0010000000000000'],
);

const responseBytes = fields(['StructureSize', '0200']);

const readRequest = (bytes: Buffer) => SetInfo.readRequest(bodyReader(bytes));
const readResponse = (bytes: Buffer) => SetInfo.readResponse(bodyReader(bytes));

test('a request has its information right behind the fixed part', () => assertRequest(SetInfo, request, requestBytes));

test('a request that sets nothing has one byte in its place', () => {
  const bytes = overwritten(overwritten(requestBytes.subarray(0, 33), 4, '00000000'), 32, '00');
  assertRequest(SetInfo, { ...request, buffer: Buffer.alloc(0) }, bytes);
});

test('a request cut short anywhere is refused', () => assertTruncationRefused(requestBytes, readRequest));

test('a request whose information lies elsewhere is refused', () => {
  assertMalformed(() => readRequest(overwritten(requestBytes, 0, '2000')), 'StructureSize');
  assertMalformed(() => readRequest(overwritten(requestBytes, 4, '09000000')), 'too long');
  assertMalformed(() => readRequest(overwritten(requestBytes, 4, 'ffffffff')), 'without end');
  assertMalformed(() => readRequest(overwritten(requestBytes, 8, '0000')), 'in the header');
  assertMalformed(() => readRequest(overwritten(requestBytes, 8, '5f00')), 'in the fixed part');
  assertMalformed(() => readRequest(overwritten(requestBytes, 8, '6100')), 'over the end');
});

test('a response is its size alone', () => {
  assertResponse(SetInfo, {}, responseBytes);
  assertTruncationRefused(responseBytes, readResponse);
  assertMalformed(() => readResponse(overwritten(responseBytes, 0, '0900')));
});

test.run();
