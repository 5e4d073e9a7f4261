import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NonceSequence } from '../../lib/crypto/nonce-sequence.ts';
import { SecurityError } from '../../lib/errors.ts';

const test = suite('crypto/nonce-sequence');

const take = (nonces: NonceSequence, count: number): Buffer[] => Array.from({ length: count }, () => nonces.next());
const distinct = (nonces: readonly Buffer[]): number => new Set(nonces.map((nonce) => nonce.toString('hex'))).size;
const counterOf = (nonce: Buffer): bigint => BigInt(`0x${Buffer.from(nonce.subarray(2)).reverse().toString('hex')}`);

for (const size of [11, 12]) {
  test(`counts up by one behind the channel, carrying over bytes, in nonces of ${size} bytes`, () => {
    const nonces = take(new NonceSequence(size, 0x0102), 70_000);
    const modulus = 1n << BigInt(8 * (size - 2));
    let expected = counterOf(nonces[0] ?? Buffer.alloc(size));
    for (const nonce of nonces) {
      if (counterOf(nonce) !== expected) assert.unreachable(`${nonce.toString('hex')} is out of order`);
      expected = (expected + 1n) % modulus;
    }
    assert.ok(nonces.every((nonce) => nonce.length === size && nonce.readUInt16LE() === 0x0102));
    assert.is(distinct(nonces), nonces.length);
  });
}

test('shares no nonce between two channels, nor between two sequences of one channel', () => {
  const sequences = [new NonceSequence(11, 0), new NonceSequence(11, 1), new NonceSequence(11, 1)];
  const nonces = sequences.flatMap((sequence) => take(sequence, 10_000));
  assert.is(distinct(nonces), nonces.length);
});

test('starts anywhere', () => {
  assert.is(distinct(Array.from({ length: 100 }, () => new NonceSequence(12, 0).next())), 100);
});

test('gives each nonce memory of its own', () => {
  const nonces = new NonceSequence(12, 0);
  const first = nonces.next();
  const copy = Buffer.from(first);
  nonces.next();
  assert.equal(first, copy);
});

test('refuses to go on once the nonces are used up', () => {
  const nonces = new NonceSequence(12, 0, 3);
  take(nonces, 3);
  for (let i = 0; i < 2; i++) {
    assert.throws(
      () => nonces.next(),
      (error: unknown) => error instanceof SecurityError,
    );
  }
});

test.run();
