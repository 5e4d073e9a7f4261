import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { Close, type CloseResponse, SMB2_CLOSE_FLAG_POSTQUERY_ATTRIB } from '../../../lib/wire/commands/close.ts';
import { RELATED_FILE_ID } from '../../../lib/wire/file-id.ts';
import { assertRequest, assertResponse, assertTruncationRefused, bodyReader, fields } from '../../support/codec.ts';

const test = suite('wire/commands/close');

const request = fields(
  ['StructureSize', '1800'],
  ['Flags', '0100'],
  ['Reserved', '00000000'],
  ['FileId.Persistent', 'ffffffffffffffff'],
  ['FileId.Volatile', 'ffffffffffffffff'],
);

const closed: CloseResponse = {
  flags: SMB2_CLOSE_FLAG_POSTQUERY_ATTRIB,
  creationTime: 0x01d9c8a1_00000001n,
  lastAccessTime: 0x01d9c8a1_00000002n,
  lastWriteTime: 0x01d9c8a1_00000003n,
  changeTime: 0xffff_ffff_ffff_ffffn,
  allocationSize: 0x1_0000_1000,
  endOfFile: Number.MAX_SAFE_INTEGER,
  fileAttributes: 0x80000021,
};

const responseFields: ReadonlyArray<readonly [string, string]> = [
  ['StructureSize', '3c00'],
  ['Flags', '0100'],
  ['Reserved', '00000000'],
  ['CreationTime', '01000000a1c8d901'],
  ['LastAccessTime', '02000000a1c8d901'],
  ['LastWriteTime', '03000000a1c8d901'],
  ['ChangeTime', 'ffffffffffffffff'],
  ['AllocationSize', '0010000001000000'],
  ['EndofFile', 'ffffffffffff1f00'],
  ['FileAttributes', '21000080'],
];

const response = fields(...responseFields);

test('the request names the open and may ask for attributes', () => {
  assertRequest(Close, { flags: SMB2_CLOSE_FLAG_POSTQUERY_ATTRIB, fileId: { ...RELATED_FILE_ID } }, request);
});

test('the response tells the file’s attributes', () => {
  assertResponse(Close, closed, response);
});

test('sizes above 2^53-1 are refused', () => {
  for (const name of ['AllocationSize', 'EndofFile']) {
    const hostile = fields(
      ...responseFields.map(([field, hex]) => [field, field === name ? 'ffffffffffffff7f' : hex] as const),
    );
    assert.throws(
      () => Close.readResponse(bodyReader(hostile)),
      (error: unknown) => error instanceof MalformedError,
      name,
    );
  }
});

test('bodies cut short are refused', () => {
  assertTruncationRefused(request, (part) => Close.readRequest(bodyReader(part)));
  assertTruncationRefused(response, (part) => Close.readResponse(bodyReader(part)));
});

test.run();
