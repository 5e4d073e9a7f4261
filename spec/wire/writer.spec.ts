import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FRAME_HEADROOM, Writer } from '../../lib/wire/writer.ts';

const SLAB_SIZE = 64 * 1024;

const test = suite('wire/writer');

function written(write: (w: Writer) => void): string {
  const w = new Writer();
  w.begin(0);
  write(w);
  return Buffer.concat(w.finish()).toString('hex');
}

test('numbers are little-endian', () => {
  assert.is(
    written((w) => w.u8(0xab)),
    'ab',
  );
  assert.is(
    written((w) => w.u16(0x0102)),
    '0201',
  );
  assert.is(
    written((w) => w.u32(0x01020304)),
    '04030201',
  );
  assert.is(
    written((w) => w.u64(0x0102030405060708n)),
    '0807060504030201',
  );
  assert.is(
    written((w) => w.i64(-2n)),
    'feffffffffffffff',
  );
});

test('flags with bit 31 set are written though JavaScript holds them as negative numbers', () => {
  assert.is(
    written((w) => w.u32(0x80000000 | 0x10)),
    '10000080',
  );
});

test('a size is written exactly up to 2^53-1', () => {
  assert.is(
    written((w) => w.size64(0)),
    '0000000000000000',
  );
  assert.is(
    written((w) => w.size64(0x1_0000_0002)),
    '0200000001000000',
  );
  assert.is(
    written((w) => w.size64(Number.MAX_SAFE_INTEGER)),
    'ffffffffffff1f00',
  );
});

test('text is UTF-16LE without a terminator, and its length is in bytes', () => {
  const w = new Writer();
  w.begin(0);
  assert.is(w.utf16('aé😀'), 8);
  assert.is(w.utf16(''), 0);
  assert.is(Buffer.concat(w.finish()).toString('hex'), '6100e9003dd800de');
});

test('half a surrogate pair is written as it is', () => {
  assert.is(
    written((w) => w.utf16('\ud800')),
    '00d8',
  );
});

test('the default headroom is left free in front, and offsets do not count it', () => {
  const w = new Writer();
  w.begin();
  assert.is(w.offset, 0);
  assert.is(w.length, FRAME_HEADROOM);
  w.u16(0xffff);
  assert.is(w.offset, 2);
  assert.is(w.length, FRAME_HEADROOM + 2);
  const [first] = w.finish();
  assert.is(first?.length, FRAME_HEADROOM + 2);
  assert.is(first?.readUInt16LE(FRAME_HEADROOM), 0xffff);
});

test('setOrigin makes offsets and alignment count from there', () => {
  assert.is(
    written((w) => {
      w.u8(1);
      w.setOrigin();
      assert.is(w.offset, 0);
      w.u8(2);
      w.align(4);
      assert.is(w.offset, 4);
      w.align(4);
      assert.is(w.offset, 4);
      w.u8(3);
    }),
    '010200000003',
  );
});

test('reserved bytes are zero until they are patched', () => {
  assert.is(
    written((w) => {
      const patch = w.reserve(8);
      w.u8(0xff);
      w.patch16(patch, 0x0102);
      w.patch32(patch, 0x03040506, 4);
    }),
    '0201000006050403ff',
  );
});

test('zeros are zero in memory that was used for something else', () => {
  const w = new Writer();
  for (let i = 0; i < 4; i++) {
    w.begin(0);
    w.bytes(Buffer.alloc(20_000, 0xff));
    w.zeros(20_000);
    w.reserve(8);
    const message = Buffer.concat(w.finish());
    assert.ok(message.subarray(20_000).equals(Buffer.alloc(20_008)));
  }
});

test('a large payload is a piece of its own that shares the caller’s memory', () => {
  const payload = Buffer.alloc(100_000, 7);
  const w = new Writer();
  w.begin(0);
  w.u32(1);
  w.payload(payload);
  w.u32(2);
  const pieces = w.finish();
  assert.is(pieces.length, 3);
  assert.is(pieces[1], payload);
  assert.is(pieces[0]?.toString('hex'), '01000000');
  assert.is(pieces[2]?.toString('hex'), '02000000');
});

test('a small payload is copied', () => {
  const payload = Buffer.from('small');
  const w = new Writer();
  w.begin(0);
  w.payload(payload);
  payload.fill(0);
  assert.is(Buffer.concat(w.finish()).toString(), 'small');
});

