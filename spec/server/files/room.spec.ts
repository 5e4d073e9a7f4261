/** A share's room: how much clients may add to it, what they are told of that, and what gives room back. */
import { memfs } from 'memfs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/index.ts';
import type { ServedFileSystem } from '../../../lib/server/files/file-system.ts';
import { createServer, type Server } from '../../../lib/server/index.ts';
import { settled } from '../../support/settles.ts';

interface Context {
  server: Server;
  smb: SmbFs;
}

const KIB = 1024;
const SIZE = 256 * KIB;

const test = suite<Context>('server/files/room');

test.before.each(async (context) => {
  const served = memfs({ '/before.bin': 'x'.repeat(64 * KIB) }).fs.promises as unknown as ServedFileSystem;
  context.server = createServer({ shares: { share: { fs: served, maximumSize: SIZE } }, users: { ann: 's3cret' } });
  await context.server.listen(0);
  context.smb = new SmbFs(context.server.url('share', { user: 'ann' }));
});

test.after.each(async ({ server, smb }) => {
  await smb.close();
  await server.close();
});

/** Whether that many bytes, and no more, are free: as the client is told, and as it can write. */
async function assertFree(smb: SmbFs, bytes: number): Promise<void> {
  const { bavail, bsize, blocks } = await smb.statfs('/');
  assert.is(bavail * bsize, Math.floor(bytes / bsize) * bsize);
  assert.is(blocks * bsize, SIZE);
  await smb.writeFile('/probe', Buffer.alloc(bytes));
  await smb.unlink('/probe');
  assert.is(await codeOf(smb.writeFile('/probe', Buffer.alloc(bytes + 1))), 'ENOSPC');
  await smb.unlink('/probe');
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return settled(promise, 20_000).then(
    () => 'no error',
    (error: { code?: unknown }) => error.code,
  );
}

test('what was there before takes no room, and leaves some when it goes', async ({ smb }) => {
  await assertFree(smb, SIZE);
  await smb.writeFile('/file', Buffer.alloc(100 * KIB));
  await assertFree(smb, SIZE - 100 * KIB);
  await smb.unlink('/before.bin');
  await assertFree(smb, SIZE - 36 * KIB);
});

test('holes count, wherever they come from', async ({ smb }) => {
  await smb.writeFile('/file', 'x');
  assert.is(await codeOf(smb.truncate('/file', 2 ** 32)), 'ENOSPC');
  const file = await smb.open('/file', 'r+');
  assert.is(await codeOf(file.write('y', 2 ** 32)), 'ENOSPC');
  await file.close();
  assert.is((await smb.stat('/file')).size, 1);
  await smb.truncate('/file', 200 * KIB);
  await assertFree(smb, SIZE - 200 * KIB);
});

test('what is overwritten, cut off, replaced or copied counts as what it has become', async ({ smb }) => {
  await smb.writeFile('/file', Buffer.alloc(200 * KIB));
  await smb.writeFile('/file', Buffer.alloc(100 * KIB));
  await assertFree(smb, SIZE - 100 * KIB);
  await smb.truncate('/file', 10 * KIB);
  await assertFree(smb, SIZE - 10 * KIB);
  await smb.copyFile('/file', '/copy');
  await assertFree(smb, SIZE - 20 * KIB);
  await smb.rename('/copy', '/file');
  await assertFree(smb, SIZE - 10 * KIB);
  await smb.rename('/file', '/other');
  await assertFree(smb, SIZE - 10 * KIB);
});

test('a file with two names counts once, until the last is gone', async ({ smb }) => {
  await smb.writeFile('/file', Buffer.alloc(100 * KIB));
  await smb.link('/file', '/second');
  await assertFree(smb, SIZE - 100 * KIB);
  await smb.unlink('/file');
  await assertFree(smb, SIZE - 100 * KIB);
  await smb.unlink('/second');
  await assertFree(smb, SIZE);
});

test('writers at the same time get no more than there is', async ({ smb }) => {
  const writers = Array.from({ length: 16 }, (_, i) => codeOf(smb.writeFile(`/file${i}`, Buffer.alloc(32 * KIB))));
  const codes = await Promise.all(writers);
  assert.is(codes.filter((code) => code === 'no error').length, 8);
  assert.is(codes.filter((code) => code === 'ENOSPC').length, 8);
});

test('one gibibyte is the limit of objects, and folders have none', async () => {
  const served = memfs({}).fs.promises as unknown as ServedFileSystem;
  const server = createServer({ shares: { object: served, folder: '.' }, users: { ann: 's3cret' } });
  await server.listen(0);
  const smb = new SmbFs(server.url('object', { user: 'ann' }));
  const { blocks, bsize } = await smb.statfs('/');
  assert.is(blocks * bsize, 2 ** 30);
  assert.is(await codeOf(smb.writeFile('/file', 'x').then(() => smb.truncate('/file', 2 ** 30 + 1))), 'ENOSPC');
  await smb.close();
  const folder = new SmbFs(server.url('folder', { user: 'ann' }));
  const real = await folder.statfs('/');
  assert.ok(real.blocks * real.bsize > 2 ** 30);
  await folder.close();
  await server.close();
});

test.run();
