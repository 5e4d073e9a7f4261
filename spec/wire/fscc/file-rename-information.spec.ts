import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { FileLinkInformation, FileRenameInformation } from '../../../lib/wire/fscc/file-rename-information.ts';
import { SMB2_0_INFO_FILE } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields, utf16 } from '../../support/codec.ts';

const test = suite('wire/fscc/file-rename-information');

const value: FileRenameInformation = { replaceIfExists: true, fileName: 'dir\\new' };
const bytes = fields(
  ['ReplaceIfExists', '01'],
  ['Reserved', '00000000000000'],
  ['RootDirectory', '0000000000000000'],
  ['FileNameLength', '0e000000'],
  ['FileName', utf16('dir\\new')],
);

test('a new name is written and read', () => {
  assertStructure(FileRenameInformation, value, bytes);
  assert.is(FileRenameInformation.infoType, SMB2_0_INFO_FILE);
  assert.is(FileRenameInformation.fileInfoClass, 10);
});

test('a new name cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileRenameInformation.read(new Reader(part)));
});

test('a short name is padded to the 24 bytes that servers want', () => {
  const short: FileRenameInformation = { replaceIfExists: false, fileName: 'x' };
  assertStructure(
    FileRenameInformation,
    short,
    fields(
      ['ReplaceIfExists', '00'],
      ['Reserved', '00000000000000'],
      ['RootDirectory', '0000000000000000'],
      ['FileNameLength', '02000000'],
      ['FileName', utf16('x')],
      ['Padding', '0000'],
    ),
  );
});

test('a hard link has the same fields under another number', () => {
  assertStructure(FileLinkInformation, value, bytes);
  assert.is(FileLinkInformation.fileInfoClass, 11);
});

test('a name longer than the bytes that follow is refused', () => {
  for (const length of ['10000000', 'feffffff', 'ffffffff']) {
    const hostile = Buffer.from(bytes);
    hostile.write(length, 16, 'hex');
    assert.throws(
      () => FileRenameInformation.read(new Reader(hostile)),
      (error: unknown) => error instanceof MalformedError,
      length,
    );
  }
});

test('a name of half a character is refused', () => {
  const hostile = Buffer.from(bytes);
  hostile.writeUInt32LE(3, 16);
  assert.throws(
    () => FileRenameInformation.read(new Reader(hostile)),
    (error: unknown) => error instanceof MalformedError,
  );
});

test.run();
