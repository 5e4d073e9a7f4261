import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileFsDeviceInformation } from '../../../lib/wire/fscc/file-fs-device-information.ts';
import { SMB2_0_INFO_FILESYSTEM } from '../../../lib/wire/fscc/information-class.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-fs-device-information');

const value: FileFsDeviceInformation = { deviceType: 7, characteristics: 0x30 };
const bytes = fields(['DeviceType', '07000000'], ['Characteristics', '30000000']);

test('a device is written and read', () => {
  assertStructure(FileFsDeviceInformation, value, bytes);
  assert.is(FileFsDeviceInformation.infoType, SMB2_0_INFO_FILESYSTEM);
  assert.is(FileFsDeviceInformation.fileInfoClass, 4);
});

test('a device cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => FileFsDeviceInformation.read(new Reader(part)));
});

test.run();
