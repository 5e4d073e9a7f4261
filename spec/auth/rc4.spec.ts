import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Rc4 } from '../../lib/auth/rc4.ts';

const test = suite('auth/rc4');

test('the key stream of a 40-bit key is that of RFC 6229', () => {
  const stream = new Rc4(Buffer.from('0102030405', 'hex')).update(Buffer.alloc(4112));
  assert.is(stream.toString('hex', 0, 16), 'b2396305f03dc027ccc3524a0a1118a8');
  assert.is(stream.toString('hex', 240, 256), '28cb1132c96ce286421dcaadb8b69eae');
  assert.is(stream.toString('hex', 4096, 4112), 'ff25b58995996707e51fbdf08b34d875');
});

test('the key stream of a 128-bit key is that of RFC 6229', () => {
  const stream = new Rc4(Buffer.from('0102030405060708090a0b0c0d0e0f10', 'hex')).update(Buffer.alloc(32));
  assert.is(stream.toString('hex'), '9ac7cc9a609d1ef7b2932899cde41b975248c4959014126a6e8a84f11d1a9e1c');
});

test('pieces are encrypted as the whole is', () => {
  const whole = new Rc4(Buffer.from('Secret')).update(Buffer.from('Attack at dawn'));
  assert.is(whole.toString('hex'), '45a01f645fc35b383552544b9bf5');
  const cipher = new Rc4(Buffer.from('Secret'));
  const pieces = [cipher.update(Buffer.from('Attack ')), cipher.update(Buffer.from('at dawn'))];
  assert.equal(Buffer.concat(pieces), whole);
});

test('what is encrypted stays as it was', () => {
  const plain = Buffer.from('Plaintext');
  new Rc4(Buffer.from('Key')).update(plain);
  assert.is(plain.toString(), 'Plaintext');
});

test.run();
