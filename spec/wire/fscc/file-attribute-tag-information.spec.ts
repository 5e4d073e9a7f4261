import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileAttributeTagInformation } from '../../../lib/wire/fscc/file-attribute-tag-information.ts';
import { SMB2_0_INFO_FILE } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-attribute-tag-information');

const value: FileAttributeTagInformation = { fileAttributes: 0x410, reparseTag: 0xa000000c };
const bytes = fields(['FileAttributes', '10040000'], ['ReparseTag', '0c0000a0']);

test('attributes and tag are written and read', () => {
  assertStructure(FileAttributeTagInformation, value, bytes);
  assert.is(FileAttributeTagInformation.infoType, SMB2_0_INFO_FILE);
  assert.is(FileAttributeTagInformation.fileInfoClass, 35);
});

test('a tag cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileAttributeTagInformation.read(new Reader(part)));
});

test.run();
