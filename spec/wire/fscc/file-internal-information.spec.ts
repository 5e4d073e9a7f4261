import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileInternalInformation } from '../../../lib/wire/fscc/file-internal-information.ts';
import { SMB2_0_INFO_FILE } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-internal-information');

const value: FileInternalInformation = { indexNumber: 0xfedcba9876543210n };
const bytes = fields(['IndexNumber', '1032547698badcfe']);

test('an index number uses all 64 bits', () => {
  assertStructure(FileInternalInformation, value, bytes);
  assert.is(FileInternalInformation.infoType, SMB2_0_INFO_FILE);
  assert.is(FileInternalInformation.fileInfoClass, 6);
});

test('an index number cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileInternalInformation.read(new Reader(part)));
});

test.run();
