/** What a server may make of a logon, and what it may not. */
import * as assert from 'uvu/assert';
import { STATUS_MORE_PROCESSING_REQUIRED } from '../../lib/wire/ntstatus.ts';
import { user } from '../support/client.ts';
import { SESSION_ID } from '../support/scripted-answers.ts';
import { insteadOf } from '../support/scripted-server.ts';
import { scriptedSuite } from '../support/scripted-suite.ts';
import { rejection } from '../support/settles.ts';

const test = scriptedSuite('session/hostile logon');

const IS_GUEST = 1;
const IS_NULL = 2;
const ENCRYPT_DATA = 4;

for (const [what, sessionFlags, kind, code] of [
  ['a guest of a user', IS_GUEST, 'user', 'ERR_SMB_AUTHENTICATION'],
  ['nobody of a user', IS_NULL, 'user', 'ERR_SMB_AUTHENTICATION'],
  ['nobody of a guest', IS_NULL, 'guest', 'ERR_SMB_AUTHENTICATION'],
  ['an encrypted session of a guest’s', IS_GUEST | ENCRYPT_DATA, 'guest', 'ERR_SMB_SECURITY'],
  ['an encrypted session without a cipher', ENCRYPT_DATA, 'user', 'ERR_SMB_SECURITY'],
] as const) {
  test(`a server must not make ${what}`, async ({ serve, logOn }) => {
    const server = await serve({ sessionFlags });
    const error = await rejection(logOn(server, { identity: kind === 'user' ? user() : { kind } }));
    assert.is(error.code, code, error.message);
    assert.equal(server.received, ['NEGOTIATE', 'SESSION_SETUP', 'SESSION_SETUP']);
  });
}

test('guests and nobody are welcome as what they are', async ({ serve, logOn }) => {
  for (const [kind, sessionFlags] of [
    ['guest', IS_GUEST],
    ['anonymous', IS_NULL],
    ['anonymous', 0],
  ] as const) {
    const session = await logOn(await serve({ sessionFlags }), { identity: { kind } });
    assert.equal([session.protection, session.security], ['plain', undefined]);
  }
});

test('encryption that is required is not done without', async ({ serve, logOn }) => {
  for (const [options, changes] of [
    [{}, {}],
    [{ dialect: 0x0210 }, {}],
    [{ encryption: true, sessionFlags: IS_GUEST }, { identity: { kind: 'guest' } }],
  ] as const) {
    const error = await rejection(logOn(await serve(options), { encryption: 'required', ...changes }));
    assert.is(error.code, 'ERR_SMB_SECURITY');
    assert.match(error.message, 'encrypt');
  }
  assert.is((await logOn(await serve({ encryption: true }), { encryption: 'required' })).protection, 'encrypted');
});

for (const [what, tamper] of [
  ['without a signature', (reply: Buffer) => reply],
  [
    'with a wrong signature',
    (reply: Buffer) => {
      reply.writeUInt32LE(reply.readUInt32LE(16) | 8, 16);
      return reply;
    },
  ],
] as const) {
  test(`a logon that is confirmed ${what} is none`, async ({ serve, logOn }) => {
    const server = await serve({
      script(request, peer) {
        if (request.name !== 'SESSION_SETUP' || peer.requests.length < 3) return undefined;
        return insteadOf(undefined, () => {
          peer.sendRaw(
            tamper(
              peer.reply(request, {
                sessionId: SESSION_ID,
                body: { sessionFlags: 0, securityBuffer: Buffer.alloc(0) },
              }),
            ),
          );
        })(request, peer);
      },
    });
    const error = await rejection(logOn(server));
    assert.is(error.code, 'ERR_SMB_SECURITY', error.message);
  });
}

test('a negotiation that was changed on its way is found out', async ({ serve, logOn }) => {
  // The client hashes what it received; the server, and so its key, what it sent.
  const server = await serve({
    script(request, peer) {
      if (request.name === 'SESSION_SETUP' && peer.requests.length === 2) peer.preauthHash = Buffer.alloc(64, 1);
      return undefined;
    },
  });
  const error = await rejection(logOn(server));
  assert.is(error.code, 'ERR_SMB_SECURITY');
  assert.match(error.message, 'signature');
});

test('a logon granted before its time is none', async ({ serve, logOn }) => {
  const body = { sessionFlags: 0, securityBuffer: Buffer.alloc(0) };
  const server = await serve({ script: ({ name }) => (name === 'SESSION_SETUP' ? { body } : undefined) });
  assert.is((await rejection(logOn(server))).code, 'ERR_SMB_SECURITY');
});

test('a logon that asks for more, again and again, is given up', async ({ serve, logOn }) => {
  const server = await serve({
    script: ({ name }) =>
      name === 'SESSION_SETUP'
        ? { status: STATUS_MORE_PROCESSING_REQUIRED, body: { sessionFlags: 0, securityBuffer: Buffer.alloc(0) } }
        : undefined,
  });
  const error = await rejection(logOn(server));
  assert.is(error.code, 'ERR_SMB_MALFORMED');
  assert.ok(server.received.length <= 3);
});

test('rubbish for a token ends the logon', async ({ serve, logOn }) => {
  for (const securityBuffer of [Buffer.from('NTLMSSP\0'), Buffer.alloc(100, 0x30), Buffer.from('a1820fff30', 'hex')]) {
    const server = await serve({
      script: ({ name }) =>
        name === 'SESSION_SETUP'
          ? { status: STATUS_MORE_PROCESSING_REQUIRED, body: { sessionFlags: 0, securityBuffer } }
          : undefined,
    });
    assert.is((await rejection(logOn(server))).code, 'ERR_SMB_MALFORMED');
  }
});

test('a wrong password is said once, and never shown', async ({ serve, share }) => {
  const server = await serve();
  const share_ = share(server, { identity: user('ann', 'hunter2', 'HOME') });
  const errors = await Promise.all(Array.from({ length: 20 }, () => rejection(share_.run(async () => {}))));
  assert.is(new Set(errors).size, 1, 'one attempt for all who wait');
  assert.is(errors[0]?.code, 'ERR_SMB_AUTHENTICATION');
  assert.is(
    errors[0]?.message,
    'cannot log on as HOME\\ann: the user name or the password is wrong (STATUS_LOGON_FAILURE)',
  );
  assert.equal(server.received, ['NEGOTIATE', 'SESSION_SETUP', 'SESSION_SETUP']);
});

test.run();