test('offset and length count payloads', () => {
  const w = new Writer();
  w.begin();
  w.u16(1);
  w.payload(Buffer.alloc(5001));
  assert.is(w.offset, 5003);
  assert.is(w.length, 5003 + FRAME_HEADROOM);
  w.align(8);
  assert.is(w.offset, 5008);
});

// What is written where a slab of memory ends, one method each: the bytes must come out as if there were no end.
const acrossTheEnd: ReadonlyArray<readonly [name: string, write: (w: Writer) => void, hex: string]> = [
  ['u8', (w) => w.u8(0xab), 'ab'],
  ['u16', (w) => w.u16(0xabcd), 'cdab'],
  ['u32', (w) => w.u32(0x01020304), '04030201'],
  ['u64', (w) => w.u64(1n), '0100000000000000'],
  ['i64', (w) => w.i64(-1n), 'ffffffffffffffff'],
  ['size64', (w) => w.size64(1), '0100000000000000'],
  ['zeros', (w) => w.zeros(3), '000000'],
  ['bytes', (w) => w.bytes(Buffer.from('abc')), '616263'],
  ['payload', (w) => w.payload(Buffer.from('abc')), '616263'],
  ['utf16', (w) => void w.utf16('ab'), '61006200'],
  ['reserve', (w) => w.patch16(w.reserve(2), 0xabcd), 'cdab'],
  ['empty text', (w) => void w.utf16(''), ''],
  ['no bytes', (w) => w.bytes(Buffer.alloc(0)), ''],
  ['no zeros', (w) => w.zeros(0), ''],
];

for (const [name, write, hex] of acrossTheEnd) {
  test(`${name} is written whole where the memory at hand runs out`, () => {
    for (let left = 0; left <= 8; left++) {
      const w = new Writer();
      w.begin(0);
      w.bytes(Buffer.alloc(SLAB_SIZE - left, 0xee));
      write(w);
      w.u8(0x77);
      const message = Buffer.concat(w.finish());
      assert.is(message.subarray(SLAB_SIZE - left).toString('hex'), `${hex}77`, `${left} bytes left`);
    }
  });
}

test('a patch stays valid when the message has moved on to other memory', () => {
  const w = new Writer();
  w.begin(0);
  const patch = w.reserve(4);
  for (let i = 0; i < 3; i++) w.bytes(Buffer.alloc(50_000));
  w.patch32(patch, 0x01020304);
  const message = Buffer.concat(w.finish());
  assert.is(message.length, 150_004);
  assert.is(message.readUInt32LE(0), 0x01020304);
});

test('a field larger than a slab is written whole', () => {
  const large = Buffer.alloc(SLAB_SIZE * 3, 0x5a);
  const w = new Writer();
  w.begin(0);
  w.u8(1);
  w.bytes(large);
  assert.ok(Buffer.concat(w.finish()).equals(Buffer.concat([Buffer.from([1]), large])));
});

test('contiguous keeps what follows in one piece', () => {
  const w = new Writer();
  w.begin(0);
  w.bytes(Buffer.alloc(SLAB_SIZE - 10));
  w.contiguous(64);
  for (let i = 0; i < 16; i++) w.u32(i);
  const pieces = w.finish();
  assert.is(pieces.length, 2);
  assert.is(pieces[1]?.length, 64);
});

test('messages written one after the other do not disturb each other', () => {
  const w = new Writer();
  const messages: Buffer[][] = [];
  for (let i = 0; i < 50; i++) {
    w.begin();
    w.bytes(Buffer.alloc(3000, i));
    w.payload(Buffer.alloc(5000, i + 100));
    w.utf16('x'.repeat(i));
    messages.push(w.finish());
  }
  for (const [i, pieces] of messages.entries()) {
    const expected = [Buffer.alloc(3000, i), Buffer.alloc(5000, i + 100), Buffer.from('x'.repeat(i), 'utf16le')];
    assert.ok(Buffer.concat(pieces).subarray(FRAME_HEADROOM).equals(Buffer.concat(expected)), `message ${i}`);
  }
});

test('a message of nothing but its headroom is as long as that', () => {
  const w = new Writer();
  w.begin();
  assert.is(Buffer.concat(w.finish()).length, FRAME_HEADROOM);
  w.begin(0);
  assert.equal(w.finish(), []);
});

test.run();
