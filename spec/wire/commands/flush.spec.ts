import { suite } from 'uvu';
import { Flush } from '../../../lib/wire/commands/flush.ts';
import { assertRequest, assertResponse, assertTruncationRefused, bodyReader, fields } from '../../support/codec.ts';

const test = suite('wire/commands/flush');

const request = fields(
  ['StructureSize', '1800'],
  ['Reserved1', '0000'],
  ['Reserved2', '00000000'],
  ['FileId.Persistent', '8877665544332211'],
  ['FileId.Volatile', '00ffeeddccbbaa99'],
);

const response = fields(['StructureSize', '0400'], ['Reserved', '0000']);

test('the request names the open', () => {
  assertRequest(Flush, { fileId: { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n } }, request);
});

test('the response is empty', () => {
  assertResponse(Flush, {}, response);
});

test('bodies cut short are refused', () => {
  assertTruncationRefused(request, (part) => Flush.readRequest(bodyReader(part)));
  assertTruncationRefused(response, (part) => Flush.readResponse(bodyReader(part)));
});

test.run();
