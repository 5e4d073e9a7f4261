/** Replies are as well protected as their requests, or the connection ends. */
import * as assert from 'uvu/assert';
import { close, create } from '../../lib/open/requests.ts';
import { STATUS_ACCESS_DENIED, STATUS_USER_SESSION_DELETED } from '../../lib/wire/ntstatus.ts';
import type { ScriptedPeer, ServerRequest } from '../support/scripted-peer.ts';
import { insteadOf, type ScriptedServerOptions } from '../support/scripted-server.ts';
import { scriptedSuite } from '../support/scripted-suite.ts';
import { rejection, settled } from '../support/settles.ts';

const test = scriptedSuite('connection/protection');

const encrypting = { encryption: true, sessionFlags: 4 } as const;

const tampering: ReadonlyArray<
  readonly [what: string, options: ScriptedServerOptions, answer: (request: ServerRequest, peer: ScriptedPeer) => void]
> = [
  [
    'an unsigned reply on a signed session',
    {},
    (request, peer) => peer.sendRaw(peer.reply(request, { status: STATUS_ACCESS_DENIED })),
  ],
  [
    'a reply with a wrong signature',
    {},
    (request, peer) => {
      const reply = peer.reply(request, { status: STATUS_ACCESS_DENIED, flags: 0x9 });
      reply.fill(0x5a, 48, 64);
      peer.sendRaw(reply);
    },
  ],
  [
    'a signed reply that was changed on its way',
    {},
    (request, peer) => {
      const reply = peer.reply(request, { status: STATUS_ACCESS_DENIED });
      peer.security?.sign([reply]);
      reply.writeUInt32LE(STATUS_ACCESS_DENIED + 1, 8);
      peer.sendRaw(reply);
    },
  ],
  [
    'a signed reply with more credits than the server granted',
    {},
    (request, peer) => {
      const reply = peer.reply(request, { status: STATUS_ACCESS_DENIED });
      peer.security?.sign([reply]);
      reply.writeUInt16LE(9999, 14);
      peer.sendRaw(reply);
    },
  ],
  [
    'its own request, reflected',
    {},
    (request, peer) => {
      const reply = peer.reply(request, { status: STATUS_ACCESS_DENIED, flags: 0x9 });
      request.bytes.copy(reply, 48, 48, 64);
      peer.sendRaw(reply);
    },
  ],
  [
    'plaintext on an encrypted session',
    encrypting,
    (request, peer) => peer.sendRaw(peer.reply(request, { status: STATUS_ACCESS_DENIED })),
  ],
  [
    'signed plaintext on an encrypted session',
    encrypting,
    (request, peer) => {
      const reply = peer.reply(request, { status: STATUS_ACCESS_DENIED });
      peer.security?.sign([reply]);
      peer.sendRaw(reply);
    },
  ],
  [
    'an interim reply in the clear on an encrypted session',
    encrypting,
    (request, peer) => peer.sendRaw(peer.reply(request, { status: 0x103, asyncId: 5n })),
  ],
  [
    'an encrypted reply with a changed byte',
    encrypting,
    (request, peer) => {
      const frame = Buffer.concat(peer.security?.seal([peer.reply(request, { status: STATUS_ACCESS_DENIED })]) ?? []);
      frame[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 1;
      peer.sendRaw(frame.subarray(4));
    },
  ],
  [
    'an encrypted reply of another session',
    encrypting,
    (request, peer) => {
      const frame = Buffer.concat(peer.security?.seal([peer.reply(request, { status: STATUS_ACCESS_DENIED })]) ?? []);
      frame.writeBigUInt64LE(77n, 4 + 44);
      peer.sendRaw(frame.subarray(4));
    },
  ],
];

for (const [what, options, answer] of tampering) {
  test(`refuses ${what}`, async ({ serve, enter }) => {
    const tree = await enter(await serve({ ...options, script: insteadOf('CREATE', answer) }));
    assert.is(tree.protection, options.encryption ? 'encrypted' : 'signed');
    const error = await rejection(tree.request(create('a', 0)));
    assert.is(error.code, 'ERR_SMB_SECURITY', error.message);
    assert.is(tree.connection.closedBy, error);
  });
}

test('takes a signed failure for what it is', async ({ serve, enter }) => {
  const script = insteadOf('CREATE', (request, peer) => peer.respond(request, { status: STATUS_ACCESS_DENIED }));
  for (const options of [{}, encrypting]) {
    const tree = await enter(await serve({ ...options, script }));
    assert.is((await rejection(tree.request(create('a', 0)))).code, 'STATUS_ACCESS_DENIED');
    assert.is(tree.connection.closedBy, undefined);
  }
});

test('takes unsigned interim replies, as no server signs them', async ({ serve, enter }) => {
  const server = await serve({
    script(request, peer) {
      if (request.name !== 'CREATE') return undefined;
      return { asyncId: peer.pend(request), status: STATUS_ACCESS_DENIED };
    },
  });
  const tree = await enter(server);
  assert.is((await rejection(tree.request(create('a', 0)))).code, 'STATUS_ACCESS_DENIED');
  assert.is(tree.connection.counters.interimReplies, 1);
});

for (const [kind, options] of [
  ['a signed', {}],
  ['an encrypted', encrypting],
] as const) {
  test(`is told, unsigned, that ${kind} session has ended: no more than a reset`, async ({ serve, enter }) => {
    const script = insteadOf('CREATE', (request, peer) =>
      peer.sendRaw(peer.reply(request, { status: STATUS_USER_SESSION_DELETED })),
    );
    const tree = await enter(await serve({ ...options, script }));
    const error = await rejection(tree.request(create('a', 0)));
    assert.is(error.code, 'ECONNRESET');
    assert.match(error.message, 'STATUS_USER_SESSION_DELETED');
  });
}

test('does not go on with a guest session that has ended', async ({ serve, enter }) => {
  const script = insteadOf('CREATE', (request, peer) => peer.respond(request, { status: STATUS_USER_SESSION_DELETED }));
  const tree = await enter(await serve({ sessionFlags: 1, script }), { identity: { kind: 'guest' } });
  assert.is(tree.protection, 'plain');
  assert.is((await rejection(tree.request(create('a', 0)))).code, 'ECONNRESET');
  assert.ok(tree.connection.closedBy);
});

test('signs only what must be signed where nobody insists', async ({ serve, enter }) => {
  const server = await serve();
  const tree = await enter(server, { signing: 'if-required' });
  assert.is(tree.protection, 'plain');
  await tree.chain([create('a', 0), close()]);
  const signed = server.peers[0]?.requests.filter(({ header }) => header.flags & 8).map(({ name }) => name);
  assert.equal(signed, ['TREE_CONNECT']);
});

test('signs where the server insists', async ({ serve, enter }) => {
  const server = await serve({ negotiate: (response) => ({ ...response, securityMode: 3 }) });
  const tree = await enter(server, { signing: 'if-required' });
  assert.is(tree.protection, 'signed');
  await tree.chain([create('a', 0), close()]);
  assert.ok(server.peers[0]?.requests.slice(3).every(({ header }) => header.flags & 8));
});

test('verifies a signature even where none is asked for', async ({ serve, enter }) => {
  const script = insteadOf('CREATE', (request, peer) => peer.sendRaw(peer.reply(request, { status: 1, flags: 0x9 })));
  const tree = await enter(await serve({ script }), { signing: 'if-required' });
  assert.is((await rejection(tree.request(create('a', 0)))).code, 'ERR_SMB_SECURITY');
});

test('never signs inside an encrypted message', async ({ serve, enter }) => {
  const server = await serve({ ...encrypting });
  const tree = await enter(server);
  await settled(tree.chain([create('a', 0), close()]));
  const requests = server.peers[0]?.requests.slice(3) ?? [];
  assert.equal(
    requests.map(({ name, encrypted, header }) => [name, encrypted, header.flags & 8]),
    [
      ['TREE_CONNECT', true, 0],
      ['CREATE', true, 0],
      ['CLOSE', true, 0],
    ],
  );
});

test('encrypts what a share wants encrypted', async ({ serve, enter }) => {
  const server = await serve({ encryption: true, shareFlags: 0x8000 });
  const tree = await enter(server);
  assert.is(tree.session.protection, 'signed');
  await tree.request(create('a', 0));
  assert.ok(server.peers[0]?.requests.at(-1)?.encrypted);
  const plain = await rejection(enter(await serve({ shareFlags: 0x8000 })));
  assert.is(plain.code, 'ERR_SMB_SECURITY');
});

test.run();
