/** The negotiation is repeated under the session's signature where nothing else protects it. */
import * as assert from 'uvu/assert';
import type { IoctlRequest } from '../../lib/wire/commands/ioctl.ts';
import type { NegotiateResponse } from '../../lib/wire/commands/negotiate.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_FILE_CLOSED,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
} from '../../lib/wire/ntstatus.ts';
import { validation } from '../support/scripted-answers.ts';
import { insteadOf, type ScriptedReply, type ScriptedServerOptions } from '../support/scripted-server.ts';
import { scriptedSuite } from '../support/scripted-suite.ts';
import { rejection } from '../support/settles.ts';

const test = scriptedSuite('tree/validate negotiate');

/** Answers the question with what the server remembers, changed. */
function remembering(change: (response: NegotiateResponse) => NegotiateResponse): ScriptedServerOptions['script'] {
  return (request, peer): ScriptedReply | undefined => {
    if (request.name !== 'IOCTL' || !peer.negotiated) return undefined;
    const { ctlCode, fileId } = request.body as IoctlRequest;
    const output = validation(change(peer.negotiated));
    return { body: { ctlCode, fileId, flags: 0, input: Buffer.alloc(0), output } };
  };
}

for (const [dialect, asks] of [
  [0x0202, true],
  [0x0210, true],
  [0x0300, true],
  [0x0302, true],
  [0x0311, false],
] as const) {
  test(`is ${asks ? '' : 'not '}asked on 0x${dialect.toString(16)}`, async ({ serve, enter }) => {
    const server = await serve({ dialect });
    await enter(server);
    assert.is(server.received.includes('IOCTL'), asks);
    if (asks) assert.ok((server.peers[0]?.requests.at(-1)?.header.flags ?? 0) & 8, 'signed');
  });
}

test('is not asked where 3.x was not offered', async ({ serve, enter }) => {
  const server = await serve();
  await enter(server, { maxDialect: '2.1' });
  assert.not(server.received.includes('IOCTL'));
});

test('is asked under a signature even where nobody else insists on signing', async ({ serve, enter }) => {
  const server = await serve({ dialect: 0x0302 });
  await enter(server, { signing: 'if-required' });
  assert.ok((server.peers[0]?.requests.at(-1)?.header.flags ?? 0) & 8);
});

for (const [what, change] of [
  ['another dialect', (r: NegotiateResponse) => ({ ...r, dialectRevision: 0x0311 })],
  ['other capabilities', (r: NegotiateResponse) => ({ ...r, capabilities: r.capabilities | 0x40 })],
  ['another security mode', (r: NegotiateResponse) => ({ ...r, securityMode: 3 })],
  ['another server', (r: NegotiateResponse) => ({ ...r, serverGuid: Buffer.alloc(16, 9) })],
] as const) {
  test(`a server that remembers ${what} was talked to by somebody else`, async ({ serve, enter }) => {
    const error = await rejection(enter(await serve({ dialect: 0x0302, script: remembering(change) })));
    assert.is(error.code, 'ERR_SMB_SECURITY');
    assert.match(error.message, 'tampered');
  });
}

test('an unsigned answer ends the connection', async ({ serve, enter }) => {
  const script = insteadOf('IOCTL', (request, peer) =>
    peer.sendRaw(peer.reply(request, { status: STATUS_NOT_SUPPORTED })),
  );
  assert.is((await rejection(enter(await serve({ dialect: 0x0302, script })))).code, 'ERR_SMB_SECURITY');
});

test('a refusal to answer ends the connection', async ({ serve, enter }) => {
  const script: ScriptedServerOptions['script'] = ({ name }) =>
    name === 'IOCTL' ? { status: STATUS_ACCESS_DENIED } : undefined;
  assert.is((await rejection(enter(await serve({ dialect: 0x0302, script })))).code, 'ERR_SMB_SECURITY');
});

test('an answer that is cut off ends in an error', async ({ serve, enter }) => {
  const script: ScriptedServerOptions['script'] = (request) => {
    if (request.name !== 'IOCTL') return undefined;
    const { ctlCode, fileId } = request.body as IoctlRequest;
    return { body: { ctlCode, fileId, flags: 0, input: Buffer.alloc(0), output: Buffer.alloc(23) } };
  };
  assert.is((await rejection(enter(await serve({ dialect: 0x0302, script })))).code, 'ERR_SMB_MALFORMED');
});

for (const status of [
  STATUS_NOT_SUPPORTED,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_FILE_CLOSED,
  STATUS_INVALID_PARAMETER,
]) {
  test(`a server too old to know the question may say so with 0x${status.toString(16)}`, async ({ serve, enter }) => {
    for (const withBody of [false, true]) {
      const script: ScriptedServerOptions['script'] = (request) => {
        if (request.name !== 'IOCTL') return undefined;
        const { ctlCode, fileId } = request.body as IoctlRequest;
        const empty = Buffer.alloc(0);
        return withBody ? { status, body: { ctlCode, fileId, flags: 0, input: empty, output: empty } } : { status };
      };
      const tree = await enter(await serve({ dialect: 0x0210, script }));
      assert.is(tree.connection.closedBy, undefined);
    }
  });
}

test.run();
