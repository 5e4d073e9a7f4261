/** Clients that break every rule: the server answers or drops them, serves nothing to strangers, and stays what it is. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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
import { settled, until } from '../support/settles.ts';
import { type Embedded, startEmbedded } from './embedded.ts';
import { fuzz, startFuzzServer } from './fuzz.ts';
import { RawClient } from './raw-client.ts';

const test = suite<{ embedded: Embedded; clients: RawClient[]; rejections: unknown[] }>('server/hostile clients');

const MIB = 1024 * 1024;
const NOTHING = { persistent: 0n, volatile: 0n };

test.before(async (context) => {
  context.embedded = await startEmbedded({ logonTimeout: 400 });
  context.clients = [];
  context.rejections = [];
  process.on('unhandledRejection', (reason) => context.rejections.push(reason));
});

test.after.each(async ({ embedded, clients }) => {
  for (const client of clients.splice(0)) client.destroy();
  await until(() => embedded.server.connectionCount === 0);
});

test.after(async ({ embedded }) => await embedded.stop());

type Context = { readonly embedded: Embedded; readonly clients: RawClient[] };

async function stranger({ embedded, clients }: Context): Promise<RawClient> {
  const client = await RawClient.connect(embedded.host, embedded.port);
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
  for (const { command, body } of requests.filter((each) => each.command !== 0)) {
    const client = await stranger(context);
    client.send(client.rawMessage(command, Buffer.from(body, 'hex')));
    await settled(client.gone);
    assert.equal(client.replies, [], `command ${command}`);
  }
});

test('nothing is served before the logon', async (context) => {
  for (const { command, body } of requests.filter((each) => each.command > 1)) {
    const client = await stranger(context);
    await client.negotiate();
    const { messageId } = client;
    client.send(client.rawMessage(command, Buffer.from(body, 'hex')));
    if (command === 0x0c) continue; // CANCEL, which nobody answers
    const reply = await settled(client.reply(messageId).catch(() => undefined));
    if (command === Echo.command) continue;
    assert.ok(reply === undefined || reply.header.status === STATUS_USER_SESSION_DELETED, `command ${command}`);
  }
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
  for (const bytes of [0, 2, 4, 50]) {
    const client = await stranger(context);
    const whole = client.rawMessage(0, Buffer.from(requests[0]?.body ?? '', 'hex'));
    client.socket.write(Buffer.concat([prefix(whole.length), whole]).subarray(0, bytes));
    await settled(client.gone, 3000);
  }
});

test('random bytes of many strangers at a time end their connections, and nobody else’s', async (context) => {
  const bystander = new SmbFs(context.embedded.server.url('share', { user: 'ann' }));
  await bystander.writeFile('/safe', 'safe');
  const flood = async (seed: number): Promise<void> => {
    const client = await stranger(context);
    client.socket.write(stamped(4096, seed));
    await settled(client.gone, 3000);
  };
  await Promise.all(Array.from({ length: 200 }, (_, seed) => flood(seed)));
  assert.is(await bystander.readFile('/safe', 'utf8'), 'safe');
  await bystander.close();
});

test('logons that are begun and never ended take bounded memory', async (context) => {
  const before = usedHeap();
  for (let round = 0; round < 300; round++) {
    const client = await stranger(context);
    await client.negotiate();
    client.destroy();
    await client.gone;
  }
  context.clients.length = 0;
  await until(() => context.embedded.server.connectionCount === 0);
  assert.ok(usedHeap() - before < 20 * MIB);
});

test('mutated messages are answered or end the connection, and leave nothing behind', async () => {
  const target = await startFuzzServer();
  await fuzz(target, 1, 1000);
  const before = usedHeap();
  const { sent, answered } = await fuzz(target, 2, 8000);
  assert.ok(answered > sent / 4, `${answered} of ${sent} were answered`);
  await until(() => target.server.connectionCount === 0);
  assert.ok(usedHeap() - before < 40 * MIB, `${(usedHeap() - before) / MIB} MiB more`);
  assert.equal(target.failures, []);
  await target.stop();
});

test('the server came to no harm', async ({ embedded, rejections }) => {
  assert.equal(embedded.failures, []);
  assert.equal(rejections, []);
  const smb = new SmbFs(embedded.server.url('share', { user: 'ann' }));
  assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
  await smb.close();
});

/** Bytes in use; not exact without a collection before, which is why the bounds are wide. */
/** Memory that is in use: what is only waiting to be collected does not count. */
function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test.run();
