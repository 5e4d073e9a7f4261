import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileEaInformation } from '../../../lib/wire/fscc/file-ea-information.ts';
import { SMB2_0_INFO_FILE } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-ea-information');

const value: FileEaInformation = { eaSize: 0x80000004 };
const bytes = fields(['EaSize', '04000080']);

test('the size is unsigned', () => {
  assertStructure(FileEaInformation, value, bytes);
  assert.is(FileEaInformation.infoType, SMB2_0_INFO_FILE);
  assert.is(FileEaInformation.fileInfoClass, 7);
});

test('a size cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileEaInformation.read(new Reader(part)));
});

test.run();
