import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import {
  FileFullEaInformation,
  type FullEa,
  GetEaInformation,
} from '../../../lib/wire/fscc/file-full-ea-information.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-full-ea-information');

const list: FullEa[] = [
  { flags: 0x80, eaName: 'USER', eaValue: Buffer.from('val') },
  { flags: 0, eaName: 'B', eaValue: Buffer.alloc(0) },
];
const bytes = fields(
  ['NextEntryOffset', '10000000'],
  ['Flags', '80'],
  ['EaNameLength', '04'],
  ['EaValueLength', '0300'],
  ['EaName', '5553455200'],
  ['EaValue', '76616c'],
  ['NextEntryOffset', '00000000'],
  ['Flags', '00'],
  ['EaNameLength', '01'],
  ['EaValueLength', '0000'],
  ['EaName', '4200'],
);
const getBytes = fields(
  ['NextEntryOffset', '0c000000'],
  ['EaNameLength', '04'],
  ['EaName', '5553455200'],
  ['padding', '0000'],
  ['NextEntryOffset', '00000000'],
  ['EaNameLength', '01'],
  ['EaName', '4200'],
);

const assertRefused = (hostile: Buffer, why: string) =>
  assert.throws(
    () => FileFullEaInformation.read(new Reader(hostile)),
    (error: unknown) => error instanceof MalformedError,
    why,
  );

test('extended attributes are written and read', () => {
  assertStructure(FileFullEaInformation, list, bytes);
  assert.is(FileFullEaInformation.fileInfoClass, 15);
});

test('the names to ask for are written and read', () => {
  assertStructure(GetEaInformation, ['USER', 'B'], getBytes);
});

test('both lists may be empty', () => {
  assertStructure(FileFullEaInformation, [], Buffer.alloc(0));
  assertStructure(GetEaInformation, [], Buffer.alloc(0));
});

test('lists cut short are refused', () => {
  for (let length = 1; length < bytes.length; length++) assertRefused(bytes.subarray(0, length), `${length} bytes`);
  for (let length = 1; length < getBytes.length; length++) {
    assert.throws(
      () => GetEaInformation.read(new Reader(getBytes.subarray(0, length))),
      (error: unknown) => error instanceof MalformedError,
      `${length} bytes`,
    );
  }
});

test('a name without its null, and a value past its record, are refused', () => {
  const shorter = Buffer.from(bytes);
  shorter.writeUInt8(3, 5);
  assertRefused(shorter, 'EaNameLength 3');
  const longer = Buffer.from(bytes);
  longer.writeUInt16LE(4, 6);
  assertRefused(longer, 'EaValueLength 4');
});

test('what is read does not change with the buffer that it came in', () => {
  const received = Buffer.from(bytes);
  const read = FileFullEaInformation.read(new Reader(received));
  received.fill(0);
  assert.equal(read, list);
});

test.run();
