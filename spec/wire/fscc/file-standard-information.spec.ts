import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { FileStandardInformation } from '../../../lib/wire/fscc/file-standard-information.ts';
import { SMB2_0_INFO_FILE } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-standard-information');

const value: FileStandardInformation = {
  allocationSize: 0x1_0000_2000,
  endOfFile: 0x1_0000_1234,
  numberOfLinks: 3,
  deletePending: false,
  directory: true,
};
const bytes = fields(
  ['AllocationSize', '0020000001000000'],
  ['EndOfFile', '3412000001000000'],
  ['NumberOfLinks', '03000000'],
  ['DeletePending', '00'],
  ['Directory', '01'],
  ['Reserved', '0000'],
);

test('sizes, links and flags are written and read', () => {
  assertStructure(FileStandardInformation, value, bytes);
  assert.is(FileStandardInformation.infoType, SMB2_0_INFO_FILE);
  assert.is(FileStandardInformation.fileInfoClass, 5);
});

test('standard information cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileStandardInformation.read(new Reader(part)));
});

test('any value but zero is true', () => {
  const read = FileStandardInformation.read(
    new Reader(
      fields(['sizes and links', '00'.repeat(20)], ['DeletePending', '80'], ['Directory', 'ff'], ['Reserved', 'ffff']),
    ),
  );
  assert.equal([read.deletePending, read.directory], [true, true]);
});

test('a size that a number cannot hold is refused', () => {
  for (const field of ['AllocationSize', 'EndOfFile']) {
    const hostile = Buffer.from(bytes);
    hostile.fill(0xff, field === 'EndOfFile' ? 8 : 0, field === 'EndOfFile' ? 16 : 8);
    assert.throws(
      () => FileStandardInformation.read(new Reader(hostile)),
      (error: unknown) => error instanceof MalformedError,
      field,
    );
  }
});

test.run();
