import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deriveKey } from '../../lib/crypto/kdf.ts';
import { deriveSessionKeys } from '../../lib/security/session-keys.ts';
import { KEYS } from './microsoft-examples.ts';

const test = suite('security/session-keys');
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

for (const example of KEYS) {
  test(`derives the keys of Microsoft's example of ${example.name}`, () => {
    const client = deriveSessionKeys({ ...example, role: 'client' });
    const server = deriveSessionKeys({ ...example, role: 'server' });
    for (const keys of [client, server]) {
      assert.equal(keys.signingKey, example.signingKey);
      if (example.applicationKey) assert.equal(keys.applicationKey, example.applicationKey);
    }
    if (example.encryptionKey) {
      assert.equal(client.encryptionKey, example.encryptionKey);
      assert.equal(server.decryptionKey, example.encryptionKey);
    }
    if (example.decryptionKey) {
      assert.equal(client.decryptionKey, example.decryptionKey);
      assert.equal(server.encryptionKey, example.decryptionKey);
    }
  });
}

const PREAUTH_HASH = Buffer.alloc(64, 0x5a);
const LONG_KEY = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
const derive = (dialect: number, sessionKey: Buffer, cipherId?: number) =>
  deriveSessionKeys({ role: 'client', dialect, sessionKey, preauthHash: PREAUTH_HASH, cipherId });

test('2.0.2 and 2.1 sign with the session key itself and encrypt nothing', () => {
  for (const dialect of [0x0202, 0x0210]) {
    const keys = derive(dialect, LONG_KEY);
    assert.equal(keys.signingKey, LONG_KEY.subarray(0, 16));
    assert.equal(keys.applicationKey, LONG_KEY.subarray(0, 16));
    assert.is(keys.encryptionKey, undefined);
    assert.is(keys.decryptionKey, undefined);
  }
});

test('3.0.2 derives as 3.0 does', () => {
  assert.equal(derive(0x0302, LONG_KEY, 1), derive(0x0300, LONG_KEY, 1));
});

test('without a cipher there is nothing to encrypt with', () => {
  for (const dialect of [0x0300, 0x0302, 0x0311]) {
    const keys = derive(dialect, LONG_KEY);
    assert.is(keys.encryptionKey, undefined);
    assert.is(keys.decryptionKey, undefined);
    assert.is(keys.signingKey.length, 16);
  }
});

test('AES-128 and signing use the first 16 bytes of a longer session key', () => {
  for (const cipherId of [1, 2]) {
    assert.equal(derive(0x0311, LONG_KEY, cipherId), derive(0x0311, LONG_KEY.subarray(0, 16), cipherId));
  }
});

test('AES-256 derives 256 bits from the whole session key, and signs with 128 bits from its first half', () => {
  for (const cipherId of [3, 4]) {
    const keys = derive(0x0311, LONG_KEY, cipherId);
    assert.equal(keys.encryptionKey, deriveKey(LONG_KEY, ascii('SMBC2SCipherKey\0'), PREAUTH_HASH, 256));
    assert.equal(keys.decryptionKey, deriveKey(LONG_KEY, ascii('SMBS2CCipherKey\0'), PREAUTH_HASH, 256));
    const short = derive(0x0311, LONG_KEY.subarray(0, 16), cipherId);
    assert.equal(keys.signingKey, short.signingKey);
    assert.equal(keys.applicationKey, short.applicationKey);
    assert.not.equal(keys.encryptionKey, short.encryptionKey);
  }
});

test('a session key of less than 16 bytes is padded with zeros', () => {
  const short = LONG_KEY.subarray(0, 8);
  const padded = Buffer.concat([short], 16);
  assert.equal(derive(0x0210, short).signingKey, padded);
  assert.equal(derive(0x0311, short, 2), derive(0x0311, padded, 2));
});

test('the keys do not share memory with what they came from', () => {
  const sessionKey = Buffer.from(LONG_KEY);
  const keys = derive(0x0210, sessionKey);
  sessionKey.fill(0);
  assert.equal(keys.signingKey, LONG_KEY.subarray(0, 16));
});

test.run();
