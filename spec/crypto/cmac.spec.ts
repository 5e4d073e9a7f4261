import { createCipheriv, randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AesCmac } from '../../lib/crypto/cmac.ts';

const test = suite('crypto/cmac');
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

// RFC 4493 section 4, which are the AES-128 examples of SP800-38B too.
const KEY = hex('2b7e151628aed2a6abf7158809cf4f3c');
const MESSAGE = hex(
  '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51' +
    '30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710',
);
const EXAMPLES = [
  [0, 'bb1d6929e95937287fa37d129b756746'],
  [16, '070a16b46b4d4144f79bdd9dd04a287c'],
  [40, 'dfa66747de9ae63030ca32611497c827'],
  [64, '51f0bebf7e3b9d92fc49741779363cfe'],
] as const;

for (const [length, tag] of EXAMPLES) {
  test(`signs the ${length} bytes of RFC 4493`, () => {
    assert.is(new AesCmac(KEY).sign([MESSAGE.subarray(0, length)]).toString('hex'), tag);
  });
}

test('signs pieces as it signs them joined, wherever the cuts lie', () => {
  const cmac = new AesCmac(KEY);
  for (const [length, tag] of EXAMPLES) {
    for (let first = 0; first <= length; first++) {
      for (const second of [first, Math.min(first + 1, length), Math.min(first + 17, length), length]) {
        const pieces = [
          MESSAGE.subarray(0, first),
          MESSAGE.subarray(first, second),
          Buffer.alloc(0),
          MESSAGE.subarray(second, length),
        ];
        assert.is(cmac.sign(pieces).toString('hex'), tag, `${length} bytes cut at ${first} and ${second}`);
      }
    }
  }
});

test('signs byte by byte', () => {
  const bytes = [...MESSAGE].map((byte) => Buffer.from([byte]));
  assert.is(new AesCmac(KEY).sign(bytes).toString('hex'), EXAMPLES[3][1]);
});

test('signs megabytes, in slices, as one CBC over all of them does', () => {
  const key = randomBytes(16);
  const cmac = new AesCmac(key);
  for (const length of [65536, 65537, 3 * 65536 - 1, 1048576 + 112]) {
    const message = randomBytes(length);
    const pieces = [message.subarray(0, 112), message.subarray(112)];
    assert.equal(cmac.sign(pieces), cmacBySpecification(key, message), `${length} bytes`);
  }
});

test('signs any length up to two kilobytes, one message after another', () => {
  const key = randomBytes(16);
  const cmac = new AesCmac(key);
  const message = randomBytes(2048);
  for (let length = 2048; length >= 0; length--) {
    const part = message.subarray(0, length);
    const pieces = [part.subarray(0, 70), part.subarray(70, 1020), part.subarray(1020)];
    assert.equal(cmac.sign(pieces), cmacBySpecification(key, part), `${length} bytes`);
  }
});

test('does not change what it signs', () => {
  const message = Buffer.from(MESSAGE.subarray(0, 40));
  new AesCmac(KEY).sign([message]);
  assert.equal(message, MESSAGE.subarray(0, 40));
});

test('derives the subkeys of any key', () => {
  for (let i = 0; i < 64; i++) {
    const key = randomBytes(16);
    for (const length of [40, 48]) {
      const message = MESSAGE.subarray(0, length);
      assert.equal(new AesCmac(key).sign([message]), cmacBySpecification(key, message), key.toString('hex'));
    }
  }
});

/** The algorithm of SP800-38B 6.2 with numbers of 128 bits, over a joined message. */
function cmacBySpecification(key: Buffer, message: Buffer): Buffer {
  const double = (x: bigint): bigint => ((x << 1n) & (2n ** 128n - 1n)) ^ (x >> 127n ? 0x87n : 0n);
  const k1 = double(BigInt(`0x${ecb(key, Buffer.alloc(16)).toString('hex')}`));
  const whole = message.length > 0 && message.length % 16 === 0;
  const padded = whole ? message : Buffer.concat([message, hex('80'), Buffer.alloc(15 - (message.length % 16))]);
  const last = BigInt(`0x${padded.subarray(-16).toString('hex')}`) ^ (whole ? k1 : double(k1));
  const input = Buffer.concat([padded.subarray(0, -16), hex(last.toString(16).padStart(32, '0'))]);
  return createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).update(input).subarray(-16);
}

function ecb(key: Buffer, block: Buffer): Buffer {
  return createCipheriv('aes-128-ecb', key, null).update(block);
}

test.run();
