import { memfs } from 'memfs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Reply, step } from '../../../lib/connection/exchange.ts';
import type { ShareConnection } from '../../../lib/manager/share-connection.ts';
import { create } from '../../../lib/open/requests.ts';
import type { ServedFileSystem } from '../../../lib/server/files/file-system.ts';
import { createServer } from '../../../lib/server/index.ts';
import type { Server } from '../../../lib/server/server.ts';
import type { Tree } from '../../../lib/tree/tree.ts';
import { FILE_READ_DATA, FILE_WRITE_DATA } from '../../../lib/wire/commands/access-mask.ts';
import { Ioctl, type IoctlResponse, SMB2_0_IOCTL_IS_FSCTL } from '../../../lib/wire/commands/ioctl.ts';
import { Lock, SMB2_LOCKFLAG_EXCLUSIVE_LOCK, SMB2_LOCKFLAG_FAIL_IMMEDIATELY } from '../../../lib/wire/commands/lock.ts';
import type { FileId } from '../../../lib/wire/file-id.ts';
import {
  FSCTL_SRV_COPYCHUNK,
  FSCTL_SRV_COPYCHUNK_WRITE,
  FSCTL_SRV_REQUEST_RESUME_KEY,
} from '../../../lib/wire/fscc/fsctl.ts';
import {
  type SrvCopychunk,
  SrvCopychunkCopy,
  SrvCopychunkResponse,
  SrvRequestResumeKey,
} from '../../../lib/wire/fscc/srv-copychunk.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from '../../../lib/wire/ntstatus.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { shareOn } from '../../support/client.ts';
import { structureBytes } from '../../support/codec.ts';

interface Context {
  readonly server: Server;
  readonly share: ShareConnection;
  readonly volume: ReturnType<typeof memfs>['vol'];
}

const test = suite<Context>('server/files/copy-chunk');

const CONTENT = Buffer.from(Array.from({ length: 10_000 }, (_, index) => index % 251));

test.before.each(async (context) => {
  const { fs, vol } = memfs({ '/source': CONTENT, '/target': '' });
  const server = createServer({
    shares: { share: { fs: fs.promises as unknown as ServedFileSystem } },
    users: { ann: 's3cret' },
  });
  const { host, port } = await server.listen(0);
  Object.assign(context, { server, volume: vol, share: shareOn({ host, port }) });
});

test.after.each(async ({ server, share }) => {
  await share.close();
  await server.close();
});

async function open(tree: Tree, name: string, access: number = FILE_READ_DATA | FILE_WRITE_DATA): Promise<FileId> {
  return (await tree.request(create(name, access))).fileId;
}

async function ioctl(tree: Tree, ctlCode: number, fileId: FileId, input: Buffer): Promise<Reply<IoctlResponse>> {
  const request = { ctlCode, fileId, input, maxInputResponse: 0, maxOutputResponse: 64, flags: SMB2_0_IOCTL_IS_FSCTL };
  const [reply] = await tree.chainReplies([step(Ioctl, request)]);
  return reply;
}

async function keyOf(tree: Tree, fileId: FileId): Promise<Buffer> {
  const { body } = await ioctl(tree, FSCTL_SRV_REQUEST_RESUME_KEY, fileId, Buffer.alloc(0));
  return SrvRequestResumeKey.read(new Reader(body?.output ?? Buffer.alloc(0))).resumeKey;
}

/** Asks for a copy, and answers with the status and the three numbers that come with it, if any do. */
async function copy(
  tree: Tree,
  [sourceKey, target]: readonly [Buffer, FileId],
  chunks: SrvCopychunk[],
  ctlCode: number = FSCTL_SRV_COPYCHUNK,
): Promise<[status: number, ...numbers: number[]]> {
  const input = structureBytes(SrvCopychunkCopy, { sourceKey, chunks });
  const { status, body } = await ioctl(tree, ctlCode, target, input);
  if (!body) return [status];
  const response = SrvCopychunkResponse.read(new Reader(body.output));
  return [status, response.chunksWritten, response.chunkBytesWritten, response.totalBytesWritten];
}

async function lock(tree: Tree, fileId: FileId, offset: bigint): Promise<void> {
  const flags = SMB2_LOCKFLAG_EXCLUSIVE_LOCK | SMB2_LOCKFLAG_FAIL_IMMEDIATELY;
  const locks = [{ offset, length: 10n, flags }];
  await tree.request(step(Lock, { fileId, locks, lockSequenceIndex: 0, lockSequenceNumber: 0 }));
}

