import { suite } from 'uvu';
import { DuplicateExtents } from '../../../lib/wire/fscc/duplicate-extents.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/duplicate-extents');

const bytes = fields(
  ['SourceFileID, persistent', '0100000000000080'],
  ['SourceFileID, volatile', '0200000000000080'],
  ['SourceFileOffset', '0000010000000000'],
  ['TargetFileOffset', '0000000001000000'],
  ['ByteCount', '0010000000000000'],
);

test('the source, both offsets and the count are written and read', () => {
  assertStructure(
    DuplicateExtents,
    {
      sourceFileId: { persistent: 0x8000000000000001n, volatile: 0x8000000000000002n },
      sourceFileOffset: 0x10000,
      targetFileOffset: 0x1_0000_0000,
      byteCount: 0x1000,
    },
    bytes,
  );
});

test('a request cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => DuplicateExtents.read(new Reader(part)));
});

test.run();
