/** What a server may and may not choose in NEGOTIATE. */
import * as assert from 'uvu/assert';
import type { NegotiateRequest, NegotiateResponse } from '../../lib/wire/commands/negotiate.ts';
import {
  SMB2_ENCRYPTION_CAPABILITIES,
  SMB2_PREAUTH_INTEGRITY_CAPABILITIES,
  SMB2_SIGNING_CAPABILITIES,
} from '../../lib/wire/contexts/negotiate-contexts.ts';
import { STATUS_NOT_SUPPORTED } from '../../lib/wire/ntstatus.ts';
import { negotiateResponse } from '../support/scripted-answers.ts';
import { insteadOf, SILENCE } from '../support/scripted-server.ts';
import { scriptedSuite } from '../support/scripted-suite.ts';
import { rejection } from '../support/settles.ts';

const test = scriptedSuite('connection/negotiation');

type Change = (response: NegotiateResponse) => NegotiateResponse;

function replacing(contextType: number, values: object): Change {
  return (response) => ({
    ...response,
    negotiateContexts: [
      ...response.negotiateContexts.filter((context) => context.contextType !== contextType),
      { contextType, ...values } as NegotiateResponse['negotiateContexts'][number],
    ],
  });
}

const refused: ReadonlyArray<readonly [what: string, change: Change, code: string]> = [
  ['a dialect that was not offered', (r) => ({ ...r, dialectRevision: 0x0300 }), 'ERR_SMB_SECURITY'],
  ['the wildcard dialect', (r) => ({ ...r, dialectRevision: 0x02ff }), 'ERR_SMB_SECURITY'],
  [
    '3.1.1 without preauthentication integrity',
    (r) => ({
      ...r,
      negotiateContexts: r.negotiateContexts.filter((c) => c.contextType !== SMB2_PREAUTH_INTEGRITY_CAPABILITIES),
    }),
    'ERR_SMB_SECURITY',
  ],
  ['3.1.1 without any context', (r) => ({ ...r, negotiateContexts: [] }), 'ERR_SMB_SECURITY'],
  [
    'another hash',
    replacing(SMB2_PREAUTH_INTEGRITY_CAPABILITIES, { hashAlgorithms: [2], salt: Buffer.alloc(0) }),
    'ERR_SMB_SECURITY',
  ],
  [
    'two hashes',
    replacing(SMB2_PREAUTH_INTEGRITY_CAPABILITIES, { hashAlgorithms: [1, 1], salt: Buffer.alloc(0) }),
    'ERR_SMB_SECURITY',
  ],
  ['a cipher that was not offered', replacing(SMB2_ENCRYPTION_CAPABILITIES, { ciphers: [1] }), 'ERR_SMB_SECURITY'],
  ['two ciphers', replacing(SMB2_ENCRYPTION_CAPABILITIES, { ciphers: [2, 4] }), 'ERR_SMB_MALFORMED'],
  ['no cipher in the list of ciphers', replacing(SMB2_ENCRYPTION_CAPABILITIES, { ciphers: [] }), 'ERR_SMB_MALFORMED'],
  [
    'a signing algorithm that was not offered',
    replacing(SMB2_SIGNING_CAPABILITIES, { signingAlgorithms: [0] }),
    'ERR_SMB_SECURITY',
  ],
  ['two signing algorithms', replacing(SMB2_SIGNING_CAPABILITIES, { signingAlgorithms: [2, 1] }), 'ERR_SMB_MALFORMED'],
  ['a MaxReadSize of 0', (r) => ({ ...r, maxReadSize: 0 }), 'ERR_SMB_MALFORMED'],
  ['a MaxWriteSize of 0', (r) => ({ ...r, maxWriteSize: 0 }), 'ERR_SMB_MALFORMED'],
  ['a MaxTransactSize of 0', (r) => ({ ...r, maxTransactSize: 0 }), 'ERR_SMB_MALFORMED'],
];

