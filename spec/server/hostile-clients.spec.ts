/** Clients that break every rule: the server answers or drops them, serves nothing to strangers, and stays what it is. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { Echo } from '../../lib/wire/commands/echo.ts';
import { Read } from '../../lib/wire/commands/read.ts';
import { TreeConnect } from '../../lib/wire/commands/tree-connect.ts';
import {
  STATUS_FILE_CLOSED,
  STATUS_NETWORK_NAME_DELETED,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from '../../lib/wire/ntstatus.ts';
import { capturedBodies } from '../support/captured-bodies.ts';
import { prefix, stamped } from '../support/frames.ts';
import { memoryInUse } from '../support/memory.ts';
import { settled, until } from '../support/settles.ts';
import { type Embedded, startEmbedded } from './embedded.ts';
import { fuzz, startFuzzServer } from './fuzz.ts';
import { RawClient } from './raw-client.ts';

interface Context {
  embedded: Embedded;
  /** One that does not wait for logons long, though long enough for those that come. */
  hasty: Embedded;
  clients: RawClient[];
  rejections: unknown[];
}

const test = suite<Context>('server/hostile clients');

const MIB = 1024 * 1024;
const NOTHING = { persistent: 0n, volatile: 0n };

test.before(async (context) => {
  context.embedded = await startEmbedded();
  context.hasty = await startEmbedded({ logonTimeout: 2000 });
  context.clients = [];
  context.rejections = [];
  process.on('unhandledRejection', (reason) => context.rejections.push(reason));
});

test.after.each(async ({ embedded, hasty, clients }) => {
  for (const client of clients.splice(0)) client.destroy();
  await until(() => embedded.server.connectionCount + hasty.server.connectionCount === 0);
});

test.after(async ({ embedded, hasty }) => {
  await embedded.stop();
  await hasty.stop();
});

async function stranger({ embedded, clients }: Context, { host, port } = embedded): Promise<RawClient> {
  const client = await RawClient.connect(host, port);
  clients.push(client);
  return client;
}

async function guest(context: Context): Promise<RawClient> {
  const client = await stranger(context);
  await client.logOnAsGuest();
  await client.enter('guests');
  return client;
}

const requests = capturedBodies.filter(({ direction }) => direction === 'request');

test('nothing but NEGOTIATE is the first message', async (context) => {
  const begin = async ({ command, body }: (typeof requests)[number]): Promise<void> => {
    const client = await stranger(context, context.hasty);
    client.send(client.rawMessage(command, Buffer.from(body, 'hex')));
    await settled(client.gone);
    assert.equal(client.replies, [], `command ${command}`);
  };
  await Promise.all(requests.filter(({ command }) => command !== 0).map(begin));
});

test('nothing is served before the logon', async (context) => {
  let opened = false;
  context.embedded.server.events.once('open', () => {
    opened = true;
  });
  for (const { command, body } of requests.filter((each) => each.command > 1)) {
    for (const sessionId of [0n, 1n, 0xffff_ffff_ffff_ffffn]) {
      const client = await stranger(context);
      await client.negotiate();
      const { messageId } = client;
      client.send(client.rawMessage(command, Buffer.from(body, 'hex'), { sessionId, treeId: 1 }));
      if (command === 0x0c) continue; // CANCEL, which nobody answers
      const reply = await settled(client.reply(messageId).catch(() => undefined));
      if (command === Echo.command) continue;
      assert.ok(reply === undefined || reply.header.status === STATUS_USER_SESSION_DELETED, `command ${command}`);
    }
  }
  assert.is(opened, false);
});

test('a guest enters no share that lets no guests in', async (context) => {
  const client = await guest(context);
  for (const share of ['share', 'folder', 'readonly', 'encrypted']) {
    const reply = await client.request(TreeConnect, { flags: 0, path: `\\\\server\\${share}` });
    assert.is.not(reply.header.status, STATUS_SUCCESS, share);
  }
});

