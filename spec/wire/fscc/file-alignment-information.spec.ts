import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileAlignmentInformation } from '../../../lib/wire/fscc/file-alignment-information.ts';
import { SMB2_0_INFO_FILE } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-alignment-information');

const value: FileAlignmentInformation = { alignmentRequirement: 0x1ff };
const bytes = fields(['AlignmentRequirement', 'ff010000']);

test('the alignment is written and read', () => {
  assertStructure(FileAlignmentInformation, value, bytes);
  assert.is(FileAlignmentInformation.infoType, SMB2_0_INFO_FILE);
  assert.is(FileAlignmentInformation.fileInfoClass, 17);
});

test('an alignment cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileAlignmentInformation.read(new Reader(part)));
});

test.run();
