import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileAllInformation } from '../../../lib/wire/fscc/file-all-information.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields, utf16 } from '../../support/codec.ts';

const test = suite('wire/fscc/file-all-information');

const value: FileAllInformation = {
  basicInformation: {
    creationTime: 1n,
    lastAccessTime: 2n,
    lastWriteTime: 3n,
    changeTime: 4n,
    fileAttributes: 0x20,
  },
  standardInformation: {
    allocationSize: 4096,
    endOfFile: 5,
    numberOfLinks: 1,
    deletePending: false,
    directory: false,
  },
  internalInformation: { indexNumber: 6n },
  eaInformation: { eaSize: 7 },
  accessInformation: { accessFlags: 0x1f01ff },
  positionInformation: { currentByteOffset: 8 },
  modeInformation: { mode: 9 },
  alignmentInformation: { alignmentRequirement: 3 },
  nameInformation: { fileName: '\\f' },
};
const bytes = fields(
  ['CreationTime', '0100000000000000'],
  ['LastAccessTime', '0200000000000000'],
  ['LastWriteTime', '0300000000000000'],
  ['ChangeTime', '0400000000000000'],
  ['FileAttributes', '20000000'],
  ['Reserved', '00000000'],
  ['AllocationSize', '0010000000000000'],
  ['EndOfFile', '0500000000000000'],
  ['NumberOfLinks', '01000000'],
  ['DeletePending', '00'],
  ['Directory', '00'],
  ['Reserved', '0000'],
  ['IndexNumber', '0600000000000000'],
  ['EaSize', '07000000'],
  ['AccessFlags', 'ff011f00'],
  ['CurrentByteOffset', '0800000000000000'],
  ['Mode', '09000000'],
  ['AlignmentRequirement', '03000000'],
  ['FileNameLength', '04000000'],
  ['FileName', utf16('\\f')],
);

test('nine classes follow each other without gaps', () => {
  assertStructure(FileAllInformation, value, bytes);
  assert.is(FileAllInformation.fileInfoClass, 18);
});

test('all information cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileAllInformation.read(new Reader(part)));
});

test.run();
