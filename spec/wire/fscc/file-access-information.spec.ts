import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileAccessInformation } from '../../../lib/wire/fscc/file-access-information.ts';
import { SMB2_0_INFO_FILE } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-access-information');

const value: FileAccessInformation = { accessFlags: 0x801f01ff };
const bytes = fields(['AccessFlags', 'ff011f80']);

test('the granted access is written and read', () => {
  assertStructure(FileAccessInformation, value, bytes);
  assert.is(FileAccessInformation.infoType, SMB2_0_INFO_FILE);
  assert.is(FileAccessInformation.fileInfoClass, 8);
});

test('access cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileAccessInformation.read(new Reader(part)));
});

test.run();
