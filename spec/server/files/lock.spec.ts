import { memfs } from 'memfs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { step } from '../../../lib/connection/exchange.ts';
import type { ShareConnection } from '../../../lib/manager/share-connection.ts';
import { close, create, read, write } from '../../../lib/open/requests.ts';
import type { ServedFileSystem } from '../../../lib/server/files/file-system.ts';
import { createServer } from '../../../lib/server/index.ts';
import type { Server } from '../../../lib/server/server.ts';
import type { Tree } from '../../../lib/tree/tree.ts';
import { FILE_READ_DATA, FILE_WRITE_DATA } from '../../../lib/wire/commands/access-mask.ts';
import {
  Lock,
  type LockElement,
  SMB2_LOCKFLAG_EXCLUSIVE_LOCK,
  SMB2_LOCKFLAG_FAIL_IMMEDIATELY,
  SMB2_LOCKFLAG_SHARED_LOCK,
  SMB2_LOCKFLAG_UNLOCK,
} from '../../../lib/wire/commands/lock.ts';
import type { FileId } from '../../../lib/wire/file-id.ts';
import {
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_LOCK_RANGE,
  STATUS_INVALID_PARAMETER,
  STATUS_LOCK_NOT_GRANTED,
  STATUS_RANGE_NOT_LOCKED,
  STATUS_SUCCESS,
} from '../../../lib/wire/ntstatus.ts';
import { shareOn } from '../../support/client.ts';

const test = suite<{ server: Server; share: ShareConnection }>('server/files/lock');

test.before.each(async (context) => {
  const { fs } = memfs({ '/file': 'x'.repeat(100) });
  context.server = createServer({
    shares: { share: { fs: fs.promises as unknown as ServedFileSystem } },
    users: { ann: 's3cret' },
  });
  context.share = shareOn(await context.server.listen(0));
});

test.after.each(async ({ server, share }) => {
  await share.close();
  await server.close();
});

const EXCLUSIVE = SMB2_LOCKFLAG_EXCLUSIVE_LOCK;
const SHARED = SMB2_LOCKFLAG_SHARED_LOCK;
const NOW = SMB2_LOCKFLAG_FAIL_IMMEDIATELY;

function element(offset: number | bigint, length: number | bigint, flags: number): LockElement {
  return { offset: BigInt(offset), length: BigInt(length), flags };
}

async function open(tree: Tree): Promise<FileId> {
  return (await tree.request(create('file', FILE_READ_DATA | FILE_WRITE_DATA))).fileId;
}

/** Locks or unlocks, and answers with the status. */
async function lock(tree: Tree, fileId: FileId, locks: LockElement[], signal?: AbortSignal): Promise<number> {
  const request = step(Lock, { fileId, locks, lockSequenceIndex: 0, lockSequenceNumber: 0 });
  const [{ status }] = await tree.chainReplies([request], { signal });
  return status;
}

test('a lock keeps others from reading and writing until it is given up', async ({ share }) => {
  await share.run(async (tree) => {
    const [ours, theirs] = [await open(tree), await open(tree)];
    const transfers = async () => {
      const [{ status: reading }] = await tree.chainReplies([read(theirs, 5, 10, undefined)]);
      const [{ status: writing }] = await tree.chainReplies([write(theirs, 5, Buffer.from('abc'))]);
      return [reading, writing];
    };
    await lock(tree, ours, [element(7, 1, EXCLUSIVE | NOW)]);
    assert.equal(await transfers(), [STATUS_FILE_LOCK_CONFLICT, STATUS_FILE_LOCK_CONFLICT]);
    await lock(tree, ours, [element(7, 1, SMB2_LOCKFLAG_UNLOCK)]);
    await lock(tree, ours, [element(7, 1, SHARED | NOW)]);
    assert.equal(await transfers(), [STATUS_SUCCESS, STATUS_FILE_LOCK_CONFLICT]);
    await tree.request(close(ours));
    assert.equal(await transfers(), [STATUS_SUCCESS, STATUS_SUCCESS]);
  });
});