for (const [what, negotiate, code] of refused) {
  test(`refuses ${what}`, async ({ serve, connect }) => {
    const server = await serve({ negotiate });
    const offer = { ciphers: ['aes-128-gcm', 'aes-256-gcm'], signingAlgorithms: ['aes-gmac', 'aes-cmac'] } as const;
    const error = await rejection(connect(server, { ...offer, minDialect: '3.0.2' }));
    assert.is(error.code, code, error.message);
    assert.equal(server.received, ['NEGOTIATE']);
  });
}

test('takes cipher 0 for no encryption', async ({ serve, connect }) => {
  const server = await serve({ negotiate: replacing(SMB2_ENCRYPTION_CAPABILITIES, { ciphers: [0] }) });
  assert.is((await connect(server)).negotiated.cipherId, undefined);
});

test('offers no encryption where it is disabled', async ({ serve, connect }) => {
  const server = await serve({ encryption: true });
  assert.is((await connect(server, { encryption: 'disabled' })).negotiated.cipherId, undefined);
});

test('caps sizes to what a frame can carry', async ({ serve, connect }) => {
  const huge = 0xffff_ffff;
  const sizes: Change = (r) => ({ ...r, maxReadSize: huge, maxWriteSize: huge, maxTransactSize: huge });
  const { maxReadSize, maxWriteSize, maxTransactSize } = (await connect(await serve({ negotiate: sizes }))).negotiated;
  for (const size of [maxReadSize, maxWriteSize, maxTransactSize]) assert.is(size, 2 ** 24 - 1 - 1024);
});

test('caps sizes to 64 KiB where a request costs one credit', async ({ serve, connect }) => {
  for (const options of [{ dialect: 0x0202 }, { negotiate: ((r) => ({ ...r, capabilities: 0 })) satisfies Change }]) {
    const { maxReadSize, multiCredit } = (await connect(await serve(options))).negotiated;
    assert.equal([maxReadSize, multiCredit], [65536, false]);
  }
});

test('caps sizes to 64 KiB over NetBIOS', async ({ serve, connect }) => {
  const connection = await connect(await serve({ transport: 'netbios' }), { transport: 'netbios' });
  assert.is(connection.negotiated.maxReadSize, 65536);
  await connection.echo();
});

test('says which dialects a server does not know', async ({ serve, connect }) => {
  const server = await serve({ script: () => ({ status: STATUS_NOT_SUPPORTED }) });
  const error = await rejection(connect(server, { minDialect: '3.0' }));
  assert.is(error.code, 'ERR_SMB_NEGOTIATION');
  assert.match(error.message, '0x0300, 0x0302, 0x0311: STATUS_NOT_SUPPORTED');
});

for (const [what, length] of [
  ['short', 39],
  ['long', 120],
] as const) {
  test(`does not take a ${what} SMB1 negotiation reply for an answer`, async ({ serve, connect }) => {
    const answer = Buffer.concat([Buffer.from('\xffSMBr', 'latin1'), Buffer.alloc(length - 5)]);
    const server = await serve({ script: insteadOf(undefined, (_, peer) => peer.sendRaw(answer)) });
    const error = await rejection(connect(server));
    assert.is(error.code, 'ERR_SMB_MALFORMED');
    assert.match(error.message, length < 64 ? 'a frame of 39 bytes' : 'SMB1');
  });
}

test('gives up on a server that accepts and then says nothing', async ({ serve, connect }) => {
  const server = await serve({ script: () => SILENCE });
  const error = await rejection(connect(server));
  assert.is(error.code, 'ETIMEDOUT');
  assert.match(error.message, 'NEGOTIATE');
});

test('reports a server that hangs up on NEGOTIATE', async ({ serve, connect }) => {
  const server = await serve({ script: insteadOf(undefined, (_, peer) => peer.socket.destroy()) });
  assert.is((await rejection(connect(server))).code, 'ECONNRESET');
});

test('waits for a NEGOTIATE that takes the server a while', async ({ serve, connect }) => {
  const server = await serve({
    script(request, peer) {
      if (request.name !== 'NEGOTIATE') return undefined;
      const asyncId = peer.pend(request);
      return { asyncId, body: negotiateResponse(request.body as NegotiateRequest, peer) };
    },
  });
  const connection = await connect(server);
  assert.is(connection.counters.interimReplies, 1);
});

test.run();
