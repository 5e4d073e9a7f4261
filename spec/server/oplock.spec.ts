/** Oplocks: granted to who is alone with a file, and taken back before somebody else opens it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Close } from '../../lib/wire/commands/close.ts';
import {
  Create,
  type CreateRequest,
  type CreateResponse,
  SMB2_OPLOCK_LEVEL_BATCH,
  SMB2_OPLOCK_LEVEL_NONE,
} from '../../lib/wire/commands/create.ts';
import { OplockBreak } from '../../lib/wire/commands/oplock-break.ts';
import { UNSOLICITED_MESSAGE_ID } from '../../lib/wire/header.ts';
import { STATUS_INVALID_DEVICE_STATE, STATUS_SUCCESS } from '../../lib/wire/ntstatus.ts';
import { settled } from '../support/settles.ts';
import { type Embedded, startEmbedded } from './embedded.ts';
import { bodyOf, RawClient } from './raw-client.ts';

const test = suite<{ embedded: Embedded; first: RawClient; second: RawClient }>('server/oplock');

const READ_AND_WRITE = 0x0012_019f;
const READ_ATTRIBUTES = 0x80;

test.before.each(async (context) => {
  context.embedded = await startEmbedded();
  context.first = await guest(context.embedded);
  context.second = await guest(context.embedded);
});

test.after.each(async ({ embedded, first, second }) => {
  first.destroy();
  second.destroy();
  await embedded.stop();
});

async function guest({ host, port }: Embedded): Promise<RawClient> {
  const client = await RawClient.connect(host, port);
  await client.logOnAsGuest();
  await client.enter('guests');
  return client;
}

function opening(desiredAccess = READ_AND_WRITE): CreateRequest {
  return {
    ...{ requestedOplockLevel: SMB2_OPLOCK_LEVEL_BATCH, impersonationLevel: 2, desiredAccess, fileAttributes: 0 },
    ...{ shareAccess: 7, createDisposition: 3, createOptions: 0, name: 'file', createContexts: [] },
  };
}

async function open(client: RawClient, request = opening()): Promise<CreateResponse> {
  const reply = await settled(client.request(Create, request));
  assert.is(reply.header.status, STATUS_SUCCESS);
  return bodyOf(Create, reply);
}

test('a file that nobody else has open comes with the oplock, one that somebody has without', async ({
  first,
  second,
}) => {
  const { fileId, oplockLevel } = await open(first, { ...opening(), requestedOplockLevel: SMB2_OPLOCK_LEVEL_NONE });
  assert.is(oplockLevel, SMB2_OPLOCK_LEVEL_NONE);
  const shared = await open(second);
  assert.is(shared.oplockLevel, SMB2_OPLOCK_LEVEL_NONE);
  await first.request(Close, { flags: 0, fileId });
  await second.request(Close, { flags: 0, fileId: shared.fileId });
  assert.is((await open(first)).oplockLevel, SMB2_OPLOCK_LEVEL_BATCH);
});

for (const [how, giveBack] of [
  [
    'acknowledges the break',
    async (client: RawClient, fileId: CreateResponse['fileId']) => {
      const body = { structureSize: 24, oplockLevel: SMB2_OPLOCK_LEVEL_NONE, fileId } as const;
      return await client.request(OplockBreak, body);
    },
  ],
  [
    'closes the file',
    (client: RawClient, fileId: CreateResponse['fileId']) => client.request(Close, { flags: 0, fileId }),
  ],
] as const) {
  test(`another open waits until the holder ${how}`, async ({ first, second }) => {
    const { fileId } = await open(first);
    const { messageId } = second;
    second.send(second.message(Create, opening()));
    const notice = bodyOf(OplockBreak, await settled(first.reply(UNSOLICITED_MESSAGE_ID)));
    assert.equal(notice, { structureSize: 24, oplockLevel: SMB2_OPLOCK_LEVEL_NONE, fileId });
    assert.not.ok(second.replies.some(({ header }) => header.status === STATUS_SUCCESS));
    assert.is((await giveBack(first, fileId)).header.status, STATUS_SUCCESS);
    assert.is((await settled(second.reply(messageId))).header.status, STATUS_SUCCESS);
  });
}

test('another open goes on when the holder’s connection goes', async ({ first, second }) => {
  await open(first);
  const { messageId } = second;
  second.send(second.message(Create, opening()));
  await settled(first.reply(UNSOLICITED_MESSAGE_ID));
  first.destroy();
  assert.is((await settled(second.reply(messageId))).header.status, STATUS_SUCCESS);
});

test('who looks at attributes alone breaks nothing', async ({ first, second }) => {
  await open(first);
  assert.is((await open(second, opening(READ_ATTRIBUTES))).oplockLevel, SMB2_OPLOCK_LEVEL_NONE);
  assert.equal(first.replies, []);
});

test('an acknowledgment that nobody asked for is refused', async ({ first }) => {
  const { fileId } = await open(first);
  const body = { structureSize: 24, oplockLevel: SMB2_OPLOCK_LEVEL_NONE, fileId } as const;
  assert.is((await first.request(OplockBreak, body)).header.status, STATUS_INVALID_DEVICE_STATE);
});

test.run();
