/** A folder that nobody is led out of: whatever has become of a path since it was found to lie inside. */
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/index.ts';
import { ConfinedFileSystem, canConfine } from '../../../lib/server/files/confined-fs.ts';
import { createServer } from '../../../lib/server/index.ts';
import { skipIf } from '../../support/skip.ts';

interface Context {
  /** Holds the folder `in`, which is served, and the folder `out`. */
  base: string;
  inside: string;
  confined: ConfinedFileSystem;
}

const reason = canConfine() ? undefined : 'this system does not tell where an open file is';
const test = skipIf(suite<Context>('server/files/confined-fs'), reason);

test.before.each(async (context) => {
  context.base = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'smbfs-confined-')));
  context.inside = join(context.base, 'in');
  context.confined = new ConfinedFileSystem(context.inside);
  for (const folder of ['in/folder/sub', 'out/sub']) {
    await fs.mkdir(join(context.base, folder), { recursive: true });
    await fs.writeFile(join(context.base, folder, 'file'), folder);
    await fs.writeFile(join(context.base, folder, '../file'), folder);
  }
  await fs.symlink('../out', join(context.inside, 'away'));
  await fs.symlink('../../out/file', join(context.inside, 'folder/away'));
  await fs.symlink('folder', join(context.inside, 'near'));
  await fs.symlink('folder/file', join(context.inside, 'nearfile'));
});

test.after.each(async ({ base }) => await fs.rm(base, { recursive: true }));

/** Everything that there is outside, with the times of its last change. */
async function outside(base: string): Promise<string[]> {
  const names = ['', ...(await fs.readdir(join(base, 'out'), { recursive: true }))];
  const state = async (name: string): Promise<string> => {
    const { ctimeMs, mode, nlink, size } = await fs.stat(join(base, 'out', name));
    return [name, ctimeMs, mode, nlink, size].join(' ');
  };
  return await Promise.all(names.sort().map(state));
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'done',
    (error: { code?: unknown }) => error.code,
  );
}

for (const place of ['away/file', 'away/sub/file', 'folder/away', '../out/file', '../out/sub/file', '../out']) {
  test(`nothing can be done by the path ${place}`, async ({ base, inside, confined }) => {
    const before = await outside(base);
    const [path, own] = [join(inside, place), join(inside, 'folder/file')];
    const bigint = { bigint: true } as const;
    for (const [what, attempt] of Object.entries({
      read: () => confined.open(path, 'r'),
      write: () => confined.open(path, 'r+'),
      list: () => confined.readdir(join(path, '..', place === 'folder/away' ? 'away' : '')),
      touch: () => confined.utimes(path, 1, 2),
      protect: () => confined.chmod(path, 0o444),
      ...(place !== 'folder/away' && {
        look: () => confined.stat(path, bigint),
        glance: () => confined.lstat(path, bigint),
        make: () => confined.open(`${path}.new`, 'wx+'),
        found: () => confined.mkdir(`${path}.new`),
        remove: () => confined.unlink(path),
        clear: () => confined.rmdir(path),
        fetch: () => confined.rename(path, `${own}.fetched`),
        send: () => confined.rename(own, `${path}.sent`),
        tie: () => confined.link(path, `${own}.tied`),
        lend: () => confined.link(own, `${path}.lent`),
      }),
    })) {
      assert.is.not(await codeOf(attempt()), 'done', what);
    }
    assert.equal(await outside(base), before);
  });
}

test('links are followed where they end inside, and are not what is asked about', async ({ inside, confined }) => {
  for (const name of ['near/file', 'nearfile', 'folder/file']) {
    const path = join(inside, name);
    if (name === 'near/file') {
      assert.ok(!(await confined.stat(join(inside, 'near'), { bigint: true })).isDirectory());
    }
    const handle = await confined.open(path, 'r');
    const { bytesRead } = await handle.read(Buffer.alloc(100), 0, 100, 0);
    assert.is(bytesRead, 'in/folder/sub'.length);
    await handle.close();
    await confined.utimes(path, 1, 2);
    assert.is((await fs.stat(path)).mtimeMs, 2000);
  }
  assert.equal((await confined.readdir(join(inside, 'near'))).length, 3);
});

test('nothing is left open', async ({ inside, confined }) => {
  const openFiles = async (): Promise<number> => (await fs.readdir('/proc/self/fd')).length;
  const before = await openFiles();
  for (let round = 0; round < 50; round++) {
    await codeOf(confined.readdir(inside));
    await codeOf(confined.open(join(inside, 'away/file'), 'r'));
    await codeOf(confined.open(join(inside, 'none/file'), 'r'));
    await codeOf(confined.rename(join(inside, 'folder/file'), join(inside, 'away/file')));
  }
  assert.is(await openFiles(), before);
});

test('a folder that is swapped for a link again and again shows nothing of where it leads', async (context) => {
  const { base, inside } = context;
  await fs.rm(join(inside, 'away'));
  const before = await outside(base);
  await using server = createServer({ shares: { share: inside }, users: { ann: 's3cret' } });
  await server.listen(0);
  const smb = new SmbFs(server.url('share', { user: 'ann' }));
  let swapping = true;
  const swap = async (): Promise<void> => {
    for (; swapping; await fs.rename(join(base, 'aside'), join(inside, 'folder'))) {
      await fs.rename(join(inside, 'folder'), join(base, 'aside'));
      await fs.symlink('../out', join(inside, 'folder'));
      await fs.unlink(join(inside, 'folder'));
    }
  };
  const swapped = swap();
  const attempt = async (round: number): Promise<void> => {
    const text = await smb.readFile('/folder/sub/file', 'utf8').catch(() => undefined);
    assert.ok(text === undefined || text.startsWith('in/'), text);
    await codeOf(smb.writeFile(`/folder/new${round}`, 'new', { flag: 'wx' }));
    await codeOf(smb.appendFile('/folder/sub/file', '.'));
    await codeOf(smb.mkdir(`/folder/sub/made${round}`));
    await codeOf(smb.utimes('/folder/file', 1, 2));
    await codeOf(smb.unlink(`/folder/new${round - 1}`));
  };
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 4 }, (_, i) => attempt(4 * round + i)));
  }
  swapping = false;
  await swapped;
  await smb.close();
  assert.equal(await outside(base), before);
});

test.run();
