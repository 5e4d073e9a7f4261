import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { md4 } from '../../lib/auth/md4.ts';

const test = suite('auth/md4');

/** RFC 1320, appendix A.5 */
const VECTORS = [
  ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
  ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
  ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
  ['message digest', 'd9130a8164549fe818874806e1c7014b'],
  ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
  [
    '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
    'e33b4ddc9c38f2199c3e7b164fcc0536',
  ],
] as const;

test('digests are those of RFC 1320', () => {
  for (const [text, digest] of VECTORS) assert.is(md4(Buffer.from(text)).toString('hex'), digest);
});

test('a view into a larger buffer is digested alone', () => {
  assert.is(md4(Buffer.from('xxabcxx').subarray(2, 5)).toString('hex'), 'a448017aaf21d8525fc10ae87aa6729d');
});

test.run();
