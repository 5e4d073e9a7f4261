import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { extendPreauthHash, INITIAL_PREAUTH_HASH } from '../../lib/crypto/preauth.ts';
import { createMessageSecurity, type SessionMessageSecurity } from '../../lib/security/message-security.ts';
import type { Role } from '../../lib/security/role.ts';
import { deriveSessionKeys, type SessionKeys } from '../../lib/security/session-keys.ts';
import { splitCompound } from '../../lib/wire/compound.ts';
import { readHeader, SMB2_FLAGS_RELATED_OPERATIONS, SMB2_FLAGS_SIGNED } from '../../lib/wire/header.ts';
import { STATUS_PENDING } from '../../lib/wire/ntstatus.ts';
import { Reader } from '../../lib/wire/reader.ts';
import { TRANSFORM_PROTOCOL_ID } from '../../lib/wire/transform-header.ts';
import { FRAME_HEADROOM } from '../../lib/wire/writer.ts';
import { type Capture, type CapturedFrame, preauthMessages, readCaptures } from './capture.ts';

const test = suite('security/captures');
const captures = readCaptures();

const CONTENT = Buffer.from('A file that was written, then read.\n');

function keysOf(capture: Capture, role: Role): SessionKeys {
  const { dialect, cipherId, sessionKey } = capture;
  const preauthHash = preauthMessages(capture).reduce(
    (value, message) => extendPreauthHash(value, [message]),
    INITIAL_PREAUTH_HASH,
  );
  return deriveSessionKeys({ role, dialect, sessionKey, preauthHash, cipherId });
}

function securityOf(capture: Capture, role: Role): SessionMessageSecurity {
  const { sessionId, dialect, signingAlgorithmId, cipherId } = capture;
  return createMessageSecurity({ role, sessionId, dialect, signingAlgorithmId, cipherId, keys: keysOf(capture, role) });
}

const other = (role: Role): Role => (role === 'client' ? 'server' : 'client');
const isSealed = ({ bytes }: CapturedFrame): boolean => bytes.readUInt32LE() === TRANSFORM_PROTOCOL_ID;
const headerOf = (message: Buffer) => readHeader(new Reader(message));

interface CapturedMessage {
  readonly sender: Role;
  readonly message: Buffer;
}

/** The messages of the session that came in the clear: the final SESSION_SETUP response, and what is not sealed. */
function clearMessages(capture: Capture): CapturedMessage[] {
  const frames = [...capture.setup.slice(-1), ...capture.protected.filter((frame) => !isSealed(frame))];
  return frames.flatMap(({ sender, bytes }) =>
    splitCompound(bytes).map(({ start, end }) => ({ sender, message: bytes.subarray(start, end) })),
  );
}

const signedMessages = (capture: Capture): CapturedMessage[] =>
  clearMessages(capture).filter(({ message }) => headerOf(message).flags & SMB2_FLAGS_SIGNED);

test('the captures hold every signing algorithm and every cipher', () => {
  const signed = captures.filter((capture) => !capture.protected.some(isSealed));
  const sealed = captures.filter((capture) => capture.protected.some(isSealed));
  const summary = (list: Capture[], id: (capture: Capture) => number | undefined): string[] =>
    [...new Set(list.map((capture) => `${capture.dialect.toString(16)}: ${id(capture)}`))].sort();
  assert.equal(
    summary(signed, (capture) => capture.signingAlgorithmId),
    ['210: 0', '302: 1', '311: 0', '311: 1', '311: 2'],
  );
  assert.equal(
    summary(sealed, (capture) => capture.cipherId),
    ['300: 1', '311: 1', '311: 2', '311: 3', '311: 4'],
  );
});

