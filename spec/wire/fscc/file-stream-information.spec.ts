import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { type FileStream, FileStreamInformation } from '../../../lib/wire/fscc/file-stream-information.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, fields, utf16 } from '../../support/codec.ts';

const test = suite('wire/fscc/file-stream-information');

const streams: FileStream[] = [
  { streamSize: 5, streamAllocationSize: 4096, streamName: '::$DATA' },
  { streamSize: 0x1_0000_0001, streamAllocationSize: 0x1_0000_1000, streamName: ':tag:$DATA' },
];
const first = fields(
  ['NextEntryOffset', '28000000'],
  ['StreamNameLength', '0e000000'],
  ['StreamSize', '0500000000000000'],
  ['StreamAllocationSize', '0010000000000000'],
  ['StreamName', utf16('::$DATA')],
  ['padding', '0000'],
);
const second = fields(
  ['NextEntryOffset', '00000000'],
  ['StreamNameLength', '14000000'],
  ['StreamSize', '0100000001000000'],
  ['StreamAllocationSize', '0010000001000000'],
  ['StreamName', utf16(':tag:$DATA')],
);
const bytes = Buffer.concat([first, second]);

test('streams are written and read', () => {
  assertStructure(FileStreamInformation, streams, bytes);
  assert.is(FileStreamInformation.fileInfoClass, 22);
});

test('a directory without streams has an empty list', () => {
  assertStructure(FileStreamInformation, [], Buffer.alloc(0));
});

test('streams cut short are refused', () => {
  for (let length = 1; length < bytes.length; length++) {
    assert.throws(
      () => FileStreamInformation.read(new Reader(bytes.subarray(0, length))),
      (error: unknown) => error instanceof MalformedError,
      `cut to ${length} bytes`,
    );
  }
});

test('a name that runs into the next stream is refused', () => {
  const hostile = Buffer.from(bytes);
  hostile.writeUInt32LE(0x12, 4);
  assert.throws(
    () => FileStreamInformation.read(new Reader(hostile)),
    (error: unknown) => error instanceof MalformedError,
  );
});

test.run();
