import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hmacSha256 } from '../../lib/crypto/hmac-sha256.ts';

const test = suite('crypto/hmac-sha256');

test('gives the truncated HMAC of RFC 4231, test case 5', () => {
  const tag = hmacSha256(Buffer.alloc(20, 0x0c), [Buffer.from('Test With Truncation')]);
  assert.is(tag.toString('hex'), 'a3b6167473100ee06e0c796c2955552b');
});

test('signs pieces as it signs them joined', () => {
  const pieces = ['Test ', '', 'With', ' Truncation'].map((text) => Buffer.from(text));
  assert.is(hmacSha256(Buffer.alloc(20, 0x0c), pieces).toString('hex'), 'a3b6167473100ee06e0c796c2955552b');
});

test.run();
