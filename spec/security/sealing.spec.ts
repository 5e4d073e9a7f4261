import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError, SecurityError } from '../../lib/errors.ts';
import { FrameSealer } from '../../lib/security/sealing.ts';
import { FRAME_HEADROOM } from '../../lib/wire/writer.ts';
import { fields } from '../support/codec.ts';
import { SEALED_FRAMES } from './microsoft-examples.ts';

const test = suite('security/sealing');

const CIPHERS = [
  ['AES-128-CCM', 1, 16, 11],
  ['AES-128-GCM', 2, 16, 12],
  ['AES-256-CCM', 3, 32, 11],
  ['AES-256-GCM', 4, 32, 12],
] as const;
const SESSION_ID = 0x1122334455667788n;

const join = (sealed: readonly Buffer[]): Buffer => Buffer.concat(sealed).subarray(FRAME_HEADROOM);

for (const { name, cipherId, sessionId, key, sealed, plaintext } of SEALED_FRAMES) {
  test(`opens Microsoft's example of a ${name}`, () => {
    const sealer = new FrameSealer({ sessionId, cipherId, encryptionKey: key, decryptionKey: key, channel: 0 });
    assert.is(sealer.open([sealed]).toString('hex'), plaintext.toString('hex'));
  });
}

for (const [name, cipherId, keySize, nonceSize] of CIPHERS) {
  const clientToServer = randomBytes(keySize);
  const serverToClient = randomBytes(keySize);
  const sealerOf = (encryptionKey: Buffer, decryptionKey: Buffer, sessionId = SESSION_ID, channel = 0x0102) =>
    new FrameSealer({ sessionId, cipherId, encryptionKey, decryptionKey, channel });
  const client = sealerOf(clientToServer, serverToClient);
  const server = sealerOf(serverToClient, clientToServer);

  test(`${name}: puts headroom and a transform header in front`, () => {
    const plaintext = randomBytes(100);
    const [front = Buffer.alloc(0), ...ciphertext] = client.seal([plaintext]);
    assert.is(front.length, FRAME_HEADROOM + 52);
    const header = front.subarray(FRAME_HEADROOM);
    const expected = fields(
      ['ProtocolId', 'fd534d42'],
      ['Signature', header.subarray(4, 20)],
      ['Nonce: the channel', '0201'],
      ['Nonce: the counter', header.subarray(22, 20 + nonceSize)],
      ['Nonce: unused', Buffer.alloc(16 - nonceSize)],
      ['OriginalMessageSize', '64000000'],
      ['Reserved', '0000'],
      ['Flags', '0100'],
      ['SessionId', '8877665544332211'],
    );
    assert.is(header.toString('hex'), expected.toString('hex'));
    assert.is(Buffer.concat(ciphertext).length, plaintext.length);
    assert.not.equal(Buffer.concat(ciphertext), plaintext);
  });

  test(`${name}: each end opens what the other seals, however the frame comes in`, () => {
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      const plaintext = randomBytes(200);
      const sealed = join(one.seal([plaintext.subarray(0, 64), plaintext.subarray(64)]));
      assert.equal(other.open([sealed]), plaintext);
      for (let cut = 0; cut <= sealed.length; cut++) {
        assert.equal(other.open([sealed.subarray(0, cut), sealed.subarray(cut)]), plaintext, `cut at ${cut}`);
      }
      assert.equal(other.open([...sealed].map((byte) => Buffer.from([byte]))), plaintext);
    }
  });

  test(`${name}: what place decides about a large frame, GCM does, wherever the head ends; CCM gives the whole`, () => {
    const plaintext = randomBytes(200_000);
    const sealed = join(client.seal([plaintext]));
    for (const headLength of [0, 80, 65535, 65536, 65537, 200_000]) {
      const target = Buffer.alloc(plaintext.length - headLength);
      const asked: number[] = [];
      const opened = server.open([sealed], (beginning, length) => {
        assert.ok(beginning.equals(plaintext.subarray(0, beginning.length)));
        asked.push(length);
        return { headLength, target };
      });
      const whole = name.endsWith('GCM') ? Buffer.concat([opened, target]) : opened;
      assert.ok(whole.equals(plaintext), `${headLength} bytes of head`);
      assert.equal(asked, name.endsWith('GCM') ? [plaintext.length] : []);
    }
    assert.ok(server.open([sealed], () => undefined).equals(plaintext));
  });

  test(`${name}: megabytes survive, and are not copied into one piece by GCM`, () => {
    const header = randomBytes(112);
    const payload = randomBytes(1_048_576);
    const sealed = client.seal([header, payload]);
    if (name.endsWith('GCM')) assert.ok(sealed.every((piece) => piece.length <= 65536));
    assert.ok(server.open([join(sealed)]).equals(Buffer.concat([header, payload])));
  });

  test(`${name}: any one bit flipped is noticed`, () => {
    const sealed = join(client.seal([randomBytes(80)]));
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = Buffer.from(sealed);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      assert.throws(
        () => server.open([flipped]),
        (error: unknown) => error instanceof SecurityError || error instanceof MalformedError,
        `bit ${bit & 7} of byte ${bit >> 3}`,
      );
    }
    assert.is(server.open([sealed]).length, 80);
  });

  test(`${name}: a frame cut short or lengthened is malformed`, () => {
    const sealed = join(client.seal([randomBytes(80)]));
    for (let length = 0; length < sealed.length; length++) {
      assert.throws(
        () => server.open([sealed.subarray(0, length)]),
        (error: unknown) => error instanceof MalformedError,
        `${length} bytes`,
      );
    }
    assert.throws(
      () => server.open([sealed, Buffer.alloc(1)]),
      (error: unknown) => error instanceof MalformedError,
    );
  });

  test(`${name}: a frame of another session is refused, though its key fits`, () => {
    const stranger = sealerOf(clientToServer, serverToClient, SESSION_ID + 1n);
    assert.throws(() => server.open([join(stranger.seal([randomBytes(80)]))]), /another session/);
  });

  test(`${name}: a frame sent back to its sender is refused`, () => {
    assert.throws(
      () => client.open([join(client.seal([randomBytes(80)]))]),
      (error: unknown) => error instanceof SecurityError,
    );
  });

  test(`${name}: the plaintext neither changes nor shares memory with what is received`, () => {
    const plaintext = randomBytes(80);
    const copy = Buffer.from(plaintext);
    const sealed = join(client.seal([plaintext]));
    assert.equal(plaintext, copy);
    const received = Buffer.from(sealed);
    const opened = server.open([received]);
    assert.equal(received, sealed);
    received.fill(0);
    assert.equal(opened, copy);
  });

  test(`${name}: two channels of a session never use one nonce, nor does one channel twice`, () => {
    const channels = [client, sealerOf(clientToServer, serverToClient, SESSION_ID, 0x0103)];
    const nonces = channels.flatMap((channel) =>
      Array.from({ length: 500 }, () => join(channel.seal([randomBytes(64)])).toString('hex', 20, 36)),
    );
    assert.is(new Set(nonces).size, nonces.length);
  });
}

test('a cipher that is not one is the caller’s mistake', () => {
  const key = randomBytes(16);
  assert.throws(
    () => new FrameSealer({ sessionId: 1n, cipherId: 0, encryptionKey: key, decryptionKey: key, channel: 0 }),
    RangeError,
  );
});

test.run();
