import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileModeInformation } from '../../../lib/wire/fscc/file-mode-information.ts';
import { SMB2_0_INFO_FILE } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-mode-information');

const value: FileModeInformation = { mode: 0x22 };
const bytes = fields(['Mode', '22000000']);

test('the mode is written and read', () => {
  assertStructure(FileModeInformation, value, bytes);
  assert.is(FileModeInformation.infoType, SMB2_0_INFO_FILE);
  assert.is(FileModeInformation.fileInfoClass, 16);
});

test('a mode cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileModeInformation.read(new Reader(part)));
});

test.run();
