import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { extendPreauthHash, INITIAL_PREAUTH_HASH } from '../../lib/crypto/preauth.ts';
import { PREAUTH_CHAIN } from '../security/microsoft-examples.ts';

const test = suite('crypto/preauth');

test("follows the setup of Microsoft's example session, message by message", () => {
  let value = INITIAL_PREAUTH_HASH;
  for (const { name, message, hash } of PREAUTH_CHAIN) {
    value = extendPreauthHash(value, [message]);
    assert.is(value.toString('hex'), hash.toString('hex'), name);
  }
});

test('hashes pieces as it hashes them joined, and leaves the value before as it was', () => {
  const [first] = PREAUTH_CHAIN;
  if (first === undefined) throw new Error('no example');
  const pieces = [first.message.subarray(0, 64), first.message.subarray(64, 100), first.message.subarray(100)];
  assert.equal(extendPreauthHash(INITIAL_PREAUTH_HASH, pieces), first.hash);
  assert.equal(INITIAL_PREAUTH_HASH, Buffer.alloc(64));
});

test.run();
