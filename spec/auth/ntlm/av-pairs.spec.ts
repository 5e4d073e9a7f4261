import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  avFlags,
  avTimestamp,
  findAvPair,
  MsvAvFlags,
  MsvAvNbComputerName,
  MsvAvNbDomainName,
  MsvAvTimestamp,
  readAvPairs,
  writeAvPairs,
} from '../../../lib/auth/ntlm/av-pairs.ts';
import { MalformedError } from '../../../lib/errors.ts';
import { assertTruncationRefused, fields, utf16 } from '../../support/codec.ts';
import { TARGET_INFO } from './example.ts';

const test = suite('auth/ntlm/av-pairs');

const malformed = (error: unknown): boolean => error instanceof MalformedError;

const PAIRS = [
  { avId: MsvAvNbDomainName, value: utf16('Domain') },
  { avId: MsvAvNbComputerName, value: utf16('Server') },
];

test('the pairs of the specification are read and written', () => {
  assert.equal(readAvPairs(TARGET_INFO), PAIRS);
  assert.equal(writeAvPairs(PAIRS), TARGET_INFO);
  assert.is(findAvPair(PAIRS, MsvAvNbComputerName)?.toString('utf16le'), 'Server');
  assert.is(findAvPair(PAIRS, MsvAvFlags), undefined);
});

test('what follows the end is ignored', () => {
  assert.equal(readAvPairs(Buffer.concat([TARGET_INFO, Buffer.alloc(7, 0xff)])), PAIRS);
});

test('pairs without an end, or cut short at any byte, are malformed', () => {
  assertTruncationRefused(TARGET_INFO, readAvPairs);
});

test('a length that reaches beyond the pairs is malformed', () => {
  const bytes = fields(['AvId', '0100'], ['AvLen', 'ffff'], ['Value', '5300'], ['MsvAvEOL', '00000000']);
  assert.throws(() => readAvPairs(bytes), malformed);
});

test('flags are 0 where there are none', () => {
  assert.is(avFlags(PAIRS), 0);
  assert.is(avFlags([{ avId: MsvAvFlags, value: Buffer.from('02000080', 'hex') }]), 0x80000002);
  assert.throws(() => avFlags([{ avId: MsvAvFlags, value: Buffer.alloc(3) }]), malformed);
});

test('a timestamp is a FILETIME', () => {
  assert.is(avTimestamp(PAIRS), undefined);
  assert.is(
    avTimestamp([{ avId: MsvAvTimestamp, value: Buffer.from('0080c0e97a98da01', 'hex') }]),
    0x01da987a_e9c08000n,
  );
  assert.throws(() => avTimestamp([{ avId: MsvAvTimestamp, value: Buffer.alloc(9) }]), malformed);
});

test.run();
