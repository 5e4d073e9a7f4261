/** What newer lines of node have added to `fs`: there where the running node has it. */
import nodeFs from 'node:fs';
import * as assert from 'uvu/assert';
import { bothFs } from '../support/both-fs.ts';

bothFs('fs/newer-members', (t) => {
  t.share('has every member that node has, and no other', async ({ smb }) => {
    const present = (module: object): string[] => Object.keys(module).sort();
    assert.equal(present(smb.fs), present(nodeFs));
    assert.equal(present(smb.promises), present(nodeFs.promises));
  });

  if ('mkdtempDisposable' in nodeFs.promises) {
    t('mkdtempDisposable: the folder goes with what is in it, and only once', async ({ dir, fs, module }) => {
      const made = await module.promises.mkdtempDisposable(`${dir}/some-`);
      await fs.writeFile(`${made.path}/file`, 'x');
      const there = (await fs.readdir(dir)).length;
      await made[Symbol.asyncDispose]();
      await made.remove();
      return [made.path.startsWith(`${dir}/some-`), there, await fs.readdir(dir)];
    });
  }

  if ('openAsBlobSync' in nodeFs) {
    t('openAsBlobSync: a Blob at once', async ({ dir, fs, module }) => {
      await fs.writeFile(`${dir}/file`, 'hello');
      const { openAsBlobSync } = module as unknown as { openAsBlobSync(path: string): Blob };
      assert.throws(() => openAsBlobSync(`${dir}/missing`));
      return openAsBlobSync(`${dir}/file`).text();
    });
  }

  if ('Utf8Stream' in nodeFs) {
    t('Utf8Stream: writes text to a file', async ({ dir, fs, module }) => {
      const stream = new module.Utf8Stream({ dest: `${dir}/log`, sync: false });
      const closed = new Promise<void>((resolve, reject) => stream.once('close', resolve).once('error', reject));
      stream.write('one\n');
      stream.write('twö\n');
      stream.end();
      await closed;
      return fs.readFile(`${dir}/log`, 'utf8');
    });
  }
});
