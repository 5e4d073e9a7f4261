import type { Dirent } from 'node:fs';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/index.ts';
import { bothFs, failure, type PromisesFs } from '../../support/both-fs.ts';
import { forbiddenNames } from '../../support/names.ts';

async function tree(fs: PromisesFs, dir: string): Promise<void> {
  await fs.mkdir(`${dir}/a/b/c`, { recursive: true });
  await fs.mkdir(`${dir}/empty`);
  await fs.writeFile(`${dir}/file`, '');
  await fs.writeFile(`${dir}/a/b/deep`, '');
}

/** Dirents without what depends on the file system. */
function shown(dir: string, entries: readonly Dirent<string | Buffer>[]): unknown[] {
  return entries
    .map((entry) => ({
      name: entry.name.toString(),
      parentPath: (entry.parentPath ?? '').replace(dir, ''),
      isDirectory: entry.isDirectory(),
      isFile: entry.isFile(),
      isSymbolicLink: entry.isSymbolicLink(),
      bytes: Buffer.isBuffer(entry.name),
    }))
    .sort((one, other) => (`${one.parentPath}/${one.name}` < `${other.parentPath}/${other.name}` ? -1 : 1));
}

bothFs('fs/operations/readdir', (t) => {
  t('lists the names, without . and ..', async ({ fs, dir }) => {
    await tree(fs, dir);
    assert.equal((await fs.readdir(dir)).sort(), ['a', 'empty', 'file']);
    assert.equal(await fs.readdir(`${dir}/empty`), []);
    assert.equal(await fs.readdir(`${dir}/empty/`), []);
  });

  t('gives names as bytes, and in any encoding', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/grün`, '');
    assert.equal(await fs.readdir(dir, 'buffer'), [Buffer.from('grün')]);
    assert.equal(await fs.readdir(dir, { encoding: 'buffer' }), [Buffer.from('grün')]);
    return [await fs.readdir(dir, 'hex'), await fs.readdir(dir, 'latin1'), await fs.readdir(dir, { encoding: null })];
  });

  t('gives directory entries with their types', async ({ fs, dir }) => {
    await tree(fs, dir);
    const entries = await fs.readdir(dir, { withFileTypes: true });
    return [
      shown(dir, entries),
      shown(dir, await fs.readdir(`${dir}/`, { withFileTypes: true })),
      shown(dir, await fs.readdir(dir, { withFileTypes: true, encoding: 'buffer' })),
    ];
  });

  t('lists all folders below, when asked for', async ({ fs, dir }) => {
    await tree(fs, dir);
    const names = (await fs.readdir(dir, { recursive: true })).sort();
    assert.equal(names, ['a', 'a/b', 'a/b/c', 'a/b/deep', 'empty', 'file']);
    return shown(dir, await fs.readdir(dir, { recursive: true, withFileTypes: true }));
  });

  t('fails as node does', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, '');
    const paths = ['missing', 'file', 'file/', 'file/x', 'missing/x', 'x'.repeat(256)];
    const failures: unknown[] = [await failure(dir, fs.readdir('')), await failure(dir, fs.readdir('/\0'))];
    for (const path of paths) failures.push(await failure(dir, fs.readdir(`${dir}/${path}`)));
    failures.push(await failure(dir, fs.readdir(dir, 'klingon' as never)));
    return failures;
  });

  t('keeps every character that a name can have', async ({ fs, dir }) => {
    for (const name of forbiddenNames) await fs.writeFile(`${dir}/${name}`, name);
    assert.equal((await fs.readdir(dir)).sort(), [...forbiddenNames].sort());
    for (const name of forbiddenNames) {
      assert.is(await fs.readFile(`${dir}/${name}`, 'utf8'), name);
      await fs.rename(`${dir}/${name}`, `${dir}/moved`);
      await fs.rename(`${dir}/moved`, `${dir}/${name}`);
      await fs.unlink(`${dir}/${name}`);
    }
    assert.equal(await fs.readdir(dir), []);
  });

  t.share('tells what the server knows of each entry, when asked for', async ({ fs, smb, dir, samba }) => {
    await tree(fs, dir);
    await fs.writeFile(`${dir}/file`, 'four');
    await fs.utimes(`${dir}/file`, 1, 1_700_000_000.123);
    const worker = new SmbFs(samba.url(), { engine: 'worker' });
    try {
      for (const share of [smb, worker]) {
        const [folder, empty, file] = await share.readdir(dir, { withStats: true });
        assert.ok(folder && empty && file);
        assert.ok(folder.isDirectory() && empty.isDirectory() && file.isFile());
        assert.is(file.stats.size, 4);
        assert.is(Math.round(file.stats.mtimeMs), 1_700_000_000_123);
        assert.is(file.stats.ino, (await smb.lstat(`${dir}/file`)).ino);
        assert.ok(folder.stats.isDirectory());
        const deep = await share.readdir(dir, { withStats: true, recursive: true });
        assert.equal(deep.map(({ name }) => name).sort(), ['a', 'b', 'c', 'deep', 'empty', 'file']);
        const opened = await share.opendir(dir, { withStats: true });
        for await (const { name, stats } of opened) if (name === 'file') assert.is(stats.size, 4);
      }
    } finally {
      await worker.close();
    }
    const { code } = (await failure(dir, fs.readdir(dir, { withStats: 1 } as never))) as NodeJS.ErrnoException;
    assert.is(code, 'ERR_INVALID_ARG_TYPE');
  });
});
