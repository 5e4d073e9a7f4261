/** A server's name that leads to several addresses: all of them are tried, of either family, until one answers. */
import dns from 'node:dns';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectTransport } from '../../lib/transport/connect.ts';
import type { TransportKind } from '../../lib/transport/transport.ts';
import { FrameRecorder, framed, listen, stamped } from '../support/frames.ts';
import { freePort } from '../support/free-port.ts';
import { rejection } from '../support/settles.ts';

const HOST = 'server.invalid';
const HERE = '127.0.0.1';

/** Nobody listens at these: ::1 may not even exist. */
const ELSEWHERE = ['::1', '127.0.0.2', '127.0.0.3'];

const test = suite('transport/addresses');

const { lookup } = dns;

test.after.each(() => {
  dns.lookup = lookup;
});

/** The name service says that `HOST` has these addresses; node asks it anew for each connection. */
function hasAddresses(...addresses: readonly string[]): void {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const answer = (host: string, _: unknown, callback: (error: Error | null, found: dns.LookupAddress[]) => void) => {
    assert.is(host, HOST);
    callback(null, found);
  };
  dns.lookup = answer as typeof dns.lookup;
}

const POSITIVE_RESPONSE = Buffer.from('82000000', 'hex');

for (const kind of ['directtcp', 'netbios'] as const satisfies readonly TransportKind[]) {
  for (const addresses of [...ELSEWHERE.map((one) => [one, HERE]), [HERE, '::1'], [...ELSEWHERE, HERE]]) {
    test(`reaches ${addresses.join(', ')} over ${kind}`, async () => {
      const server = await listen((socket) => {
        if (kind === 'netbios') socket.once('data', () => socket.write(POSITIVE_RESPONSE));
      });
      hasAddresses(...addresses);
      const handler = new FrameRecorder();
      const { port } = server;
      const transport = await connectTransport({ kind, host: HOST, port, connectTimeout: 30_000, handler });
      assert.equal([transport.remoteAddress, transport.remotePort], [HERE, port]);
      (await server.accepted()).write(framed(stamped(64)));
      await handler.received(1);
      transport.destroy();
      await handler.ended;
      await server.close();
    });
  }
}

test('says that it was refused where all addresses are', async () => {
  const port = await freePort(HERE);
  hasAddresses('127.0.0.2', '127.0.0.3');
  const options = {
    kind: 'directtcp',
    host: HOST,
    port,
    connectTimeout: 30_000,
    handler: new FrameRecorder(),
  } as const;
  const error = await rejection(connectTransport(options));
  assert.is(error.code, 'ECONNREFUSED');
  assert.match(error.message, `${HOST}:${port}`);
});

test.run();
