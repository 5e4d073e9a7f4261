import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { FileAllocationInformation, FileEndOfFileInformation } from '../../../lib/wire/fscc/file-size-information.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-size-information');

test('sizes above 4 GiB are written and read', () => {
  assertStructure(
    FileAllocationInformation,
    { allocationSize: 0x12_3456_7000 },
    fields(['AllocationSize', '0070563412000000']),
  );
  assertStructure(FileEndOfFileInformation, { endOfFile: 0x12_3456_789a }, fields(['EndOfFile', '9a78563412000000']));
  assert.is(FileAllocationInformation.fileInfoClass, 19);
  assert.is(FileEndOfFileInformation.fileInfoClass, 20);
});

test('a size that is negative, or too large for a number, is refused', () => {
  for (const size of ['ffffffffffffffff', '0000000000002000', '00000000000000c0']) {
    for (const codec of [FileAllocationInformation, FileEndOfFileInformation]) {
      assert.throws(
        () => codec.read(new Reader(Buffer.from(size, 'hex'))),
        (error: unknown) => error instanceof MalformedError,
        size,
      );
    }
  }
});

test('sizes cut short are refused', () => {
  assertTruncationRefused(Buffer.alloc(8), (part) => FileAllocationInformation.read(new Reader(part)));
  assertTruncationRefused(Buffer.alloc(8), (part) => FileEndOfFileInformation.read(new Reader(part)));
});

test.run();
