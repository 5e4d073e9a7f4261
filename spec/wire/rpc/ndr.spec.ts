import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Reader } from '../../../lib/wire/reader.ts';
import { PointerWriter, readPointer, readString, stubBytes, writeString } from '../../../lib/wire/rpc/ndr.ts';
import { assertTruncationRefused, fields, utf16 } from '../../support/codec.ts';
import { assertMalformed } from '../../support/malformed.ts';

const test = suite('wire/rpc/ndr');

const text = fields(
  ['maximum count', '04000000'],
  ['offset', '00000000'],
  ['actual count', '04000000'],
  ['characters', utf16('IPC\0')],
);

test('a string carries its counts and ends with NUL', () => {
  assert.is(stubBytes((w) => writeString(w, 'IPC')).toString('hex'), text.toString('hex'));
  assert.is(readString(new Reader(text)), 'IPC');
});

test('a string that is cut short is refused', () => {
  assertTruncationRefused(text, (part) => readString(new Reader(part)));
});

test('strings and pointers start at multiples of four', () => {
  const bytes = stubBytes((w) => {
    const pointers = new PointerWriter();
    pointers.write(w, true);
    writeString(w, 'a');
    writeString(w, 'ab');
    pointers.write(w, true);
    pointers.write(w, false);
  });
  const r = new Reader(bytes);
  assert.is(readPointer(r), true);
  assert.is(readString(r), 'a');
  assert.is(readString(r), 'ab');
  assert.is(r.offset, 38);
  assert.is(readPointer(r), true);
  assert.is(readPointer(r), false);
  assert.is(r.remaining, 0);
});

test('every pointer has an identifier of its own', () => {
  const bytes = stubBytes((w) => {
    const pointers = new PointerWriter();
    for (const present of [true, true, false, true]) pointers.write(w, present);
  });
  const [first, second, none, third] = [0, 4, 8, 12].map((at) => bytes.readUInt32LE(at));
  assert.is(none, 0);
  assert.is(new Set([first, second, third, none]).size, 4);
});

test('a string without NUL, and one with characters behind it, are read up to their end', () => {
  const bare = fields(['counts', '020000000000000002000000'], ['characters', utf16('ab')]);
  assert.is(readString(new Reader(bare)), 'ab');
  const behind = fields(['counts', '040000000000000004000000'], ['characters', utf16('a\0bc')]);
  assert.is(readString(new Reader(behind)), 'a');
  const empty = fields(['counts', '000000000000000000000000']);
  assert.is(readString(new Reader(empty)), '');
});

test('counts that the bytes do not bear out are refused', () => {
  const characters = utf16('abcd');
  for (const counts of [
    '030000000000000004000000', // more than the maximum
    '040000000100000004000000', // not at the beginning
    'ffffffff00000000ffffffff', // more than there is
    'ffffffff0000000005000000',
  ]) {
    assertMalformed(() => readString(new Reader(fields(['counts', counts], ['characters', characters]))));
  }
});

test.run();
