import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../lib/errors.ts';
import { Reader } from '../../lib/wire/reader.ts';

const test = suite('wire/reader');

function reader(hex: string): Reader {
  return new Reader(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

function assertMalformed(read: () => unknown, why?: string): void {
  assert.throws(read, (error: unknown) => error instanceof MalformedError, why);
}

test('numbers are little-endian', () => {
  const r = reader('ab 0201 04030201 0807060504030201 feffffffffffffff');
  assert.is(r.u8(), 0xab);
  assert.is(r.u16(), 0x0102);
  assert.is(r.u32(), 0x01020304);
  assert.is(r.u64(), 0x0102030405060708n);
  assert.is(r.i64(), -2n);
  assert.is(r.remaining, 0);
});

test('numbers with the top bit set are not negative', () => {
  const r = reader('ff ffff ffffffff ffffffffffffffff');
  assert.is(r.u8(), 0xff);
  assert.is(r.u16(), 0xffff);
  assert.is(r.u32(), 0xffffffff);
  assert.is(r.u64(), 0xffff_ffff_ffff_ffffn);
});

test('a size is read exactly up to 2^53-1 and refused above', () => {
  assert.is(reader('0000000000000000').size64(), 0);
  assert.is(reader('0200000001000000').size64(), 0x1_0000_0002);
  assert.is(reader('ffffffffffff1f00').size64(), Number.MAX_SAFE_INTEGER);
  for (const hex of ['0000000000002000', '0100000000002000', 'ffffffffffffff7f', 'ffffffffffffffff']) {
    assertMalformed(() => reader(hex).size64(), hex);
  }
});

const reads: ReadonlyArray<readonly [name: string, size: number, read: (r: Reader) => unknown]> = [
  ['u8', 1, (r) => r.u8()],
  ['u16', 2, (r) => r.u16()],
  ['u32', 4, (r) => r.u32()],
  ['u64', 8, (r) => r.u64()],
  ['i64', 8, (r) => r.i64()],
  ['size64', 8, (r) => r.size64()],
  ['slice', 5, (r) => r.slice(5)],
  ['copy', 5, (r) => r.copy(5)],
  ['utf16', 6, (r) => r.utf16(6)],
  ['skip', 5, (r) => r.skip(5)],
  ['take', 5, (r) => r.take(5)],
  ['structureSize', 2, (r) => r.structureSize(0)],
];

for (const [name, size, read] of reads) {
  test(`${name} stops at the end of the structure, though more bytes follow it`, () => {
    const bytes = Buffer.alloc(64);
    for (let left = 0; left < size; left++) {
      const r = new Reader(bytes, 10, 10 + left);
      assertMalformed(() => read(r), `${left} bytes left`);
      assert.is(r.position, 10, 'nothing was consumed');
    }
    const r = new Reader(bytes, 10, 10 + size);
    read(r);
    assert.is(r.remaining, 0);
  });
}

test('lengths that are no count of bytes are refused', () => {
  for (const length of [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32, 2 ** 53]) {
    const r = reader('0102030405060708');
    assertMalformed(() => r.slice(length), `slice ${length}`);
    assertMalformed(() => r.skip(length), `skip ${length}`);
    assertMalformed(() => r.take(length), `take ${length}`);
    assertMalformed(() => r.at(0, length), `at ${length}`);
    assertMalformed(() => r.at(length, 0), `at offset ${length}`);
    assert.is(r.position, 0);
  }
});

test('offsets count from the origin, which may lie before the start', () => {
  const r = new Reader(Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]), 4, 8, 2);
  assert.is(r.offset, 2);
  assert.is(r.u8(), 4);
  assert.is(r.offset, 3);
  assert.is(r.at(5, 1).u8(), 7);
});

test('at gives a reader whose origin is its own start', () => {
  const r = reader('00 01 02 03 04 05 06 07');
  const part = r.at(2, 4);
  assert.is(part.offset, 0);
  assert.is(part.remaining, 4);
  assert.is(part.at(1, 2).u16(), 0x0403);
  assert.is(r.offset, 0, 'the outer reader has not moved');
});

test('at refuses a part that ends behind the structure', () => {
  const bytes = Buffer.alloc(64);
  const r = new Reader(bytes, 0, 16);
  assert.is(r.at(16, 0).remaining, 0);
  assert.is(r.at(0, 16).remaining, 16);
  assertMalformed(() => r.at(0, 17));
  assertMalformed(() => r.at(16, 1));
  assertMalformed(() => r.at(17, 0));
  assertMalformed(() => r.at(0xffffffff, 0xffffffff));
});

test('a part cannot reach out of itself', () => {
  const part = new Reader(Buffer.alloc(64)).at(8, 8);
  assertMalformed(() => part.at(0, 9));
  assertMalformed(() => part.at(-1, 1));
  assertMalformed(() => part.slice(9));
});

test('take gives a reader over the next bytes and skips them', () => {
  const r = reader('00 01 02 03 04');
  r.skip(1);
  const part = r.take(2);
  assert.is(part.u8(), 1);
  assert.is(part.offset, 1);
  assert.is(part.u8(), 2);
  assertMalformed(() => part.u8());
  assert.is(r.u8(), 3);
});

test('a slice is a view of the received bytes, a copy is not', () => {
  const bytes = Buffer.from([1, 2, 3, 4]);
  const r = new Reader(bytes);
  const slice = r.slice(2);
  const copy = r.copy(2);
  bytes.fill(9);
  assert.equal([...slice], [9, 9]);
  assert.equal([...copy], [3, 4]);
});

test('bytes that are themselves a view are read in their own place', () => {
  const whole = Buffer.from([9, 9, 1, 0, 2, 0, 0x41, 0, 9]);
  const r = new Reader(whole.subarray(2, 8));
  assert.is(r.u16(), 1);
  assert.is(r.take(2).u16(), 2);
  assert.is(r.utf16(2), 'A');
  assert.is(r.remaining, 0);
});

test('text is read from UTF-16LE at any alignment, half surrogate pairs included', () => {
  const r = reader('ff 6100e9003dd800de 00d8');
  r.skip(1);
  assert.is(r.utf16(8), 'aé😀');
  assert.is(r.utf16(2), '\ud800');
  assert.is(r.utf16(0), '');
});

test('text of an odd length is refused', () => {
  assertMalformed(() => reader('610061').utf16(3));
});

test('align skips to a multiple counted from the origin, and no further than the end', () => {
  const r = new Reader(Buffer.alloc(20), 3, 14, 3);
  r.align(8);
  assert.is(r.offset, 0);
  r.u8();
  r.align(8);
  assert.is(r.offset, 8);
  r.u8();
  r.align(8);
  assert.is(r.remaining, 0);
});

test('another StructureSize than the expected one is refused', () => {
  reader('0900').structureSize(9);
  assertMalformed(() => reader('0800').structureSize(9));
});

test('a structure that does not lie inside the bytes is refused', () => {
  const bytes = Buffer.alloc(8);
  assertMalformed(() => new Reader(bytes, 0, 9));
  assertMalformed(() => new Reader(bytes, 9));
  assertMalformed(() => new Reader(bytes, 5, 4));
  assertMalformed(() => new Reader(bytes, -1));
  assert.is(new Reader(bytes, 8).remaining, 0);
});

test.run();
