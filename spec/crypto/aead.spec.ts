import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  AEAD_AES_128_CCM,
  AEAD_AES_128_GCM,
  AEAD_AES_256_CCM,
  AEAD_AES_256_GCM,
  type AeadAlgorithm,
  open,
  seal,
} from '../../lib/crypto/aead.ts';
import { SecurityError } from '../../lib/errors.ts';

const test = suite('crypto/aead');
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

interface Example {
  readonly algorithm: AeadAlgorithm;
  readonly key: string;
  readonly nonce: string;
  readonly aad: string;
  readonly plaintext: string;
  readonly ciphertext: string;
  readonly tag: string;
}

// NIST CAVP: CCM from VNT128 and VNT256, whose counts of nonce, associated data and tag are SMB's; GCM from gcmEncryptExtIV.
const EXAMPLES: readonly Example[] = [
  {
    algorithm: AEAD_AES_128_CCM,
    key: 'e6ab9e70a4fb51b01c2e262233e64c0d',
    nonce: '74e689eb5af9441dd690a6',
    aad: '42f6518ee0fbe42f28e13b4bb2eb60517b37c9744394d9143393a879c3e107c7',
    plaintext: 'ba15916733550d7aa82b2f6b117cd3f54c83ddc16cd0288a',
    ciphertext: 'dcc151443288f35d39ed8fae6f0ce1d1eb656f4f7fd65c0b',
    tag: '16f322ce85d7c54e71ac560fd4da9651',
  },
  {
    algorithm: AEAD_AES_256_CCM,
    key: '97bc7482a87ba005475dfa3448f59d4b3f9c4c969d08b39b1b21ef965c0f5125',
    nonce: '0bcf78103ec52d6df28887',
    aad: '049c10f0cb37ae08eae2d0766563b7c5a8454f841c2061a4f71a0a2158ae6ce5',
    plaintext: 'b99bf4dc781795fc4d3a8467b06e1665d4e543657f23129f',
    ciphertext: '0d3891fa0caac1f7ebe41b480920ffd34d4155064c24f3b1',
    tag: '7a483163dd8f228d1f20cd4f86cf38fd',
  },
  {
    algorithm: AEAD_AES_128_GCM,
    key: 'fe47fcce5fc32665d2ae399e4eec72ba',
    nonce: '5adb9609dbaeb58cbd6e7275',
    aad: '88319d6e1d3ffa5f987199166c8a9b56c2aeba5a',
    plaintext: '7c0e88c88899a779228465074797cd4c2e1498d259b54390b85e3eef1c02df60e743f1b840382c4bccaf3bafb4ca8429bea063',
    ciphertext:
      '98f4826f05a265e6dd2be82db241c0fbbbf9ffb1c173aa83964b7cf5393043736365253ddbc5db8778371495da76d269e5db3e',
    tag: '291ef1982e4defedaa2249f898556b47',
  },
  {
    algorithm: AEAD_AES_256_GCM,
    key: '24501ad384e473963d476edcfe08205237acfd49b5b8f33857f8114e863fec7f',
    nonce: '9ff18563b978ec281b3f2794',
    aad: 'adb5ec720ccf9898500028bf34afccbcaca126ef',
    plaintext: '27f348f9cdc0c5bd5e66b1ccb63ad920ff2219d14e8d631b3872265cf117ee86757accb158bd9abb3868fdc0d0b074b5f01b2c',
    ciphertext:
      'eb7cb754c824e8d96f7c6d9b76c7d26fb874ffbf1d65c6f64a698d839b0b06145dae82057ad55994cf59ad7f67c0fa5e85fab8',
    tag: 'bc95c532fecc594c36d1550286a7a3f0',
  },
];

for (const example of EXAMPLES) {
  const { algorithm } = example;
  const key = hex(example.key);
  const nonce = hex(example.nonce);
  const aad = hex(example.aad);
  const plaintext = hex(example.plaintext);
  const ciphertext = hex(example.ciphertext);
  const tag = hex(example.tag);

  test(`${algorithm.name}: the example has the sizes that SMB uses`, () => {
    assert.is(key.length, algorithm.keySize);
    assert.is(nonce.length, algorithm.nonceSize);
    assert.is(tag.length, 16);
  });

  test(`${algorithm.name}: seals NIST's example, wherever it is cut`, () => {
    for (let cut = 0; cut <= plaintext.length; cut++) {
      const sealed = seal(algorithm, key, nonce, aad, [plaintext.subarray(0, cut), plaintext.subarray(cut)]);
      assert.is(Buffer.concat(sealed.ciphertext).toString('hex'), example.ciphertext);
      assert.is(sealed.tag.toString('hex'), example.tag);
    }
  });

  test(`${algorithm.name}: opens NIST's example, wherever it is cut`, () => {
    assert.is(open(algorithm, key, nonce, aad, [ciphertext], tag).toString('hex'), example.plaintext);
    for (let cut = 0; cut <= ciphertext.length; cut++) {
      const opened = open(algorithm, key, nonce, aad, [ciphertext.subarray(0, cut), ciphertext.subarray(cut)], tag);
      assert.is(opened.toString('hex'), example.plaintext);
    }
  });

  test(`${algorithm.name}: any one bit flipped is noticed`, () => {
    for (const [name, part] of Object.entries({ key, nonce, aad, ciphertext, tag })) {
      for (let bit = 0; bit < part.length * 8; bit++) {
        const flipped = Buffer.from(part);
        flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const parts = { key, nonce, aad, ciphertext, tag, [name]: flipped };
        assert.throws(
          () => open(algorithm, parts.key, parts.nonce, parts.aad, [parts.ciphertext], parts.tag),
          (error: unknown) => error instanceof SecurityError,
          `bit ${bit} of the ${name}`,
        );
      }
    }
  });

  test(`${algorithm.name}: a part of the tag is not enough`, () => {
    for (const length of [0, 4, 8, 12, 15]) {
      assert.throws(() => open(algorithm, key, nonce, aad, [ciphertext], tag.subarray(0, length)), /tag/i);
    }
  });

  test(`${algorithm.name}: megabytes survive, sealed in pieces and opened whole or in others`, () => {
    const header = randomBytes(112);
    const payload = randomBytes(1_500_001);
    const sealed = seal(algorithm, key, nonce, aad, [header, payload]);
    const whole = Buffer.concat(sealed.ciphertext);
    const expected = Buffer.concat([header, payload]);
    assert.is(whole.length, expected.length);
    assert.ok(open(algorithm, key, nonce, aad, [whole], sealed.tag).equals(expected));
    const halves = [whole.subarray(0, 777_777), whole.subarray(777_777)];
    assert.ok(open(algorithm, key, nonce, aad, halves, sealed.tag).equals(expected));
  });

  test(`${algorithm.name}: neither direction works in the memory it is given`, () => {
    const given = Buffer.from(plaintext);
    const sealed = Buffer.concat(seal(algorithm, key, nonce, aad, [given]).ciphertext);
    assert.equal(given, plaintext);
    const opened = open(algorithm, key, nonce, aad, [sealed], tag);
    sealed.fill(0);
    assert.equal(opened, plaintext);
  });
}

test.run();
