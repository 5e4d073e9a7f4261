import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  DACL_SECURITY_INFORMATION,
  OWNER_SECURITY_INFORMATION,
  QueryInfo,
  SL_RESTART_SCAN,
  SMB2_0_INFO_SECURITY,
} from '../../../lib/wire/commands/query-info.ts';
import { STATUS_BUFFER_OVERFLOW } from '../../../lib/wire/ntstatus.ts';
import { assertRequest, assertResponse, assertTruncationRefused, bodyReader, fields } from '../../support/codec.ts';
import { assertMalformed, overwritten } from '../../support/malformed.ts';

const test = suite('wire/commands/query-info');

const fileId = { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n };

const eaRequest = {
  infoType: 1,
  fileInfoClass: 15,
  outputBufferLength: 0x10000,
  additionalInformation: 0,
  flags: SL_RESTART_SCAN,
  fileId,
  input: Buffer.from('names'),
};

const eaRequestBytes = fields(
  ['StructureSize', '2900'],
  ['InfoType', '01'],
  ['FileInfoClass', '0f'],
  ['OutputBufferLength', '00000100'],
  ['InputBufferOffset', '6800'],
  ['Reserved', '0000'],
  ['InputBufferLength', '05000000'],
  ['AdditionalInformation', '00000000'],
  ['Flags', '01000000'],
  ['FileId.Persistent', '8877665544332211'],
  ['FileId.Volatile', '00ffeeddccbbaa99'],
  ['Buffer', Buffer.from('names')],
);

const securityRequest = {
  infoType: SMB2_0_INFO_SECURITY,
  fileInfoClass: 0,
  outputBufferLength: 0x10000,
  additionalInformation: OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
  flags: 0,
  fileId,
  input: Buffer.alloc(0),
};

const securityRequestBytes = fields(
  ['StructureSize', '2900'],
  ['InfoType', '03'],
  ['FileInfoClass', '00'],
  ['OutputBufferLength', '00000100'],
  ['InputBufferOffset', '0000'],
  ['Reserved', '0000'],
  ['InputBufferLength', '00000000'],
  ['AdditionalInformation', '05000000'],
  ['Flags', '00000000'],
  ['FileId.Persistent', '8877665544332211'],
  ['FileId.Volatile', '00ffeeddccbbaa99'],
  ['Buffer', '00'],
);

const responseBytes = fields(
  ['StructureSize', '0900'],
  ['OutputBufferOffset', '4800'],
  ['OutputBufferLength', '04000000'],
  ['Buffer', Buffer.from('info')],
);

const readRequest = (bytes: Buffer) => QueryInfo.readRequest(bodyReader(bytes));
const readResponse = (bytes: Buffer) => QueryInfo.readResponse(bodyReader(bytes));

test('a request has its input right behind the fixed part', () => assertRequest(QueryInfo, eaRequest, eaRequestBytes));

test('a request without input has one byte in its place and no offset', () => {
  assertRequest(QueryInfo, securityRequest, securityRequestBytes);
});

test('a request cut short anywhere is refused', () => {
  assertTruncationRefused(eaRequestBytes, readRequest);
  assertTruncationRefused(securityRequestBytes, readRequest, securityRequestBytes.length - 1);
});

test('an input offset without input means nothing', () => {
  assert.equal(readRequest(overwritten(securityRequestBytes, 8, '6800')), securityRequest);
});

test('a request whose input lies elsewhere is refused', () => {
  assertMalformed(() => readRequest(overwritten(eaRequestBytes, 0, '2800')), 'StructureSize');
  assertMalformed(() => readRequest(overwritten(eaRequestBytes, 8, '0000')), 'in the header');
  assertMalformed(() => readRequest(overwritten(eaRequestBytes, 8, '6700')), 'in the fixed part');
  assertMalformed(() => readRequest(overwritten(eaRequestBytes, 8, '6900')), 'over the end');
  assertMalformed(() => readRequest(overwritten(eaRequestBytes, 12, 'ffffffff')), 'without end');
});

test('a response has its information right behind the fixed part', () => {
  assertResponse(QueryInfo, { buffer: Buffer.from('info') }, responseBytes);
});

test('STATUS_BUFFER_OVERFLOW comes with the part that fitted', () => {
  assert.equal(QueryInfo.bodyStatuses, [STATUS_BUFFER_OVERFLOW]);
});

test('a response cut short anywhere is refused', () => assertTruncationRefused(responseBytes, readResponse));

test('a response whose information lies elsewhere is refused', () => {
  assertMalformed(() => readResponse(overwritten(responseBytes, 0, '0800')), 'StructureSize');
  assertMalformed(() => readResponse(overwritten(responseBytes, 2, '0000')), 'in the header');
  assertMalformed(() => readResponse(overwritten(responseBytes, 2, '4700')), 'in the fixed part');
  assertMalformed(() => readResponse(overwritten(responseBytes, 2, '4900')), 'over the end');
  assertMalformed(() => readResponse(overwritten(responseBytes, 4, '05000000')), 'too long');
  assertMalformed(() => readResponse(overwritten(responseBytes, 4, 'ffffffff')), 'without end');
});

test.run();
