import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileFsFullSizeInformation, FileFsSizeInformation } from '../../../lib/wire/fscc/file-fs-size-information.ts';
import { SMB2_0_INFO_FILESYSTEM } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-fs-size-information');

const size: FileFsSizeInformation = {
  totalAllocationUnits: 0x1122334455667788n,
  availableAllocationUnits: 0x7fffffffffffffffn,
  sectorsPerAllocationUnit: 8,
  bytesPerSector: 512,
};
const sizeBytes = fields(
  ['TotalAllocationUnits', '8877665544332211'],
  ['AvailableAllocationUnits', 'ffffffffffffff7f'],
  ['SectorsPerAllocationUnit', '08000000'],
  ['BytesPerSector', '00020000'],
);

const fullSize: FileFsFullSizeInformation = {
  totalAllocationUnits: 1000n,
  callerAvailableAllocationUnits: 200n,
  actualAvailableAllocationUnits: 300n,
  sectorsPerAllocationUnit: 2,
  bytesPerSector: 4096,
};
const fullSizeBytes = fields(
  ['TotalAllocationUnits', 'e803000000000000'],
  ['CallerAvailableAllocationUnits', 'c800000000000000'],
  ['ActualAvailableAllocationUnits', '2c01000000000000'],
  ['SectorsPerAllocationUnit', '02000000'],
  ['BytesPerSector', '00100000'],
);

test('units of a volume without a limit are exact', () => {
  assertStructure(FileFsSizeInformation, size, sizeBytes);
  assert.is(FileFsSizeInformation.infoType, SMB2_0_INFO_FILESYSTEM);
  assert.is(FileFsSizeInformation.fileInfoClass, 3);
});

test('the full size tells what the user may take from what is free', () => {
  assertStructure(FileFsFullSizeInformation, fullSize, fullSizeBytes);
  assert.is(FileFsFullSizeInformation.infoType, SMB2_0_INFO_FILESYSTEM);
  assert.is(FileFsFullSizeInformation.fileInfoClass, 7);
});

test('sizes cut short are refused', () => {
  assertTruncationRefused(sizeBytes, (part) => FileFsSizeInformation.read(new Reader(part)));
  assertTruncationRefused(fullSizeBytes, (part) => FileFsFullSizeInformation.read(new Reader(part)));
});

test.run();
