import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { aesGmac } from '../../lib/crypto/gmac.ts';
import type { Role } from '../../lib/security/role.ts';
import { MessageSigner } from '../../lib/security/signing.ts';
import { SMB2_FLAGS_SERVER_TO_REDIR, SMB2_FLAGS_SIGNED, writeHeader } from '../../lib/wire/header.ts';
import { Writer } from '../../lib/wire/writer.ts';
import { SIGNED_MESSAGES } from './microsoft-examples.ts';

const test = suite('security/signing');

const ALGORITHMS = [
  ['HMAC-SHA256', 0],
  ['AES-CMAC', 1],
  ['AES-GMAC', 2],
] as const;
const WRITE = 0x0009;
const CANCEL = 0x000c;
const KEY = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');

/** A message of one end, with a payload behind it. */
function messageOf(sender: Role, payload = Buffer.from('payload'), command = WRITE, messageId = 0x1_0000_0007): Buffer {
  const w = new Writer();
  w.begin(0);
  writeHeader(w, {
    creditCharge: 1,
    status: 0,
    command,
    credits: 1,
    flags: sender === 'server' ? SMB2_FLAGS_SERVER_TO_REDIR : 0,
    messageId,
    asyncId: 0n,
    treeId: 5,
    sessionId: 0x1122334455667788n,
  });
  w.bytes(payload);
  return Buffer.concat(w.finish());
}

for (const { name, sender, signingKey, message } of SIGNED_MESSAGES) {
  test(`verifies ${name} of Microsoft's example, and signs it alike`, () => {
    const receiver = sender === 'client' ? 'server' : 'client';
    assert.ok(new MessageSigner(receiver, 1, signingKey).verify([message]));
    const again = Buffer.from(message);
    again.fill(0, 48, 64);
    new MessageSigner(sender, 1, signingKey).sign([again]);
    assert.equal(again, message);
  });
}

for (const [name, id] of ALGORITHMS) {
  const client = new MessageSigner('client', id, KEY);
  const server = new MessageSigner('server', id, KEY);

  test(`${name}: each end verifies what the other signs, cut into pieces behind the header or not`, () => {
    for (const [sender, signer, verifier] of [
      ['client', client, server],
      ['server', server, client],
    ] as const) {
      for (const length of [0, 1, 15, 16, 17, 100, 70_000]) {
        const message = messageOf(sender, randomBytes(length));
        const pieces = [message.subarray(0, 64), message.subarray(64, 80), message.subarray(80)];
        signer.sign(pieces);
        assert.ok(message.readUInt32LE(16) & SMB2_FLAGS_SIGNED);
        assert.ok(verifier.verify([message]), `${length} bytes whole`);
        assert.ok(verifier.verify(pieces), `${length} bytes in pieces`);
      }
    }
  });

  test(`${name}: any one bit flipped is noticed`, () => {
    for (const [sender, signer, verifier] of [
      ['client', client, server],
      ['server', server, client],
    ] as const) {
      const message = messageOf(sender);
      signer.sign([message]);
      for (let bit = 0; bit < message.length * 8; bit++) {
        const flipped = Buffer.from(message);
        flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        assert.not(verifier.verify([flipped]), `bit ${bit & 7} of byte ${bit >> 3}`);
      }
    }
  });

  test(`${name}: a message is not verified under another key, shortened or lengthened`, () => {
    const message = messageOf('client');
    client.sign([message]);
    assert.not(new MessageSigner('server', id, randomBytes(16)).verify([message]));
    assert.not(server.verify([message.subarray(0, -1)]));
    assert.not(server.verify([message, Buffer.alloc(1)]));
  });

  test(`${name}: a message sent back to its sender is not verified`, () => {
    const message = messageOf('client');
    client.sign([message]);
    assert.not(client.verify([message]));
  });

  test(`${name}: verifying leaves the message as it was, whatever comes of it`, () => {
    const message = messageOf('client');
    client.sign([message]);
    const copy = Buffer.from(message);
    assert.ok(server.verify([message]));
    assert.equal(message, copy);
    copy.writeUInt8(copy.readUInt8(63) ^ 1, 63);
    const wrong = Buffer.from(copy);
    assert.not(server.verify([wrong]));
    assert.equal(wrong, copy);
  });

  test(`${name}: signing again gives the same signature, whatever the field held before`, () => {
    const message = messageOf('client');
    client.sign([message]);
    const copy = Buffer.from(message);
    client.sign([message]);
    assert.equal(message, copy);
  });
}

test('AES-GMAC: the nonce is the MessageId, a bit for the server and a bit for CANCEL', () => {
  for (const [sender, command, bits] of [
    ['client', WRITE, 0],
    ['server', WRITE, 1],
    ['client', CANCEL, 2],
  ] as const) {
    const message = messageOf(sender, undefined, command);
    const bare = Buffer.from(message);
    bare.writeUInt32LE(bare.readUInt32LE(16) | SMB2_FLAGS_SIGNED, 16);
    const nonce = Buffer.from('070000000100000000000000', 'hex');
    nonce.writeUInt8(bits, 8);
    new MessageSigner(sender, 2, KEY).sign([message]);
    assert.equal(message.subarray(48, 64), aesGmac(KEY, nonce, [bare]), `${sender}, command ${command}`);
  }
});

test('a header in two pieces, and an unknown algorithm, are the caller’s mistakes', () => {
  const message = messageOf('client');
  const signer = new MessageSigner('client', 1, KEY);
  assert.throws(() => signer.sign([message.subarray(0, 63), message.subarray(63)]), /header/);
  assert.throws(() => signer.verify([]), /header/);
  assert.throws(() => new MessageSigner('client', 3, KEY), RangeError);
});

test.run();
