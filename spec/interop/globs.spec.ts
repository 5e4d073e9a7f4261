/** The packages fast-glob and glob, which are handed an `fs`. */
import { dirname, join } from 'node:path';
import fastGlob from 'fast-glob';
import { glob, globSync } from 'glob';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import type { Samba } from '../support/samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const test = sambaSuite('interop/globs');

const FILES = ['src/index.ts', 'src/deep/er/index.ts', 'src/deep/readme.md', '.hidden/index.ts', 'top.ts'];

/** Runs a body with a share that holds a few files in `/tree`. */
async function withFiles(samba: Samba, body: (smb: SmbFs) => Promise<void>): Promise<void> {
  const smb = new SmbFs(samba.url());
  for (const file of FILES) {
    await smb.mkdir(join('/tree', dirname(file)), { recursive: true });
    await smb.writeFile(join('/tree', file), '');
  }
  await body(smb);
  await smb.close();
}

test('fast-glob finds what is on a share', async ({ samba }) => {
  await withFiles(samba, async ({ fs }) => {
    const expected = ['src/deep/er/index.ts', 'src/index.ts', 'top.ts'];
    assert.equal((await fastGlob('**/*.ts', { fs, cwd: '/tree' })).sort(), expected);
    assert.equal(fastGlob.sync('**/*.ts', { fs, cwd: '/tree' }).sort(), expected);
    const [entry] = await fastGlob('/tree/src/*.ts', { fs, stats: true, absolute: true });
    assert.is(entry?.path, '/tree/src/index.ts');
    assert.is(entry?.stats?.isFile(), true);
    const streamed: unknown[] = [];
    for await (const path of fastGlob.stream('**/index.*', { fs, cwd: '/tree', dot: true })) streamed.push(path);
    assert.equal(streamed.sort(), ['.hidden/index.ts', 'src/deep/er/index.ts', 'src/index.ts']);
  });
});

test('glob finds what is on a share', async ({ samba }) => {
  await withFiles(samba, async ({ fs }) => {
    const expected = ['src/deep/er/index.ts', 'src/index.ts', 'top.ts'];
    assert.equal((await glob('**/*.ts', { fs, cwd: '/tree' })).sort(), expected);
    assert.equal(globSync('**/*.ts', { fs, cwd: '/tree' }).sort(), expected);
    assert.equal(await glob('/tree/src/**/*.md', { fs, absolute: true }), ['/tree/src/deep/readme.md']);
    const found = await glob('src/*', { fs, cwd: '/tree', withFileTypes: true, stat: true });
    assert.equal(found.map((path) => [path.fullpath(), path.isDirectory()]).sort(), [
      ['/tree/src/deep', true],
      ['/tree/src/index.ts', false],
    ]);
  });
});

test.run();
