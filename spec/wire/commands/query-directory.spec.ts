import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbError } from '../../../lib/errors.ts';
import { QueryDirectory, SMB2_REOPEN, SMB2_RESTART_SCANS } from '../../../lib/wire/commands/query-directory.ts';
import {
  assertRequest,
  assertResponse,
  assertTruncationRefused,
  bodyBytes,
  bodyReader,
  fields,
  utf16,
} from '../../support/codec.ts';
import { assertMalformed, overwritten } from '../../support/malformed.ts';

const test = suite('wire/commands/query-directory');

const request = {
  fileInformationClass: 0x25,
  flags: SMB2_RESTART_SCANS | SMB2_REOPEN,
  fileIndex: 0x01020304,
  fileId: { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n },
  outputBufferLength: 0x100000,
  fileName: '*.é',
};

const fixedRequest = [
  ['StructureSize', '2100'],
  ['FileInformationClass', '25'],
  ['Flags', '11'],
  ['FileIndex', '04030201'],
  ['FileId.Persistent', '8877665544332211'],
  ['FileId.Volatile', '00ffeeddccbbaa99'],
  ['FileNameOffset', '6000'],
] as const;

const requestBytes = fields(
  ...fixedRequest,
  ['FileNameLength', '0600'],
  ['OutputBufferLength', '00001000'],
  ['Buffer', utf16('*.é')],
);

const responseBytes = fields(
  ['StructureSize', '0900'],
  ['OutputBufferOffset', '4800'],
  ['OutputBufferLength', '07000000'],
  ['Buffer', Buffer.from('entries')],
);

const readRequest = (bytes: Buffer) => QueryDirectory.readRequest(bodyReader(bytes));
const readResponse = (bytes: Buffer) => QueryDirectory.readResponse(bodyReader(bytes));

test('a request has its pattern right behind the fixed part', () => {
  assertRequest(QueryDirectory, request, requestBytes);
});

test('a request without a pattern has one byte in its place', () => {
  const bytes = fields(
    ...fixedRequest,
    ['FileNameLength', '0000'],
    ['OutputBufferLength', '00001000'],
    ['Buffer', '00'],
  );
  assertRequest(QueryDirectory, { ...request, fileName: '' }, bytes);
});

test('a pattern that its length field cannot tell is ENAMETOOLONG', () => {
  assert.throws(
    () => bodyBytes((w) => QueryDirectory.writeRequest(w, { ...request, fileName: '*'.repeat(32768) })),
    (error: unknown) => error instanceof SmbError && error.code === 'ENAMETOOLONG',
  );
});

test('a request cut short anywhere is refused', () => assertTruncationRefused(requestBytes, readRequest));

test('a request whose pattern lies elsewhere is refused', () => {
  assertMalformed(() => readRequest(overwritten(requestBytes, 0, '2000')), 'StructureSize');
  assertMalformed(() => readRequest(overwritten(requestBytes, 24, '5f00')), 'in the fixed part');
  assertMalformed(() => readRequest(overwritten(requestBytes, 24, '6200')), 'over the end');
  assertMalformed(() => readRequest(overwritten(requestBytes, 26, 'feff')), 'too long');
  assertMalformed(() => readRequest(overwritten(requestBytes, 26, '0500')), 'of an odd length');
});

test('a response has its entries right behind the fixed part', () => {
  assertResponse(QueryDirectory, { buffer: Buffer.from('entries') }, responseBytes);
});

test('a response cut short anywhere is refused', () => assertTruncationRefused(responseBytes, readResponse));

test('a response whose entries lie elsewhere is refused', () => {
  assertMalformed(() => readResponse(overwritten(responseBytes, 0, '0800')), 'StructureSize');
  assertMalformed(() => readResponse(overwritten(responseBytes, 2, '0000')), 'in the header');
  assertMalformed(() => readResponse(overwritten(responseBytes, 2, '4700')), 'in the fixed part');
  assertMalformed(() => readResponse(overwritten(responseBytes, 2, '4900')), 'over the end');
  assertMalformed(() => readResponse(overwritten(responseBytes, 4, '08000000')), 'too long');
  assertMalformed(() => readResponse(overwritten(responseBytes, 4, 'ffffffff')), 'without end');
});

test.run();
