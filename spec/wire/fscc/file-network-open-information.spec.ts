import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileNetworkOpenInformation } from '../../../lib/wire/fscc/file-network-open-information.ts';
import { SMB2_0_INFO_FILE } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-network-open-information');

const value: FileNetworkOpenInformation = {
  creationTime: 0x01d9000000000001n,
  lastAccessTime: 0x01d9000000000002n,
  lastWriteTime: 0x01d9000000000003n,
  changeTime: 0x01d9000000000004n,
  allocationSize: 0x2000,
  endOfFile: 0x1_0000_1234,
  fileAttributes: 0x80,
};
const bytes = fields(
  ['CreationTime', '010000000000d901'],
  ['LastAccessTime', '020000000000d901'],
  ['LastWriteTime', '030000000000d901'],
  ['ChangeTime', '040000000000d901'],
  ['AllocationSize', '0020000000000000'],
  ['EndOfFile', '3412000001000000'],
  ['FileAttributes', '80000000'],
  ['Reserved', '00000000'],
);

test('allocation comes before the end of file', () => {
  assertStructure(FileNetworkOpenInformation, value, bytes);
  assert.is(FileNetworkOpenInformation.infoType, SMB2_0_INFO_FILE);
  assert.is(FileNetworkOpenInformation.fileInfoClass, 34);
});

test('network open information cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileNetworkOpenInformation.read(new Reader(part)));
});

test.run();
