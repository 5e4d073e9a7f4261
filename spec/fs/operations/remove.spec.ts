import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { bothFs, failure, type PromisesFs } from '../../support/both-fs.ts';

async function things(fs: PromisesFs, dir: string): Promise<void> {
  await fs.mkdir(`${dir}/empty`);
  await fs.mkdir(`${dir}/full/inner/core`, { recursive: true });
  await fs.writeFile(`${dir}/full/inner/file`, '');
  await fs.writeFile(`${dir}/file`, '');
}

const PATHS = [
  'missing',
  'missing/',
  'missing/x',
  'file/x',
  'file/',
  'empty/.',
  'empty/..',
  'full',
  'full/',
  'empty',
  'empty/',
  'file',
  'x'.repeat(256),
  '/',
  '',
];

bothFs('fs/operations/remove', (t) => {
  for (const method of ['unlink', 'rmdir', 'rm'] as const) {
    for (const path of PATHS) {
      const shown = path.length > 99 ? 'a name that is too long' : `"${path}"`;
      t(`${method} of ${shown} does what node does`, async ({ fs, dir }) => {
        if (method === 'rm' && /\/\.\.?$/.test(path)) return undefined;
        await things(fs, dir);
        const target = path === '' ? '' : path === '/' ? '/' : `${dir}/${path}`;
        return [await failure(dir, fs[method](target)), (await fs.readdir(dir, { recursive: true })).sort()];
      });
    }
  }

  t('rm removes a tree, when asked to', async ({ fs, dir }) => {
    await things(fs, dir);
    await fs.rm(`${dir}/full`, { recursive: true });
    await fs.rm(`${dir}/file`, { recursive: true });
    await fs.rm(`${dir}/empty/`, { recursive: true });
    assert.equal(await fs.readdir(dir), []);
    return [
      await failure(dir, fs.rm(`${dir}/full`, { recursive: true })),
      await failure(dir, fs.rm(`${dir}/full`, { recursive: true, force: true })),
      await failure(dir, fs.rm(`${dir}/full`, { force: true })),
      await failure(dir, fs.rm(`${dir}/full/x`, { force: true })),
    ];
  });

  t('rm checks its options', async ({ fs, dir }) => {
    const options = [{ recursive: 1 }, { force: 'x' }, { retryDelay: -1 }, { maxRetries: 1.5 }, 'x', null];
    const failures: unknown[] = [];
    for (const each of options) failures.push(await failure(dir, fs.rm(`${dir}/x`, each as never)));
    return failures;
  });

  t('unlink and rm remove read-only files', async ({ fs, dir }) => {
    for (const method of ['unlink', 'rm'] as const) {
      await fs.writeFile(`${dir}/file`, '');
      await fs.chmod(`${dir}/file`, 0o444);
      await fs[method](`${dir}/file`);
    }
    await fs.mkdir(`${dir}/folder`);
    await fs.writeFile(`${dir}/folder/file`, '');
    await fs.chmod(`${dir}/folder/file`, 0o444);
    await fs.rm(`${dir}/folder`, { recursive: true });
    assert.equal(await fs.readdir(dir), []);
  });

  t.share('unlink of a file that is open takes its name away at the latest when it is closed', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, 'content');
    const open = await fs.open(`${dir}/file`);
    await fs.unlink(`${dir}/file`);
    assert.is(await open.readFile('utf8'), 'content');
    await open.close();
    assert.equal(await fs.readdir(dir), []);
    await fs.writeFile(`${dir}/file`, 'another');
  });

  t.share('rm waits for what is in use, as often as it is told to', async ({ fs, dir }) => {
    await fs.mkdir(`${dir}/folder`);
    await fs.writeFile(`${dir}/folder/file`, '');
    const open = await fs.open(`${dir}/folder/file`);
    const removed = fs.rm(`${dir}/folder`, { recursive: true, maxRetries: 50, retryDelay: 20 });
    setTimeout(() => open.close(), 100);
    await removed;
    assert.equal(await fs.readdir(dir), []);
  });

  t.share('rm removes thousands of files in many folders', async ({ fs, dir, folder }) => {
    const root = `${folder}/tree`;
    const own = (path: string) => chownSync(path, 10_001, 10_001);
    mkdirSync(root);
    own(root);
    for (let i = 0; i < 40; i++) {
      mkdirSync(`${root}/${i}/deep`, { recursive: true });
      own(`${root}/${i}`);
      own(`${root}/${i}/deep`);
      for (let j = 0; j < 50; j++) {
        writeFileSync(`${root}/${i}/deep/${j}`, '');
        own(`${root}/${i}/deep/${j}`);
      }
    }
    await fs.rm(`${dir}/tree`, { recursive: true });
    assert.equal(await fs.readdir(dir), []);
  });
});
