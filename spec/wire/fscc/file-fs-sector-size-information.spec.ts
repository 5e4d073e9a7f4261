import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileFsSectorSizeInformation } from '../../../lib/wire/fscc/file-fs-sector-size-information.ts';
import { SMB2_0_INFO_FILESYSTEM } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-fs-sector-size-information');

const value: FileFsSectorSizeInformation = {
  logicalBytesPerSector: 512,
  physicalBytesPerSectorForAtomicity: 4096,
  physicalBytesPerSectorForPerformance: 8192,
  fileSystemEffectivePhysicalBytesPerSectorForAtomicity: 16384,
  flags: 3,
  byteOffsetForSectorAlignment: 0,
  byteOffsetForPartitionAlignment: 0xffffffff,
};
const bytes = fields(
  ['LogicalBytesPerSector', '00020000'],
  ['PhysicalBytesPerSectorForAtomicity', '00100000'],
  ['PhysicalBytesPerSectorForPerformance', '00200000'],
  ['FileSystemEffectivePhysicalBytesPerSectorForAtomicity', '00400000'],
  ['Flags', '03000000'],
  ['ByteOffsetForSectorAlignment', '00000000'],
  ['ByteOffsetForPartitionAlignment', 'ffffffff'],
);

test('sector sizes are written and read', () => {
  assertStructure(FileFsSectorSizeInformation, value, bytes);
  assert.is(FileFsSectorSizeInformation.infoType, SMB2_0_INFO_FILESYSTEM);
  assert.is(FileFsSectorSizeInformation.fileInfoClass, 11);
});

test('sector sizes cut short are refused', () => {
  assertTruncationRefused(bytes, (part) => FileFsSectorSizeInformation.read(new Reader(part)));
});

test.run();
