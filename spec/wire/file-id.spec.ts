import { suite } from 'uvu';
import { type FileId, RELATED_FILE_ID, readFileId, writeFileId } from '../../lib/wire/file-id.ts';
import { Reader } from '../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../support/codec.ts';

const test = suite('wire/file-id');

const codec = { write: writeFileId, read: readFileId };
const fileId: FileId = { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n };
const bytes = fields(['Persistent', '8877665544332211'], ['Volatile', '00ffeeddccbbaa99']);

test('the persistent half comes first', () => {
  assertStructure(codec, fileId, bytes);
});

test('the FileId of a related request is all ones', () => {
  assertStructure(codec, { ...RELATED_FILE_ID }, fields(['Persistent', 'ff'.repeat(8)], ['Volatile', 'ff'.repeat(8)]));
});

test('a FileId cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => readFileId(new Reader(part)));
});

test.run();
