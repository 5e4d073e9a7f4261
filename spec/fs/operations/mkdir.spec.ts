import * as assert from 'uvu/assert';
import { bothFs, failure } from '../../support/both-fs.ts';

bothFs('fs/operations/mkdir', (t) => {
  t('makes a folder', async ({ fs, dir }) => {
    assert.is(await fs.mkdir(`${dir}/a`), undefined);
    assert.is(await fs.mkdir(`${dir}/b/`, 0o700), undefined);
    assert.is(await fs.mkdir(`${dir}/a/c`, { mode: '755' }), undefined);
    assert.ok((await fs.stat(`${dir}/a/c`)).isDirectory());
  });

  t('makes all that is missing of a path, and says where that began', async ({ fs, dir }) => {
    const made: unknown[] = [];
    for (const path of ['a/b/c', 'a/b/c', 'a/b/d', 'x//y/./z/', 'one', 'two/.', '.', '', 'a/..', 'a/b/e/']) {
      made.push((await fs.mkdir(`${dir}/${path}`, { recursive: true }))?.replace(dir, ''));
    }
    return [...made, (await fs.readdir(dir, { recursive: true })).sort()];
  });

  t('makes one path for many who ask at once', async ({ fs, dir }) => {
    const calls = Array.from({ length: 20 }, (_, i) => fs.mkdir(`${dir}/a/b/c/${i % 4}`, { recursive: true }));
    await Promise.all(calls);
    assert.equal((await fs.readdir(`${dir}/a/b/c`)).sort(), ['0', '1', '2', '3']);
  });

  t('fails as node does', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, '');
    await fs.mkdir(`${dir}/folder`);
    const paths = [
      'file',
      'file/',
      'folder',
      'folder/',
      'folder/.',
      'missing/.',
      'folder/..',
      'file/.',
      'file/x',
      'missing/x',
      'file/x/y',
      'x'.repeat(256),
      'missing/x/',
    ];
    const failures: unknown[] = [];
    for (const path of paths) {
      failures.push(await failure(dir, fs.mkdir(`${dir}/${path}`)));
      // Node makes what it can of a path that it cannot make.
      if (path !== 'missing/x' && path !== 'missing/.' && path !== 'missing/x/') {
        failures.push(await failure(dir, fs.mkdir(`${dir}/${path}`, { recursive: true })));
      }
    }
    for (const path of ['', '/', '/\0']) failures.push(await failure(dir, fs.mkdir(path)));
    failures.push(await failure(dir, fs.mkdir('', { recursive: true })));
    return failures;
  });
});
