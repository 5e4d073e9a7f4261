import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FILETIME_FREEZE, FILETIME_THAW, FILETIME_UNCHANGED } from '../../../lib/wire/filetime.ts';
import { FileBasicInformation } from '../../../lib/wire/fscc/file-basic-information.ts';
import { SMB2_0_INFO_FILE } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-basic-information');

const value: FileBasicInformation = {
  creationTime: 0x01d9000000000001n,
  lastAccessTime: 0x01d9000000000002n,
  lastWriteTime: 0x01d9000000000003n,
  changeTime: 0x01d9000000000004n,
  fileAttributes: 0x2021,
};
const bytes = fields(
  ['CreationTime', '010000000000d901'],
  ['LastAccessTime', '020000000000d901'],
  ['LastWriteTime', '030000000000d901'],
  ['ChangeTime', '040000000000d901'],
  ['FileAttributes', '21200000'],
  ['Reserved', '00000000'],
);

test('times and attributes are written and read', () => {
  assertStructure(FileBasicInformation, value, bytes);
  assert.is(FileBasicInformation.infoType, SMB2_0_INFO_FILE);
  assert.is(FileBasicInformation.fileInfoClass, 4);
});

test('basic information cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileBasicInformation.read(new Reader(part)));
});

test('times that are set may be the special values 0, -1 and -2', () => {
  const special: FileBasicInformation = {
    creationTime: FILETIME_UNCHANGED,
    lastAccessTime: FILETIME_FREEZE,
    lastWriteTime: FILETIME_THAW,
    changeTime: 1n,
    fileAttributes: 0,
  };
  assertStructure(
    FileBasicInformation,
    special,
    fields(
      ['CreationTime', '0000000000000000'],
      ['LastAccessTime', 'ffffffffffffffff'],
      ['LastWriteTime', 'feffffffffffffff'],
      ['ChangeTime', '0100000000000000'],
      ['FileAttributes', '00000000'],
      ['Reserved', '00000000'],
    ),
  );
});

test.run();
