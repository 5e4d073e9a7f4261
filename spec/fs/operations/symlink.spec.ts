import * as assert from 'uvu/assert';
import { bothFs, failure } from '../../support/both-fs.ts';

bothFs('fs/operations/symlink', (t) => {
  t('readlink refuses what is no link as node does', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, '');
    const failures: unknown[] = [];
    for (const path of ['', 'file', 'file/', 'missing', 'missing/', 'missing/x', 'file/x', 'x'.repeat(256)]) {
      failures.push(await failure(dir, fs.readlink(`${dir}/${path}`)));
    }
    return failures;
  });

  t('symlink refuses arguments and places as node does', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, '');
    return [
      await failure(dir, fs.symlink(1 as never, `${dir}/link`)),
      await failure(dir, fs.symlink('x', 1 as never)),
      await failure(dir, fs.symlink('x', `${dir}/link`, 'wrong')),
      await failure(dir, fs.symlink('file', `${dir}/file`)),
      await failure(dir, fs.symlink('file', `${dir}/missing/link`)),
      await failure(dir, fs.symlink('file', `${dir}/file/link`)),
      await failure(dir, fs.symlink('', `${dir}/link`)),
      await failure(dir, fs.symlink('file', '')),
    ];
  });

  t.share('symlink is EPERM on a server without links, and leaves nothing behind', async ({ fs, dir }) => {
    await fs.mkdir(`${dir}/folder`);
    for (const [target, type] of [['folder'], ['missing', 'dir'], ['/folder', 'file']] as const) {
      const error = (await failure(dir, fs.symlink(target, `${dir}/link`, type))) as NodeJS.ErrnoException;
      assert.is(error.code, 'EPERM');
      assert.is(error.message, `EPERM: operation not permitted, symlink '${target}' -> '/link'`);
    }
    assert.equal(await fs.readdir(dir), ['folder']);
  });
});
