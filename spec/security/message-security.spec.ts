import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MessageSecurity } from '../../lib/connection/message-security.ts';
import { SecurityError } from '../../lib/errors.ts';
import { createMessageSecurity } from '../../lib/security/message-security.ts';
import type { Role } from '../../lib/security/role.ts';
import { deriveSessionKeys } from '../../lib/security/session-keys.ts';
import { MessageSigner } from '../../lib/security/signing.ts';
import { PROTOCOL_ID, SMB2_FLAGS_SERVER_TO_REDIR } from '../../lib/wire/header.ts';
import { TRANSFORM_NONCE_OFFSET } from '../../lib/wire/transform-header.ts';
import { FRAME_HEADROOM } from '../../lib/wire/writer.ts';

const test = suite('security/message-security');

const MATERIAL = { sessionKey: randomBytes(32), preauthHash: randomBytes(64) };

function securityOf(role: Role, dialect: number, signingAlgorithmId?: number, cipherId?: number): MessageSecurity {
  const keys = deriveSessionKeys({ ...MATERIAL, role, dialect, cipherId });
  return createMessageSecurity({ role, sessionId: 7n, dialect, signingAlgorithmId, cipherId, keys });
}

function messageOf(sender: Role): Buffer {
  const message = randomBytes(120);
  message.writeUInt32LE(PROTOCOL_ID, 0);
  message.writeUInt32LE(sender === 'server' ? SMB2_FLAGS_SERVER_TO_REDIR : 0, 16);
  return message;
}

test('both ends of a session agree, in every dialect and with every algorithm', () => {
  for (const [dialect, signingAlgorithmId, cipherId] of [
    [0x0202, undefined, undefined],
    [0x0210, undefined, undefined],
    [0x0300, undefined, 1],
    [0x0302, undefined, 1],
    [0x0311, undefined, 1],
    [0x0311, 0, 2],
    [0x0311, 1, 3],
    [0x0311, 2, 4],
  ] as const) {
    const client = securityOf('client', dialect, signingAlgorithmId, cipherId);
    const server = securityOf('server', dialect, signingAlgorithmId, cipherId);
    for (const [sender, one, other] of [
      ['client', client, server],
      ['server', server, client],
    ] as const) {
      const message = messageOf(sender);
      one.sign([message]);
      assert.ok(other.verify([message]));
      if (cipherId !== undefined) {
        assert.equal(other.open([Buffer.concat(one.seal([message])).subarray(FRAME_HEADROOM)]), message);
      }
    }
  }
});

test('without a negotiated algorithm a dialect signs with its own', () => {
  for (const [dialect, algorithmId] of [
    [0x0202, 0],
    [0x0210, 0],
    [0x0300, 1],
    [0x0302, 1],
    [0x0311, 1],
  ] as const) {
    const message = messageOf('client');
    securityOf('client', dialect).sign([message]);
    const { signingKey } = deriveSessionKeys({ ...MATERIAL, role: 'server', dialect, cipherId: undefined });
    assert.ok(new MessageSigner('server', algorithmId, signingKey).verify([message]), dialect.toString(16));
  }
});

test('without a cipher nothing is sealed or opened', () => {
  const security = securityOf('client', 0x0311);
  for (const attempt of [() => security.seal([messageOf('client')]), () => security.open([messageOf('server')])]) {
    assert.throws(attempt, (error: unknown) => error instanceof SecurityError);
  }
});

test('seals under its channel, 0 unless told', () => {
  const keys = deriveSessionKeys({ ...MATERIAL, role: 'client', dialect: 0x0311, cipherId: 2 });
  const options = { role: 'client', sessionId: 7n, dialect: 0x0311, cipherId: 2, keys } as const;
  for (const [channel, inNonce] of [
    [undefined, 0],
    [0x1234, 0x1234],
  ] as const) {
    const sealed = Buffer.concat(createMessageSecurity({ ...options, channel }).seal([messageOf('client')]));
    assert.is(sealed.readUInt16LE(FRAME_HEADROOM + TRANSFORM_NONCE_OFFSET), inNonce);
  }
});

test('tells whose messages it protects, and none of its secrets', () => {
  const security = securityOf('client', 0x0311, 2, 2);
  assert.is(security.sessionId, 7n);
  assert.equal(
    Object.entries(security)
      .filter(([, value]) => typeof value !== 'function')
      .map(([name]) => name),
    ['sessionId'],
  );
});

test.run();
