import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deriveKey } from '../../lib/crypto/kdf.ts';

const test = suite('crypto/kdf');
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

// RFC 8009 defines KDF-HMAC-SHA2 by the same section 5.1 of SP800-108, with the same counter and length fields.
const RFC_8009_BASE_KEY = hex('3705d96080c17728a0e800eab6e0d23c');

for (const [name, label, key] of [
  ['checksum', '0000000299', 'b31a018a48f54776f403e9a396325dc3'],
  ['encryption', '00000002aa', '9b197dd1e8c5609d6e67c3e37c62c72e'],
  ['integrity', '0000000255', '9fda0e56ab2d85e1569a688696c26a6c'],
] as const) {
  test(`derives the ${name} key of RFC 8009, of 128 bits and without a context`, () => {
    assert.is(deriveKey(RFC_8009_BASE_KEY, hex(label), Buffer.alloc(0), 128).toString('hex'), key);
  });
}

test('derives the pseudorandom value of RFC 8009, of 256 bits and with a context', () => {
  assert.is(
    deriveKey(RFC_8009_BASE_KEY, ascii('prf'), ascii('test'), 256).toString('hex'),
    '9d188616f63852fe86915bb840b4a886ff3e6bb0f819b49b893393d393854295',
  );
});

test("derives the signing key of Microsoft's SMB 3.0 example", () => {
  const sessionKey = hex('7cd451825d0450d235424e44ba6e78cc');
  const key = deriveKey(sessionKey, ascii('SMB2AESCMAC\0'), ascii('SmbSign\0'), 128);
  assert.is(key.toString('hex'), '0b7e9c5cac36c0f6ea9ab275298cedce');
});

test('derives a 256-bit key that does not begin with the 128-bit one', () => {
  const short = deriveKey(RFC_8009_BASE_KEY, ascii('a'), ascii('b'), 128);
  const long = deriveKey(RFC_8009_BASE_KEY, ascii('a'), ascii('b'), 256);
  assert.is(short.length, 16);
  assert.is(long.length, 32);
  assert.not.equal(long.subarray(0, 16), short);
});

test.run();