test('sessions, shares and files that are not the client’s are not there', async (context) => {
  const client = await guest(context);
  const other = await guest(context);
  const fileId = await other.open('others');
  const read = {
    ...{ padding: 0, flags: 0, length: 1, offset: 0, minimumCount: 0, remainingBytes: 0 },
    fileId: fileId ?? NOTHING,
  };
  const statusOf = async (header: object): Promise<number> => (await client.request(Read, read, header)).header.status;
  assert.is(await statusOf({ sessionId: other.sessionId }), STATUS_USER_SESSION_DELETED);
  assert.is(await statusOf({ sessionId: 0n }), STATUS_USER_SESSION_DELETED);
  assert.is(await statusOf({ treeId: client.treeId + 1 }), STATUS_NETWORK_NAME_DELETED);
  assert.is(await statusOf({}), STATUS_FILE_CLOSED);
});

for (const [what, messageId] of [
  ['was used before', 0],
  ['was never granted', 1_000_000],
  ['is as large as can be', Number.MAX_SAFE_INTEGER],
] as const) {
  test(`a MessageId that ${what} ends the connection`, async (context) => {
    const client = await guest(context);
    client.send(client.message(Echo, {}, { messageId }));
    await settled(client.gone);
  });
}

test('more requests than credits end the connection', async (context) => {
  const client = await stranger(context);
  await client.negotiate();
  client.send(...Array.from({ length: 100 }, () => client.message(Echo, {})));
  await settled(client.gone);
  assert.ok(client.replies.length < 10);
});

test('frames longer than a stranger needs end the connection before they are read', async (context) => {
  for (const length of [200_000, 0xff_ffff, 0xffff_ffff]) {
    const client = await stranger(context);
    client.socket.write(prefix(length));
    await settled(client.gone);
  }
});

test('frames too short for a header end the connection', async (context) => {
  for (const length of [0, 1, 4, 63]) {
    const client = await stranger(context);
    client.send(stamped(length));
    await settled(client.gone);
  }
});

test('half a frame, or silence, lasts until the logon is due', async (context) => {
  const hesitate = async (bytes: number): Promise<void> => {
    const client = await stranger(context, context.hasty);
    const whole = client.rawMessage(0, Buffer.from(requests[0]?.body ?? '', 'hex'));
    client.socket.write(Buffer.concat([prefix(whole.length), whole]).subarray(0, bytes));
    await settled(client.gone);
  };
  await Promise.all([0, 2, 4, 50].map(hesitate));
});

test('random bytes of many strangers at a time end their connections, and nobody else’s', async (context) => {
  const bystander = new SmbFs(context.hasty.server.url('share', { user: 'ann' }));
  await bystander.writeFile('/safe', 'safe');
  const flood = async (seed: number): Promise<void> => {
    const client = await stranger(context, context.hasty);
    client.socket.write(stamped(4096, seed));
    await settled(client.gone);
  };
  await Promise.all(Array.from({ length: 200 }, (_, seed) => flood(seed)));
  assert.is(await bystander.readFile('/safe', 'utf8'), 'safe');
  await bystander.close();
});

test('logons that are begun and never ended take bounded memory', async (context) => {
  const begin = async (count: number): Promise<void> => {
    for (let round = 0; round < count; round++) {
      const client = await stranger(context);
      await client.negotiate();
      client.destroy();
      await client.gone;
    }
    context.clients.length = 0;
    await until(() => context.embedded.server.connectionCount === 0);
  };
  await begin(30);
  const before = await memoryInUse();
  await begin(300);
  // What a connection has for receiving alone would come to 19 MiB.
  const grown = (await memoryInUse()) - before;
  assert.ok(grown < 8 * MIB, `${grown / MIB} MiB more`);
});

test('mutated messages are answered or end the connection, and leave nothing behind', async () => {
  const target = await startFuzzServer();
  await fuzz(target, 1, 1000);
  const before = await memoryInUse();
  const { sent, answered } = await fuzz(target, 2, 8000);
  assert.ok(answered > sent / 4, `${answered} of ${sent} were answered`);
  await until(() => target.server.connectionCount === 0);
  const grown = (await memoryInUse()) - before;
  assert.ok(grown < 40 * MIB, `${grown / MIB} MiB more`);
  assert.equal(target.failures, []);
  await target.stop();
});

test('the server came to no harm', async ({ embedded, hasty, rejections }) => {
  assert.equal([...embedded.failures, ...hasty.failures], []);
  assert.equal(rejections, []);
  const smb = new SmbFs(embedded.server.url('share', { user: 'ann' }));
  assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
  await smb.close();
});

test.run();
