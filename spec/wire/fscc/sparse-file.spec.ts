import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import {
  FileAllocatedRange,
  FileAllocatedRanges,
  FileSetSparseBuffer,
  FileZeroDataInformation,
} from '../../../lib/wire/fscc/sparse-file.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/sparse-file');

const range = fields(['FileOffset', '0000010002000000'], ['Length', '0010000000000000']);

test('sparseness is one byte, and true when it is missing', () => {
  assertStructure(FileSetSparseBuffer, { setSparse: true }, fields(['SetSparse', '01']));
  assertStructure(FileSetSparseBuffer, { setSparse: false }, fields(['SetSparse', '00']));
  assert.equal(FileSetSparseBuffer.read(new Reader(Buffer.alloc(0))), { setSparse: true });
});

test('a hole ends before its second offset', () => {
  const bytes = fields(['FileOffset', '0010000000000000'], ['BeyondFinalZero', '0000000001000000']);
  assertStructure(FileZeroDataInformation, { fileOffset: 0x1000, beyondFinalZero: 0x1_0000_0000 }, bytes);
  assertTruncationRefused(bytes, (part) => FileZeroDataInformation.read(new Reader(part)));
});

test('a range is written and read', () => {
  assertStructure(FileAllocatedRange, { fileOffset: 0x2_0001_0000, length: 0x1000 }, range);
  assertTruncationRefused(range, (part) => FileAllocatedRange.read(new Reader(part)));
});

test('as many ranges are read as there are bytes, and none for a file without data', () => {
  const second = fields(['FileOffset', '0000000003000000'], ['Length', '0100000000000000']);
  assertStructure(
    FileAllocatedRanges,
    [
      { fileOffset: 0x2_0001_0000, length: 0x1000 },
      { fileOffset: 0x3_0000_0000, length: 1 },
    ],
    Buffer.concat([range, second]),
  );
  assertStructure(FileAllocatedRanges, [], Buffer.alloc(0));
});

test('part of a range, and offsets that a number cannot hold, are refused', () => {
  const negative = fields(['FileOffset', 'ffffffffffffffff'], ['Length', '0100000000000000']);
  for (const hostile of [range.subarray(0, 15), Buffer.concat([range, Buffer.alloc(1)]), negative]) {
    assert.throws(
      () => FileAllocatedRanges.read(new Reader(hostile)),
      (error: unknown) => error instanceof MalformedError,
      hostile.toString('hex'),
    );
  }
});

test.run();
