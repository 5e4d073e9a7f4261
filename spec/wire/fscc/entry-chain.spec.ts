import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { EntryChainWriter, readEntryChain } from '../../../lib/wire/fscc/entry-chain.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { Writer } from '../../../lib/wire/writer.ts';
import { fields } from '../../support/codec.ts';

const test = suite('wire/fscc/entry-chain');

/** Records of one 32-bit field. */
const read = (bytes: Buffer) => readEntryChain(new Reader(bytes), (record) => record.u32());

const assertRefused = (bytes: Buffer, why: string) =>
  assert.throws(
    () => read(bytes),
    (error: unknown) => error instanceof MalformedError,
    why,
  );

test('records follow each other until one has no next', () => {
  const bytes = fields(
    ['NextEntryOffset', '08000000'],
    ['first', '01000000'],
    ['NextEntryOffset', '10000000'],
    ['second', '02000000'],
    ['padding', 'ffffffffffffffff'],
    ['NextEntryOffset', '00000000'],
    ['third', '03000000'],
    ['left over', 'ffff'],
  );
  assert.equal(read(bytes), [1, 2, 3]);
});

test('a record need not be aligned', () => {
  const bytes = fields(
    ['NextEntryOffset', '09000000'],
    ['first', '01000000'],
    ['padding', 'ff'],
    ['NextEntryOffset', '00000000'],
    ['second', '02000000'],
  );
  assert.equal(read(bytes), [1, 2]);
});

test('a record sees neither its neighbour nor what lies behind the chain', () => {
  const bytes = fields(
    ['outside', 'ffffffff'],
    ['NextEntryOffset', '08000000'],
    ['first', '01000000'],
    ['NextEntryOffset', '00000000'],
    ['second', '02000000'],
    ['outside', 'ffffffff'],
  );
  const remaining = readEntryChain(new Reader(bytes, 4, 20), (record) => record.remaining);
  assert.equal(remaining, [4, 4]);
});

test('a next record that starts inside this one, or nowhere, is refused', () => {
  for (const next of [1, 3, 4, 7, 16, 17, 0x7fffffff, 0xfffffff8, 0xffffffff]) {
    const bytes = fields(
      ['NextEntryOffset', '00000000'],
      ['first', '01000000'],
      ['NextEntryOffset', '00000000'],
      ['second', '02000000'],
    );
    bytes.writeUInt32LE(next, 0);
    assertRefused(bytes, `NextEntryOffset ${next}`);
  }
});

test('a chain without a whole record is refused', () => {
  for (let length = 0; length < 8; length++) assertRefused(Buffer.alloc(length), `${length} bytes`);
});

test('written records are aligned to where the chain starts, and the last one has no next', () => {
  const w = new Writer();
  w.begin(0);
  w.u8(0xee);
  const chain = new EntryChainWriter(w, 8);
  for (const text of ['a', 'bcde', 'f']) {
    chain.begin();
    w.bytes(Buffer.from(text));
  }
  const expected = fields(
    ['before', 'ee'],
    ['NextEntryOffset', '08000000'],
    ['first', Buffer.from('a')],
    ['padding', '000000'],
    ['NextEntryOffset', '08000000'],
    ['second', Buffer.from('bcde')],
    ['NextEntryOffset', '00000000'],
    ['third', Buffer.from('f')],
  );
  assert.is(Buffer.concat(w.finish()).toString('hex'), expected.toString('hex'));
  assert.is(chain.length, 21);
  assert.is(chain.padding, 3);
});

test.run();
