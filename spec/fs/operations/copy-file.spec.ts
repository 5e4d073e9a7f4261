import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/fs/smb-fs.ts';
import { bothFs, failure } from '../../support/both-fs.ts';
import { startCountingRelay } from '../../support/counting-relay.ts';

const { COPYFILE_EXCL, COPYFILE_FICLONE, COPYFILE_FICLONE_FORCE } = constants;
const MIB = 1024 * 1024;

bothFs('fs/operations/copy-file', (t) => {
  for (const size of [0, 1, 65537, MIB, 17 * MIB + 5, 40 * MIB]) {
    t(`copies ${size} bytes, over nothing and over a larger file`, async ({ fs, dir }) => {
      const content = randomBytes(size);
      await fs.writeFile(`${dir}/from`, content);
      await fs.writeFile(`${dir}/over`, Buffer.alloc(size + 1000, 'x'));
      await fs.copyFile(`${dir}/from`, `${dir}/to`);
      await fs.copyFile(`${dir}/from`, `${dir}/over`);
      assert.ok(content.equals(await fs.readFile(`${dir}/to`)));
      assert.ok(content.equals(await fs.readFile(`${dir}/over`)));
      assert.ok(content.equals(await fs.readFile(`${dir}/from`)));
    });
  }

  t('makes the copy of a read-only file read-only', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/from`, 'content');
    await fs.chmod(`${dir}/from`, 0o444);
    await fs.copyFile(`${dir}/from`, `${dir}/to`);
    assert.is((await fs.stat(`${dir}/to`)).mode & 0o222, 0);
    assert.is(await fs.readFile(`${dir}/to`, 'utf8'), 'content');
  });

  t('onto itself changes nothing', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, 'content');
    await fs.link(`${dir}/file`, `${dir}/link`);
    await fs.copyFile(`${dir}/file`, `${dir}/file`);
    await fs.copyFile(`${dir}/file`, `${dir}/./link`);
    assert.is(await fs.readFile(`${dir}/file`, 'utf8'), 'content');
  });

  t('makes nothing where there is nothing to copy', async ({ fs, dir }) => {
    await fs.mkdir(`${dir}/folder`);
    await failure(dir, fs.copyFile(`${dir}/missing`, `${dir}/to`));
    await failure(dir, fs.copyFile(`${dir}/folder`, `${dir}/to`));
    return fs.readdir(dir);
  });

  t('fails as node does', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, 'x');
    await fs.writeFile(`${dir}/other`, 'y');
    await fs.mkdir(`${dir}/folder`);
    const calls: [string, string, number?][] = [
      ['missing', 'to'],
      ['folder', 'to'],
      ['file', 'folder'],
      ['file', 'folder/'],
      ['file', 'to/'],
      ['file/', 'to'],
      ['file/x', 'to'],
      ['file', 'other/x'],
      ['file', 'missing/x'],
      ['file', 'x'.repeat(256)],
      ['file', 'other', COPYFILE_EXCL],
      ['file', 'file', COPYFILE_EXCL],
      ['file', 'folder', COPYFILE_EXCL],
      ['file', 'new', COPYFILE_EXCL],
      ['file', 'other', COPYFILE_FICLONE],
      ['file', 'newer', 8],
      ['file', 'newer', 'x' as never],
    ];
    const failures: unknown[] = [];
    for (const [from, to, mode] of calls) {
      failures.push(await failure(dir, fs.copyFile(`${dir}/${from}`, `${dir}/${to}`, mode)));
    }
    failures.push(await failure(dir, fs.copyFile('', 'x')), await failure(dir, fs.copyFile(1 as never, 'x')));
    return [...failures, (await fs.readdir(dir)).sort()];
  });

  t.share('cannot force the server to share blocks', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, 'x');
    const error = await failure(dir, fs.copyFile(`${dir}/file`, `${dir}/to`, COPYFILE_FICLONE_FORCE));
    assert.is((error as NodeJS.ErrnoException).code, 'ENOTSUP');
    assert.equal(await fs.readdir(dir), ['file']);
  });

  t.share('leaves the bytes on the server', async ({ fs, dir, samba }) => {
    await fs.writeFile(`${dir}/from`, randomBytes(20 * MIB));
    const relay = await startCountingRelay(samba.host, samba.port);
    const smb = new SmbFs(relay.through(samba.url()));
    await smb.connect();
    const { requests } = await relay.during(() => smb.copyFile(`${dir}/from`, `${dir}/to`));
    assert.ok(requests < 15, `${requests} requests`);
    await smb.close();
    await relay.close();
  });

  t.share('holds nothing open when it is done, or has failed', async ({ fs, dir, samba }) => {
    await fs.writeFile(`${dir}/from`, 'x');
    await fs.mkdir(`${dir}/folder`);
    await fs.copyFile(`${dir}/from`, `${dir}/to`);
    await failure(dir, fs.copyFile(`${dir}/from`, `${dir}/folder`));
    await failure(dir, fs.copyFile(`${dir}/from`, `${dir}/to`, COPYFILE_EXCL));
    await fs.copyFile(`${dir}/from`, `${dir}/from`);
    assert.equal(await samba.openFiles(), []);
  });
});
