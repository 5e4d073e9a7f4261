import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { FileFsVolumeInformation } from '../../../lib/wire/fscc/file-fs-volume-information.ts';
import { SMB2_0_INFO_FILESYSTEM } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields, utf16 } from '../../support/codec.ts';

const test = suite('wire/fscc/file-fs-volume-information');

const value: FileFsVolumeInformation = {
  volumeCreationTime: 0x01d9000000000001n,
  volumeSerialNumber: 0xcafef00d,
  supportsObjects: false,
  volumeLabel: 'döts',
};
const bytes = fields(
  ['VolumeCreationTime', '010000000000d901'],
  ['VolumeSerialNumber', '0df0feca'],
  ['VolumeLabelLength', '08000000'],
  ['SupportsObjects', '00'],
  ['Reserved', '00'],
  ['VolumeLabel', utf16('döts')],
);

test('label, serial number and time are written and read', () => {
  assertStructure(FileFsVolumeInformation, value, bytes);
  assert.is(FileFsVolumeInformation.infoType, SMB2_0_INFO_FILESYSTEM);
  assert.is(FileFsVolumeInformation.fileInfoClass, 1);
});

test('a volume cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileFsVolumeInformation.read(new Reader(part)));
});

test('the null that some servers end a label with is no part of it', () => {
  const terminated = Buffer.concat([bytes, utf16('\0')]);
  terminated.writeUInt32LE(10, 12);
  assert.is(FileFsVolumeInformation.read(new Reader(terminated)).volumeLabel, 'döts');
});

test('a label longer than the bytes that follow is refused', () => {
  for (const length of ['0a000000', 'feffffff', 'ffffffff']) {
    const hostile = Buffer.from(bytes);
    hostile.write(length, 12, 'hex');
    assert.throws(
      () => FileFsVolumeInformation.read(new Reader(hostile)),
      (error: unknown) => error instanceof MalformedError,
      length,
    );
  }
});

test('a label of half a character is refused', () => {
  const hostile = Buffer.from(bytes);
  hostile.writeUInt32LE(3, 12);
  assert.throws(
    () => FileFsVolumeInformation.read(new Reader(hostile)),
    (error: unknown) => error instanceof MalformedError,
  );
});

test.run();
