import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectTransport } from '../../lib/transport/connect.ts';
import { fileServerName, NAME_SERVICE_PORT, queryNodeStatus } from '../../lib/transport/node-status.ts';
import type { TransportKind } from '../../lib/transport/transport.ts';
import { Negotiate, SMB2_DIALECT_300 } from '../../lib/wire/commands/negotiate.ts';
import { readHeader, writeHeader } from '../../lib/wire/header.ts';
import { Reader } from '../../lib/wire/reader.ts';
import { Writer } from '../../lib/wire/writer.ts';
import { FrameRecorder } from '../support/frames.ts';
import { type NetbiosSamba, startNetbiosSamba, whyNoNetbiosSamba } from '../support/netbios-samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { skipIf } from '../support/skip.ts';

const kinds: readonly TransportKind[] = ['directtcp', 'netbios'];

/** A NEGOTIATE for 3.0, as the pieces of a frame. */
function negotiateRequest(): Buffer[] {
  const w = new Writer();
  const { command } = Negotiate;
  w.begin();
  writeHeader(w, {
    command,
    creditCharge: 0,
    status: 0,
    credits: 1,
    flags: 0,
    messageId: 0,
    asyncId: 0n,
    treeId: 0,
    sessionId: 0n,
  });
  Negotiate.writeRequest(w, {
    securityMode: 1,
    capabilities: 0,
    clientGuid: Buffer.alloc(16, 1),
    dialects: [SMB2_DIALECT_300],
    negotiateContexts: [],
  });
  return w.finish();
}

/** Has a server negotiate over a transport, and ends the connection. */
async function negotiate(kind: TransportKind, host: string, port?: number): Promise<void> {
  const handler = new FrameRecorder();
  const transport = await connectTransport({ kind, host, port, connectTimeout: 10_000, handler });
  transport.send(negotiateRequest());
  const [frame = Buffer.alloc(0)] = await handler.received(1);
  const reader = new Reader(frame);
  assert.is(readHeader(reader).status, 0);
  assert.is(Negotiate.readResponse(reader).dialectRevision, SMB2_DIALECT_300);
  await transport.end();
  assert.equal(handler.endings, [undefined]);
}

const anyPort = sambaSuite('transport against Samba');

for (const kind of kinds) {
  anyPort(`exchanges frames over ${kind}`, async ({ samba }) => {
    await negotiate(kind, samba.host, kind === 'netbios' ? samba.netbiosPort : samba.port);
  });

  anyPort(`is told when Samba dies while frames are exchanged over ${kind}`, async ({ samba }) => {
    const handler = new FrameRecorder();
    const { host, port, netbiosPort } = samba;
    const options = { kind, host, port: kind === 'netbios' ? netbiosPort : port, connectTimeout: 10_000, handler };
    const transport = await connectTransport(options);
    transport.send(negotiateRequest());
    await handler.received(1);
    await samba.restart();
    assert.instance(await handler.ended, Error);
    await negotiate(kind, samba.host, options.port);
  });
}

anyPort.run();

const realPorts = skipIf(
  suite<{ server: NetbiosSamba }>('transport against Samba on its own ports'),
  whyNoNetbiosSamba(),
  { mayLackInCi: true },
);

realPorts.before(async (context) => {
  // uvu drops what a hook throws.
  context.server = await startNetbiosSamba().catch((error: unknown) => {
    console.error(error);
    throw error;
  });
});

realPorts.after(async ({ server }) => await server.stop());

for (const kind of kinds) {
  realPorts(`finds the default port of ${kind}`, async ({ server }) => {
    await negotiate(kind, server.host);
  });
}

realPorts('asks the name service for the name that serves files', async ({ server }) => {
  const names = await queryNodeStatus(server.host, NAME_SERVICE_PORT, AbortSignal.timeout(10_000));
  assert.is(fileServerName(names ?? []), server.name);
});

realPorts.run();
