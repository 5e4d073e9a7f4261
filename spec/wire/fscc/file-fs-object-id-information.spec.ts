import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileFsObjectIdInformation } from '../../../lib/wire/fscc/file-fs-object-id-information.ts';
import { SMB2_0_INFO_FILESYSTEM } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-fs-object-id-information');

const value: FileFsObjectIdInformation = { objectId: Buffer.alloc(16, 0xa1), extendedInfo: Buffer.alloc(48, 0xb2) };
const bytes = fields(
  ['ObjectId', 'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1'],
  ['ExtendedInfo', 'b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2'],
);

test('the identifier of a volume is written and read', () => {
  assertStructure(FileFsObjectIdInformation, value, bytes);
  assert.is(FileFsObjectIdInformation.infoType, SMB2_0_INFO_FILESYSTEM);
  assert.is(FileFsObjectIdInformation.fileInfoClass, 8);
});

test('an identifier cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileFsObjectIdInformation.read(new Reader(part)));
});

test('what is read does not change with the buffer that it came in', () => {
  const received = Buffer.from(bytes);
  const read = FileFsObjectIdInformation.read(new Reader(received));
  received.fill(0);
  assert.equal(read, value);
});

test.run();