for (const capture of captures) {
  test(`${capture.name}: both ends derive the keys that Samba derived`, () => {
    const client = keysOf(capture, 'client');
    const server = keysOf(capture, 'server');
    assert.equal(client.signingKey, capture.keys?.signing ?? capture.sessionKey);
    assert.equal(client.applicationKey, capture.keys?.application ?? capture.sessionKey);
    assert.equal(client.encryptionKey, capture.keys?.clientToServer);
    assert.equal(client.decryptionKey, capture.keys?.serverToClient);
    assert.equal(server.signingKey, client.signingKey);
    assert.equal(server.applicationKey, client.applicationKey);
    assert.equal(server.encryptionKey, client.decryptionKey);
    assert.equal(server.decryptionKey, client.encryptionKey);
  });

  test(`${capture.name}: each end verifies what the other signed, and nothing of its own`, () => {
    const messages = signedMessages(capture);
    assert.ok(messages.length > 0);
    for (const { sender, message } of messages) {
      assert.ok(securityOf(capture, other(sender)).verify([message]), `signed by the ${sender}`);
      assert.not(securityOf(capture, sender).verify([message]), `the ${sender}'s own`);
    }
  });

  test(`${capture.name}: either end signs as Samba did`, () => {
    for (const { sender, message } of signedMessages(capture)) {
      const again = Buffer.from(message);
      again.fill(0xff, 48, 64);
      again.writeUInt32LE(again.readUInt32LE(16) & ~SMB2_FLAGS_SIGNED, 16);
      securityOf(capture, sender).sign([again.subarray(0, 64), again.subarray(64)]);
      assert.is(again.toString('hex'), message.toString('hex'));
    }
  });

  const sealed = capture.protected.filter(isSealed);
  if (sealed.length > 0) {
    test(`${capture.name}: each end opens what the other sealed, and nothing of its own`, () => {
      const opened = sealed.map(({ sender, bytes }) => {
        assert.throws(() => securityOf(capture, sender).open([bytes]), /tampered/);
        return securityOf(capture, other(sender)).open([bytes]);
      });
      for (const message of opened) assert.is(headerOf(message).sessionId, capture.sessionId);
      assert.is(opened.filter((message) => message.includes(CONTENT)).length, 2);
    });

    test(`${capture.name}: frames sealed anew by one end are opened by the other`, () => {
      for (const { sender, bytes } of sealed) {
        const plaintext = securityOf(capture, other(sender)).open([bytes]);
        const resealed = Buffer.concat(securityOf(capture, sender).seal([plaintext])).subarray(FRAME_HEADROOM);
        assert.is(resealed.length, bytes.length);
        assert.equal(securityOf(capture, other(sender)).open([resealed]), plaintext);
      }
    });
  }
}

test('a CANCEL and the request that it cancels are signed under one MessageId', () => {
  const capture = captures.find(({ name }) => name === 'aes-gmac-3.1.1-cancel');
  if (capture === undefined) throw new Error('no such capture');
  const cancels = signedMessages(capture).filter(({ message }) => headerOf(message).command === 0x000c);
  assert.is(cancels.length, 1);
  for (const { message } of cancels) {
    const { messageId } = headerOf(message);
    const sharing = signedMessages(capture).filter((one) => headerOf(one.message).messageId === messageId);
    assert.equal(
      sharing.map((one) => [one.sender, headerOf(one.message).command]),
      [
        ['client', 0x000a],
        ['client', 0x000c],
        ['server', 0x000a],
      ],
    );
  }
});

test('only an interim response is not signed, in a session that signs', () => {
  const unsigned = captures
    .flatMap(clearMessages)
    .filter(({ message }) => !(headerOf(message).flags & SMB2_FLAGS_SIGNED));
  assert.equal(
    unsigned.map(({ sender, message }) => [sender, headerOf(message).status]),
    [['server', STATUS_PENDING]],
  );
});

test('a chain is signed message by message', () => {
  const capture = captures.find(({ name }) => name === 'aes-gmac-3.1.1-compound');
  if (capture === undefined) throw new Error('no such capture');
  const related = signedMessages(capture).filter(
    ({ message }) => headerOf(message).flags & SMB2_FLAGS_RELATED_OPERATIONS,
  );
  assert.equal(
    related.map(({ sender }) => sender),
    ['client', 'server'],
  );
});

test.run();
