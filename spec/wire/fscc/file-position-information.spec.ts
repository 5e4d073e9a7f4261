import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FilePositionInformation } from '../../../lib/wire/fscc/file-position-information.ts';
import { SMB2_0_INFO_FILE } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-position-information');

const value: FilePositionInformation = { currentByteOffset: 0x1f_ffff_ffff_ffff };
const bytes = fields(['CurrentByteOffset', 'ffffffffffff1f00']);

test('a position is exact up to 2^53-1', () => {
  assertStructure(FilePositionInformation, value, bytes);
  assert.is(FilePositionInformation.infoType, SMB2_0_INFO_FILE);
  assert.is(FilePositionInformation.fileInfoClass, 14);
});

test('a position cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FilePositionInformation.read(new Reader(part)));
});

test.run();
