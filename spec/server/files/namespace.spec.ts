/** Names on a share: whatever a client calls a file, nothing outside the share is ever found. */
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ShareConnection } from '../../../lib/manager/share-connection.ts';
import { listDirectory } from '../../../lib/open/paths/list-directory.ts';
import { makeDirectory } from '../../../lib/open/paths/make-directory.ts';
import { remove } from '../../../lib/open/paths/remove.ts';
import { rename } from '../../../lib/open/paths/rename.ts';
import { stat } from '../../../lib/open/paths/stat.ts';
import { shareOn } from '../../support/client.ts';
import { type Embedded, startEmbedded } from '../embedded.ts';

const test = suite<{ embedded: Embedded; share: ShareConnection; outside: string }>('server/files/namespace');

/** The share is the folder `in`; beside it lies `outside`. */
test.before(async (context) => {
  const base = await startEmbedded();
  await fs.mkdir(join(base.folder, 'in/Sub'), { recursive: true });
  await fs.mkdir(join(base.folder, 'outside'));
  await fs.mkdir(join(base.folder, 'in2'));
  await fs.writeFile(join(base.folder, 'in/Sub/File.txt'), 'inside');
  await fs.writeFile(join(base.folder, 'outside/secret'), 'secret');
  const inside = join(base.folder, 'in');
  await fs.symlink('../outside', join(inside, 'climbs'));
  await fs.symlink(join(base.folder, 'in2'), join(inside, 'sibling'));
  await fs.symlink('/', join(inside, 'root'));
  await fs.symlink('../outside/secret', join(inside, 'file'));
  await fs.symlink('../outside/new', join(inside, 'dangling'));
  await fs.symlink('loop', join(inside, 'loop'));
  await fs.symlink('Sub/File.txt', join(inside, 'good'));
  await fs.symlink('Sub', join(inside, 'goodfolder'));
  await fs.writeFile(join(inside, 'a:b'), 'colon');
  const embedded = await startEmbedded({ shares: { share: inside } });
  context.outside = base.folder;
  context.embedded = {
    ...embedded,
    stop: async () => {
      await embedded.stop();
      await base.stop();
    },
  };
  context.share = shareOn(embedded);
});

test.after(async ({ embedded, share }) => {
  await share.close();
  await embedded.stop();
  assert.equal(embedded.failures, []);
});

async function statusOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'STATUS_SUCCESS',
    (error: { code?: string }) => error.code ?? String(error),
  );
}

for (const name of [
  ...['..', '.', '..\\outside', '..\\outside\\secret', 'Sub\\..\\..\\outside\\secret', 'Sub\\..', 'Sub\\.\\File.txt'],
  ...['../outside/secret', 'Sub/File.txt', '/etc/passwd', 'C:\\secret', '\\Sub', '\\\\host\\share', 'Sub\\\\File.txt'],
  ...[
    'Sub:stream',
    'Sub\\File.txt:stream',
    'Sub\\File.txt:stream:$DATA',
    'Sub\\a\0b',
    'Sub\\a*',
    'Sub\\a?',
    'a|b',
    'a"b',
  ],
  ...[
    'climbs',
    'climbs\\secret',
    'climbs\\new',
    'sibling',
    'sibling\\x',
    'root',
    'root\\etc\\passwd',
    'file',
    'dangling',
    'loop',
  ],
  ...['CLIMBS\\secret', 'x'.repeat(256), `${'x\\'.repeat(1025)}x`, '\uf02e\uf02e\\outside', '.\uf029\\outside\\secret'],
]) {
  test(`finds and makes nothing by the name ${JSON.stringify(name.slice(0, 40))}`, async ({ share, outside }) => {
    await share.run(async (tree) => {
      assert.is.not(await statusOf(stat(tree, name, true)), 'STATUS_SUCCESS');
      assert.is.not(await statusOf(rename(tree, 'Sub\\File.txt', name)), 'STATUS_SUCCESS');
      assert.is.not(await statusOf(makeDirectory(tree, `${name}\\made`)), 'STATUS_SUCCESS');
      assert.is.not(await statusOf(remove(tree, name, 'file')), 'STATUS_SUCCESS');
    });
    assert.equal((await fs.readdir(outside)).sort(), ['in', 'in2', 'outside']);
    assert.equal(await fs.readdir(join(outside, 'outside')), ['secret']);
    assert.equal(await fs.readdir(join(outside, 'in2')), []);
  });
}

test('lists what can be opened, and nothing else', ({ share }) =>
  share.run(async (tree) => {
    const names = (await listDirectory(tree, '')).map(({ name }) => name);
    assert.equal(names.sort(), ['Sub', 'a\uf022b', 'good', 'goodfolder']);
  }));

test('follows links that stay inside', ({ share }) =>
  share.run(async (tree) => {
    for (const name of ['good', 'goodfolder\\file.TXT', 'SUB\\file.txt', 'Sub\\File.txt::$DATA', 'Sub\\File.txt']) {
      assert.is((await stat(tree, name, true)).endOfFile, 6, name);
    }
    assert.is((await stat(tree, 'a\uf022b', true)).endOfFile, 5);
  }));

test('tells a missing file from a missing folder', ({ share }) =>
  share.run(async (tree) => {
    assert.is(await statusOf(stat(tree, 'Sub\\none', true)), 'STATUS_OBJECT_NAME_NOT_FOUND');
    assert.is(await statusOf(stat(tree, 'none\\none', true)), 'STATUS_OBJECT_PATH_NOT_FOUND');
    assert.is(await statusOf(stat(tree, 'Sub\\File.txt\\none', true)), 'STATUS_OBJECT_PATH_NOT_FOUND');
  }));

test('makes no second name that differs by case, unless told to', async ({ share, outside }) => {
  await share.run(async (tree) => {
    assert.is(await statusOf(makeDirectory(tree, 'SUB')), 'STATUS_OBJECT_NAME_COLLISION');
  });
  const sensitive = await startEmbedded({ shares: { share: { fs: join(outside, 'in'), caseSensitive: true } } });
  const strict = shareOn(sensitive);
  await strict.run(async (tree) => {
    assert.is(await statusOf(stat(tree, 'SUB', true)), 'STATUS_OBJECT_NAME_NOT_FOUND');
    await makeDirectory(tree, 'SUB');
    await remove(tree, 'SUB', 'directory');
  });
  await strict.close();
  await sensitive.stop();
});

test.run();
