import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileIdInformation } from '../../../lib/wire/fscc/file-id-information.ts';
import { SMB2_0_INFO_FILE } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-id-information');

const value: FileIdInformation = {
  volumeSerialNumber: 0x8877665544332211n,
  fileId: 0x0f0e0d0c0b0a09080706050403020100n,
};
const bytes = fields(['VolumeSerialNumber', '1122334455667788'], ['FileId', '000102030405060708090a0b0c0d0e0f']);

test('a file ID uses all 128 bits', () => {
  assertStructure(FileIdInformation, value, bytes);
  assert.is(FileIdInformation.infoType, SMB2_0_INFO_FILE);
  assert.is(FileIdInformation.fileInfoClass, 59);
});

test('a file ID cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileIdInformation.read(new Reader(part)));
});

test.run();
