/** Streams to and from who is slow: what is on its way stays within bounds, however long they are. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/index.ts';
import { type Embedded, startEmbedded } from '../../server/embedded.ts';
import { listen, type TcpServer } from '../../support/frames.ts';
import { rejection, until } from '../../support/settles.ts';

const MIB = 1024 * 1024;

/** The length of every stream. */
const LENGTH = 256 * MIB;

/** More than a window, a stream's own buffer and the kernel's on both sides of a relay hold together. */
const MOST = 64 * MIB;

const test = suite<{ server: Embedded; relay: TcpServer; stop: () => void; smb: SmbFs }>('fs/streams/backpressure');

test.before.each(async (context) => {
  const server = await startEmbedded();
  const clients: Socket[] = [];
  context.server = server;
  context.relay = await listen((client) => {
    const upstream = connect(server.port, server.host);
    clients.push(client);
    client.pipe(upstream);
    upstream.pipe(client);
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  context.stop = () => {
    for (const client of clients) client.unpipe().pause();
  };
  const { host, port } = context.relay;
  context.smb = new SmbFs({ host, port, share: 'folder', username: 'ann', password: 's3cret' });
});

test.after.each(async ({ server, relay, smb }) => {
  smb.destroy();
  await relay.close();
  await server.stop();
});

test('what is written waits at its source while the server does not read', async ({ smb, stop }) => {
  const piece = Buffer.alloc(MIB);
  let taken = 0;
  async function* source(): AsyncGenerator<Buffer> {
    for (; taken < LENGTH; taken += piece.length) {
      if (taken === 4 * MIB) stop();
      yield piece;
    }
  }
  const failed = rejection(pipeline(source, smb.createWriteStream('/large')));
  await until(() => taken >= 4 * MIB);
  // Long enough for what must not happen.
  await delay(300);
  assert.ok(taken < MOST, `${taken / MIB} MiB were taken`);
  smb.destroy();
  await failed;
});

test('what is read waits on the server while nobody takes it', async ({ smb }) => {
  await smb.writeFile('/large', '');
  await smb.truncate('/large', LENGTH);
  const stream = smb.createReadStream('/large');
  let taken = 0;
  for await (const piece of stream.iterator({ destroyOnReturn: false })) {
    taken += (piece as Buffer).length;
    if (taken >= 32 * MIB) break;
  }
  // It asks for more only when something is taken.
  await until(() => smb.diagnostics().inFlight === 0);
  const received = smb.diagnostics().bytes?.received ?? 0;
  assert.ok(received < taken + MOST, `${received / MIB} MiB were received`);
  stream.destroy();
  await once(stream, 'close');
});

test.run();
