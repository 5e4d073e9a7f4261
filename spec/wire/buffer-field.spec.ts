import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbError } from '../../lib/errors.ts';
import { readBufferField, sliceBufferField, writeName } from '../../lib/wire/buffer-field.ts';
import { Reader } from '../../lib/wire/reader.ts';
import { Writer } from '../../lib/wire/writer.ts';
import { assertMalformed } from '../support/malformed.ts';

const test = suite('wire/buffer-field');

/** Eight bytes of fixed part, already read, and eight more. */
function afterFixedPart(): Reader {
  const r = new Reader(Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'));
  r.skip(8);
  return r;
}

test('a part is found by its offset from the origin', () => {
  const part = readBufferField(afterFixedPart(), 10, 3);
  assert.is(part.remaining, 3);
  assert.is(part.copy(3).toString('hex'), '0a0b0c');
});

test('a part may fill everything behind the fixed part', () => {
  assert.is(sliceBufferField(afterFixedPart(), 8, 8).toString('hex'), '08090a0b0c0d0e0f');
});

test('the offset of an empty part means nothing', () => {
  for (const offset of [0, 7, 8, 16, 17, 0xffffffff]) {
    assert.is(readBufferField(afterFixedPart(), offset, 0).remaining, 0);
  }
});

test('a part that reaches back into the fixed part is refused', () => {
  for (const offset of [0, 1, 7]) assertMalformed(() => readBufferField(afterFixedPart(), offset, 4));
});

test('a part that reaches past the end is refused', () => {
  assertMalformed(() => readBufferField(afterFixedPart(), 9, 8));
  assertMalformed(() => readBufferField(afterFixedPart(), 16, 1));
  assertMalformed(() => readBufferField(afterFixedPart(), 8, 0xffffffff));
  assertMalformed(() => readBufferField(afterFixedPart(), 0xffffffff, 0xffffffff));
});

test('a slice is a view of what was received', () => {
  const r = afterFixedPart();
  const part = sliceBufferField(r, 8, 2);
  r.bytes[8] = 0xff;
  assert.is(part[0], 0xff);
});

test('a name is written in UTF-16LE and its length in bytes returned', () => {
  const w = new Writer();
  w.begin(0);
  assert.is(writeName(w, 'aé'), 4);
  assert.is(Buffer.concat(w.finish()).toString('hex'), '6100e900');
});

test('the longest name that a 16-bit length can tell is written, one character more is ENAMETOOLONG', () => {
  const w = new Writer();
  w.begin(0);
  assert.is(writeName(w, 'a'.repeat(32767)), 65534);
  assert.throws(
    () => writeName(w, 'a'.repeat(32768)),
    (error: unknown) => error instanceof SmbError && error.code === 'ENAMETOOLONG',
  );
});

test.run();
