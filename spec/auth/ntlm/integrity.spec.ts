import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { messageSignature, NtlmIntegrity, sealKey, signKey } from '../../../lib/auth/ntlm/integrity.ts';
import { Rc4 } from '../../../lib/auth/rc4.ts';
import { flippedBits } from '../flipped-bits.ts';
import * as example from './example.ts';

const test = suite('auth/ntlm/integrity');

test('the keys of a client are those of the specification', () => {
  assert.equal(sealKey(example.RANDOM_SESSION_KEY, 'client'), example.CLIENT_SEAL_KEY);
  assert.equal(signKey(example.RANDOM_SESSION_KEY, 'client'), example.CLIENT_SIGN_KEY);
});

test('the signature of a sealed message is that of the specification', () => {
  const handle = new Rc4(example.CLIENT_SEAL_KEY);
  assert.equal(handle.update(example.PLAINTEXT), example.SEALED);
  assert.equal(messageSignature(example.CLIENT_SIGN_KEY, handle, 0, example.PLAINTEXT), example.SIGNATURE);
});

test('without key exchange the checksum is not encrypted', () => {
  const signature = messageSignature(example.CLIENT_SIGN_KEY, undefined, 0, example.PLAINTEXT);
  assert.is(signature.toString('hex'), '01000000 70352851f2564309 00000000'.replaceAll(' ', ''));
});

for (const keyExchanged of [true, false]) {
  const how = keyExchanged ? 'with' : 'without';

  test(`each side verifies what the other has signed, ${how} key exchange`, () => {
    const client = new NtlmIntegrity(example.RANDOM_SESSION_KEY, keyExchanged, 'client');
    const server = new NtlmIntegrity(example.RANDOM_SESSION_KEY, keyExchanged, 'server');
    const data = Buffer.from('a list of mechanisms');
    assert.ok(server.verifyMic(data, client.getMic(data)));
    assert.ok(client.verifyMic(data, server.getMic(data)));
    assert.equal(client.getMic(data), client.getMic(data), 'from the initial key state');
  });

  test(`a code that is changed, cut, reflected or of other data is refused, ${how} key exchange`, () => {
    const client = new NtlmIntegrity(example.RANDOM_SESSION_KEY, keyExchanged, 'client');
    const server = new NtlmIntegrity(example.RANDOM_SESSION_KEY, keyExchanged, 'server');
    const data = Buffer.from('a list of mechanisms');
    const mic = client.getMic(data);
    for (const [changed, bit] of flippedBits(mic)) assert.not(server.verifyMic(data, changed), `bit ${bit}`);
    assert.not(server.verifyMic(data, mic.subarray(0, 15)));
    assert.not(server.verifyMic(data, Buffer.concat([mic, Buffer.alloc(1)])));
    assert.not(server.verifyMic(data, Buffer.alloc(0)));
    assert.not(client.verifyMic(data, mic));
    assert.not(server.verifyMic(Buffer.from('another list'), mic));
  });
}

test.run();
