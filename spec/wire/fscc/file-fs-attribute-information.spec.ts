import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { FileFsAttributeInformation } from '../../../lib/wire/fscc/file-fs-attribute-information.ts';
import { SMB2_0_INFO_FILESYSTEM } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields, utf16 } from '../../support/codec.ts';

const test = suite('wire/fscc/file-fs-attribute-information');

const value: FileFsAttributeInformation = {
  fileSystemAttributes: 0x0001006f,
  maximumComponentNameLength: 255,
  fileSystemName: 'NTFS',
};
const bytes = fields(
  ['FileSystemAttributes', '6f000100'],
  ['MaximumComponentNameLength', 'ff000000'],
  ['FileSystemNameLength', '08000000'],
  ['FileSystemName', utf16('NTFS')],
);

test('attributes and name are written and read', () => {
  assertStructure(FileFsAttributeInformation, value, bytes);
  assert.is(FileFsAttributeInformation.infoType, SMB2_0_INFO_FILESYSTEM);
  assert.is(FileFsAttributeInformation.fileInfoClass, 5);
});

test('file system attributes cut short are refused', () => {
  assertTruncationRefused(bytes, (part) => FileFsAttributeInformation.read(new Reader(part)));
});

test('a name longer than the bytes that follow is refused', () => {
  for (const length of ['0a000000', 'feffffff', 'ffffffff']) {
    const hostile = Buffer.from(bytes);
    hostile.write(length, 8, 'hex');
    assert.throws(
      () => FileFsAttributeInformation.read(new Reader(hostile)),
      (error: unknown) => error instanceof MalformedError,
      length,
    );
  }
});

test('a name of half a character is refused', () => {
  const hostile = Buffer.from(bytes);
  hostile.writeUInt32LE(3, 8);
  assert.throws(
    () => FileFsAttributeInformation.read(new Reader(hostile)),
    (error: unknown) => error instanceof MalformedError,
  );
});

test.run();
