import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import {
  FILE_ACTION_ADDED,
  FILE_ACTION_RENAMED_NEW_NAME,
  FILE_ACTION_RENAMED_OLD_NAME,
  type FileNotification,
  NotifyInformation,
} from '../../../lib/wire/fscc/notify-information.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, fields, structureBytes, utf16 } from '../../support/codec.ts';

const test = suite('wire/fscc/notify-information');

const notifications: FileNotification[] = [
  { action: FILE_ACTION_RENAMED_OLD_NAME, fileName: 'old' },
  { action: FILE_ACTION_RENAMED_NEW_NAME, fileName: 'sub\\new' },
];
const bytes = fields(
  ['NextEntryOffset', '14000000'],
  ['Action', '04000000'],
  ['FileNameLength', '06000000'],
  ['FileName', utf16('old')],
  ['padding', '0000'],
  ['NextEntryOffset', '00000000'],
  ['Action', '05000000'],
  ['FileNameLength', '0e000000'],
  ['FileName', utf16('sub\\new')],
  ['padding', '0000'],
);

const assertRefused = (hostile: Buffer, why: string) =>
  assert.throws(
    () => NotifyInformation.read(new Reader(hostile)),
    (error: unknown) => error instanceof MalformedError,
    why,
  );

test('changes are written and read in their order', () => {
  assertStructure(NotifyInformation, notifications, bytes);
});

test('an empty list is how some servers say that there were too many', () => {
  assertStructure(NotifyInformation, [], Buffer.alloc(0));
});

test('the padding of the last name may be missing, anything else may not', () => {
  assert.equal(NotifyInformation.read(new Reader(bytes.subarray(0, -2))), notifications);
  for (let length = 1; length < bytes.length - 2; length++) assertRefused(bytes.subarray(0, length), `${length} bytes`);
});

test('a name that leads out of the watched directory is refused', () => {
  for (const fileName of ['', '..', '..\\secret', 'sub\\..\\..\\secret', 'a/b', 'a\0']) {
    const hostile = structureBytes(NotifyInformation, [{ action: FILE_ACTION_ADDED, fileName }]);
    assertRefused(hostile, JSON.stringify(fileName));
  }
});

test('a name that runs into the next change is refused', () => {
  const hostile = Buffer.from(bytes);
  hostile.writeUInt32LE(10, 8);
  assertRefused(hostile, 'FileNameLength 10');
});

test.run();