test('who will not wait is told so, and who waits gets the lock when its turn comes', async ({ share }) => {
  await share.run(async (tree) => {
    const [ours, theirs] = [await open(tree), await open(tree)];
    await lock(tree, ours, [element(0, 10, EXCLUSIVE | NOW)]);
    assert.is(await lock(tree, theirs, [element(5, 1, SHARED | NOW)]), STATUS_LOCK_NOT_GRANTED);
    let granted = false;
    const waiting = lock(tree, theirs, [element(5, 1, SHARED)]).then((status) => {
      granted = true;
      return status;
    });
    // Answered after the request that waits has been handled: they travel on one connection.
    assert.is(await lock(tree, ours, [element(50, 1, EXCLUSIVE | NOW)]), STATUS_SUCCESS);
    assert.not(granted);
    assert.is(await lock(tree, ours, [element(0, 10, SMB2_LOCKFLAG_UNLOCK)]), STATUS_SUCCESS);
    assert.is(await waiting, STATUS_SUCCESS);
    assert.is(await lock(tree, ours, [element(5, 1, EXCLUSIVE | NOW)]), STATUS_LOCK_NOT_GRANTED);
  });
});

test('waiting ends when it is cancelled, and when the file is closed', async ({ share }) => {
  await share.run(async (tree) => {
    const [ours, theirs] = [await open(tree), await open(tree)];
    await lock(tree, ours, [element(0, 10, EXCLUSIVE | NOW)]);
    const abort = new AbortController();
    const cancelled = lock(tree, theirs, [element(0, 1, EXCLUSIVE)], abort.signal);
    abort.abort(new Error('enough'));
    await cancelled.then(
      () => assert.unreachable('the lock was granted'),
      (error: Error) => assert.is(error.message, 'enough'),
    );
    const closed = lock(tree, theirs, [element(0, 1, EXCLUSIVE)]);
    await tree.request(close(theirs));
    assert.is(await closed, STATUS_RANGE_NOT_LOCKED);
    // Neither of them has left a lock behind.
    await lock(tree, ours, [element(0, 10, SMB2_LOCKFLAG_UNLOCK)]);
    assert.is(await lock(tree, await open(tree), [element(0, 100, EXCLUSIVE | NOW)]), STATUS_SUCCESS);
  });
});

test('several locks are taken together or not at all', async ({ share }) => {
  await share.run(async (tree) => {
    const [ours, theirs] = [await open(tree), await open(tree)];
    await lock(tree, ours, [element(20, 1, EXCLUSIVE | NOW)]);
    const all = [element(0, 1, EXCLUSIVE | NOW), element(20, 1, EXCLUSIVE | NOW)];
    assert.is(await lock(tree, theirs, all), STATUS_LOCK_NOT_GRANTED);
    assert.is(await lock(tree, ours, [element(0, 1, EXCLUSIVE | NOW)]), STATUS_SUCCESS);
  });
});

test('unlocking stops where there is no lock, and what was unlocked before stays so', async ({ share }) => {
  await share.run(async (tree) => {
    const [ours, theirs] = [await open(tree), await open(tree)];
    await lock(tree, ours, [element(0, 1, EXCLUSIVE | NOW), element(2, 1, EXCLUSIVE | NOW)]);
    const unlocks = [0, 1, 2].map((offset) => element(offset, 1, SMB2_LOCKFLAG_UNLOCK));
    assert.is(await lock(tree, ours, unlocks), STATUS_RANGE_NOT_LOCKED);
    assert.is(await lock(tree, theirs, [element(0, 1, EXCLUSIVE | NOW)]), STATUS_SUCCESS);
    assert.is(await lock(tree, theirs, [element(2, 1, EXCLUSIVE | NOW)]), STATUS_LOCK_NOT_GRANTED);
  });
});

test('what makes no sense is refused', async ({ share }) => {
  await share.run(async (tree) => {
    const file = await open(tree);
    for (const [expected, ...locks] of [
      [STATUS_INVALID_PARAMETER],
      [STATUS_INVALID_PARAMETER, element(0, 1, 0)],
      [STATUS_INVALID_PARAMETER, element(0, 1, EXCLUSIVE | SHARED)],
      [STATUS_INVALID_PARAMETER, element(0, 1, EXCLUSIVE | 0x40)],
      [STATUS_INVALID_PARAMETER, element(0, 1, SMB2_LOCKFLAG_UNLOCK | NOW)],
      [STATUS_INVALID_PARAMETER, element(0, 1, EXCLUSIVE), element(2, 1, EXCLUSIVE)],
      [STATUS_INVALID_PARAMETER, element(0, 1, EXCLUSIVE | NOW), element(0, 1, SMB2_LOCKFLAG_UNLOCK)],
      [STATUS_INVALID_LOCK_RANGE, element(0xffff_ffff_ffff_ffffn, 2, EXCLUSIVE | NOW)],
    ] as const) {
      assert.is(await lock(tree, file, [...locks]), expected);
    }
    assert.is(
      await lock(tree, await open(tree), [element(0, 0xffff_ffff_ffff_ffffn, EXCLUSIVE | NOW)]),
      STATUS_SUCCESS,
    );
  });
});

test.run();