test('ranges are copied to where they shall be', async ({ share, volume }) => {
  await share.run(async (tree) => {
    const pair = [await keyOf(tree, await open(tree, 'source')), await open(tree, 'target')] as const;
    const chunks = [
      { sourceOffset: 0, targetOffset: 5000, length: 5000 },
      { sourceOffset: 5000, targetOffset: 0, length: 5000 },
    ];
    assert.equal(await copy(tree, pair, chunks), [STATUS_SUCCESS, 2, 0, 10_000]);
  });
  const expected = Buffer.concat([CONTENT.subarray(5000), CONTENT.subarray(0, 5000)]);
  assert.ok(expected.equals(volume.readFileSync('/target') as Buffer));
});

test('who asks for too much is told the limits, and nothing is copied', async ({ share, volume }) => {
  await share.run(async (tree) => {
    const pair = [await keyOf(tree, await open(tree, 'source')), await open(tree, 'target')] as const;
    const limits = [STATUS_INVALID_PARAMETER, 256, 1024 * 1024, 16 * 1024 * 1024];
    const chunk = { sourceOffset: 0, targetOffset: 0, length: 1 };
    assert.equal(await copy(tree, pair, new Array(257).fill(chunk)), limits);
    assert.equal(await copy(tree, pair, [{ ...chunk, length: 1024 * 1024 + 1 }]), limits);
    assert.equal(await copy(tree, pair, new Array(17).fill({ ...chunk, length: 1024 * 1024 })), limits);
    assert.equal(await copy(tree, pair, [{ ...chunk, length: 0 }]), limits);
  });
  assert.is(volume.statSync('/target').size, 0);
});

test('a copy that fails part of the way says how far it came, if nowhere too', async ({ share, volume }) => {
  await share.run(async (tree) => {
    const pair = [await keyOf(tree, await open(tree, 'source')), await open(tree, 'target')] as const;
    await lock(tree, await open(tree, 'source'), 3000n);
    const chunks = [
      { sourceOffset: 0, targetOffset: 0, length: 1000 },
      { sourceOffset: 2500, targetOffset: 1000, length: 1000 },
      { sourceOffset: 5000, targetOffset: 2000, length: 1000 },
    ];
    assert.equal(await copy(tree, pair, chunks), [STATUS_FILE_LOCK_CONFLICT, 1, 0, 1000]);
    assert.equal(await copy(tree, pair, chunks.slice(1)), [STATUS_FILE_LOCK_CONFLICT, 0, 0, 0]);
  });
  assert.ok(CONTENT.subarray(0, 1000).equals(volume.readFileSync('/target') as Buffer));
});

test('a chunk that the source does not have is no part of the copy', async ({ share }) => {
  await share.run(async (tree) => {
    const pair = [await keyOf(tree, await open(tree, 'source')), await open(tree, 'target')] as const;
    const chunks = [
      { sourceOffset: 0, targetOffset: 0, length: 1000 },
      { sourceOffset: 9500, targetOffset: 1000, length: 1000 },
    ];
    const [status, ...numbers] = await copy(tree, pair, chunks);
    assert.is(status, 0xc000001f); // STATUS_INVALID_VIEW_SIZE
    assert.equal(numbers, [1, 0, 1000]);
  });
});

test('a key that stands for nothing is refused', async ({ share }) => {
  await share.run(async (tree) => {
    const chunk = { sourceOffset: 0, targetOffset: 0, length: 1 };
    const target = await open(tree, 'target');
    assert.equal(await copy(tree, [Buffer.alloc(24, 7), target], [chunk]), [STATUS_OBJECT_NAME_NOT_FOUND]);
  });
});

test('the source must be open to read, the target to write, and to read as well unless that is waived', async ({
  share,
}) => {
  await share.run(async (tree) => {
    const chunk = { sourceOffset: 0, targetOffset: 0, length: 10 };
    const key = await keyOf(tree, await open(tree, 'source'));
    const unreadable = await keyOf(tree, await open(tree, 'source', FILE_WRITE_DATA));
    const writeOnly = await open(tree, 'target', FILE_WRITE_DATA);
    const readOnly = await open(tree, 'target', FILE_READ_DATA);
    assert.equal(await copy(tree, [unreadable, await open(tree, 'target')], [chunk]), [STATUS_ACCESS_DENIED]);
    assert.equal(await copy(tree, [key, readOnly], [chunk]), [STATUS_ACCESS_DENIED]);
    assert.equal(await copy(tree, [key, writeOnly], [chunk]), [STATUS_ACCESS_DENIED]);
    assert.equal(await copy(tree, [key, writeOnly], [chunk], FSCTL_SRV_COPYCHUNK_WRITE), [STATUS_SUCCESS, 1, 0, 10]);
  });
});

test.run();
