import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import {
  FileAlternateNameInformation,
  FileNameInformation,
  FileNormalizedNameInformation,
} from '../../../lib/wire/fscc/file-name-information.ts';
import { SMB2_0_INFO_FILE } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields, utf16 } from '../../support/codec.ts';

const test = suite('wire/fscc/file-name-information');

const value: FileNameInformation = { fileName: '\\dir\\ü.txt' };
const bytes = fields(['FileNameLength', '14000000'], ['FileName', utf16('\\dir\\ü.txt')]);

test('a path is written and read', () => {
  assertStructure(FileNameInformation, value, bytes);
  assert.is(FileNameInformation.infoType, SMB2_0_INFO_FILE);
  assert.is(FileNameInformation.fileInfoClass, 9);
});

test('a path cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileNameInformation.read(new Reader(part)));
});

test('the alternate and the normalized name have the same fields under other numbers', () => {
  assertStructure(FileAlternateNameInformation, value, bytes);
  assertStructure(FileNormalizedNameInformation, value, bytes);
  assert.is(FileAlternateNameInformation.fileInfoClass, 21);
  assert.is(FileNormalizedNameInformation.fileInfoClass, 48);
});

test('what follows the name is ignored', () => {
  assert.equal(FileNameInformation.read(new Reader(Buffer.concat([bytes, Buffer.alloc(6, 0xff)]))), value);
});

test('a path longer than the bytes that follow is refused', () => {
  for (const length of ['16000000', 'feffffff', 'ffffffff']) {
    const hostile = Buffer.from(bytes);
    hostile.write(length, 0, 'hex');
    assert.throws(
      () => FileNameInformation.read(new Reader(hostile)),
      (error: unknown) => error instanceof MalformedError,
      length,
    );
  }
});

test('a path of half a character is refused', () => {
  const hostile = Buffer.from(bytes);
  hostile.writeUInt32LE(3, 0);
  assert.throws(
    () => FileNameInformation.read(new Reader(hostile)),
    (error: unknown) => error instanceof MalformedError,
  );
});

test.run();
