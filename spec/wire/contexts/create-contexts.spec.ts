import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AllocationSizeContext } from '../../../lib/wire/contexts/allocation-size.ts';
import {
  type CreateContext,
  packContext,
  readCreateContexts,
  unpackContext,
  writeCreateContexts,
} from '../../../lib/wire/contexts/create-contexts.ts';
import { TimewarpTokenContext } from '../../../lib/wire/contexts/timewarp-token.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { Writer } from '../../../lib/wire/writer.ts';
import { assertTruncationRefused, fields } from '../../support/codec.ts';
import { assertMalformed, overwritten } from '../../support/malformed.ts';

const test = suite('wire/contexts/create-contexts');

const read = (bytes: Buffer) => readCreateContexts(new Reader(bytes));

function written(contexts: readonly CreateContext[]): Buffer {
  const w = new Writer();
  w.begin(0);
  writeCreateContexts(w, contexts);
  return Buffer.concat(w.finish());
}

const guid = Buffer.from('93ad25509cb411e7b42383de968bcd7c', 'hex');

const contexts: CreateContext[] = [
  { name: 'SecD', data: Buffer.from('0102030405', 'hex') },
  { name: 'QFid', data: Buffer.alloc(0) },
  { name: guid.toString('latin1'), data: Buffer.from('a4010000', 'hex') },
];

const bytes = fields(
  ['Next', '20000000'],
  ['NameOffset', '1000'],
  ['NameLength', '0400'],
  ['Reserved', '0000'],
  ['DataOffset', '1800'],
  ['DataLength', '05000000'],
  ['Name', Buffer.from('SecD')],
  ['padding', '00000000'],
  ['Data', '0102030405'],
  ['padding', '000000'],
  ['Next', '18000000'],
  ['NameOffset', '1000'],
  ['NameLength', '0400'],
  ['Reserved', '0000'],
  ['DataOffset', '0000'],
  ['DataLength', '00000000'],
  ['Name', Buffer.from('QFid')],
  ['padding', '00000000'],
  ['Next', '00000000'],
  ['NameOffset', '1000'],
  ['NameLength', '1000'],
  ['Reserved', '0000'],
  ['DataOffset', '2000'],
  ['DataLength', '04000000'],
  ['Name', guid],
  ['Data', 'a4010000'],
);

test('a list is written with every context at a multiple of 8 and the last one unpadded', () => {
  assert.is(written(contexts).toString('hex'), bytes.toString('hex'));
});

test('a list is read back, empty data and binary names included', () => assert.equal(read(bytes), contexts));

test('a list cut short anywhere is refused', () => assertTruncationRefused(bytes, read));

test('padding behind the last context means nothing', () => {
  assert.equal(read(Buffer.concat([bytes, Buffer.alloc(4)])), contexts);
});

test('the last context may be as short as its fixed part', () => {
  const two = fields(
    ['Next', '10000000'],
    ['NameOffset to DataLength', '000000000000000000000000'],
    ['Next', '00000000'],
    ['NameOffset to DataLength', '000000000000000000000000'],
  );
  const nameless = { name: '', data: Buffer.alloc(0) };
  assert.equal(read(two), [nameless, nameless]);
});

test('a Next that is unaligned, too short, or points outside is refused', () => {
  for (const next of ['01000000', '21000000', '08000000', '60000000', '58000000', 'f8ffffff', 'ffffffff']) {
    assertMalformed(() => read(overwritten(bytes, 0, next)), `Next ${next}`);
  }
});

test('a name or data outside its own context is refused', () => {
  assertMalformed(() => read(overwritten(bytes, 4, '0000')), 'name in the fixed part');
  assertMalformed(() => read(overwritten(bytes, 4, '1d00')), 'name over the end of its context');
  assertMalformed(() => read(overwritten(bytes, 6, 'ffff')), 'name without end');
  assertMalformed(() => read(overwritten(bytes, 10, '0f00')), 'data in the fixed part');
  assertMalformed(() => read(overwritten(bytes, 10, '1c00')), 'data over the end of its context');
  assertMalformed(() => read(overwritten(bytes, 12, '09000000')), 'data into the next context');
  assertMalformed(() => read(overwritten(bytes, 12, 'ffffffff')), 'data without end');
});

test('an endless list is refused', () => {
  const one = overwritten(written([{ name: 'QFid', data: Buffer.from('00000000', 'hex') }]), 0, '20000000');
  const padded = Buffer.concat([one, Buffer.alloc(0x20 - one.length)]);
  const last = overwritten(padded, 0, '00000000');
  assert.is(read(Buffer.concat([...Array<Buffer>(63).fill(padded), last])).length, 64);
  assertMalformed(() => read(Buffer.concat([...Array<Buffer>(64).fill(padded), last])));
});

test('what is packed is found and unpacked by its name', () => {
  const list = [
    packContext(TimewarpTokenContext, { timestamp: 0x01d7000000000000n }),
    packContext(AllocationSizeContext, { allocationSize: 4096 }),
  ];
  assert.equal(list, [
    { name: 'TWrp', data: Buffer.from('000000000000d701', 'hex') },
    { name: 'AlSi', data: Buffer.from('0010000000000000', 'hex') },
  ]);
  assert.equal(unpackContext(AllocationSizeContext, list), { allocationSize: 4096 });
  assert.is(unpackContext(AllocationSizeContext, list.slice(0, 1)), undefined);
});

test('packed data stays as it is while more is packed', () => {
  const first = packContext(AllocationSizeContext, { allocationSize: 1 });
  for (let size = 2; size < 200; size++) packContext(AllocationSizeContext, { allocationSize: size });
  assert.is(first.data.toString('hex'), '0100000000000000');
});

test('data too short for what its name says is refused when unpacked', () => {
  assertMalformed(() => unpackContext(AllocationSizeContext, [{ name: 'AlSi', data: Buffer.alloc(7) }]));
});

test.run();
