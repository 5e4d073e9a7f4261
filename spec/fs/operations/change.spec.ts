import { constants, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/fs/smb-fs.ts';
import { bothFs, failure } from '../../support/both-fs.ts';
import { rejection } from '../../support/settles.ts';

const { F_OK, R_OK, W_OK, X_OK } = constants;

/** Paths of which every operation on an existing file must say what is wrong. */
const WRONG = ['missing', 'missing/x', 'file/', 'file/x', 'x'.repeat(256), 'ü'.repeat(130)];

bothFs('fs/operations/change', (t) => {
  t('utimes and lutimes set times to 100 ns', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, '');
    const seen: unknown[] = [];
    for (const [atime, mtime] of [
      [1, 2],
      [1_700_000_000.123456, new Date('2001-02-03T04:05:06.789Z')],
      ['1234567890.5', 0],
      [new Date(-86_400_000), '-1'],
      [2 ** 33, 2 ** 33 + 0.25],
    ] as const) {
      for (const method of ['utimes', 'lutimes'] as const) {
        await fs[method](`${dir}/file`, atime, mtime);
        const { atimeNs, mtimeNs } = await fs.stat(`${dir}/file`, { bigint: true });
        seen.push([atimeNs, mtimeNs].map((time) => Number(time / 1000n)));
      }
    }
    await fs.mkdir(`${dir}/folder`);
    await fs.utimes(`${dir}/folder/`, 5, 6);
    const { mtimeMs } = await fs.stat(`${dir}/folder`);
    return [...seen, mtimeMs];
  });

  t('futimes sets times of an open file', async ({ fs, dir }) => {
    const open = await fs.open(`${dir}/file`, 'w');
    await open.utimes(10, 20.5);
    await open.close();
    assert.is((await fs.stat(`${dir}/file`)).mtimeMs, 20500);
  });

  t.share('what is written gets the time that writeFile was given', async ({ smb, dir }) => {
    const mtime = new Date('2001-02-03T04:05:06.789Z');
    const large = Buffer.alloc(200_000);
    const writings: Record<string, () => unknown> = {
      small: () => smb.writeFile(`${dir}/small`, 'small', { mtime }),
      empty: () => smb.writeFile(`${dir}/empty`, '', { mtime }),
      large: () => smb.writeFile(`${dir}/large`, large, { mtime }),
      fresh: () => smb.writeFile(`${dir}/fresh`, 'fresh', { mtime, flag: 'wx' }),
      pieces: () => smb.writeFile(`${dir}/pieces`, ['in ', 'pieces'], { mtime }),
      atomic: () => smb.writeFile(`${dir}/atomic`, 'atomic', { mtime, atomic: true }),
      sync: () => smb.writeFileSync(`${dir}/sync`, 'sync', { mtime, atomic: true }),
    };
    for (const [name, write] of Object.entries(writings)) {
      await write();
      assert.is((await smb.stat(`${dir}/${name}`)).mtimeMs, mtime.getTime(), name);
    }
    for (const wrong of [new Date(Number.NaN), 'noon', {}]) {
      const { code } = await rejection(smb.writeFile(`${dir}/wrong`, '', { mtime: wrong as never }));
      assert.match(String(code), /^ERR_INVALID_ARG_(?:TYPE|VALUE)$/);
    }
    const open = await smb.open(`${dir}/small`, 'r+');
    assert.is((await rejection(smb.writeFile(open, '', { mtime }))).code, 'ERR_INVALID_ARG_VALUE');
    await open.close();
  });

  t('times and modes are refused as node does', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, '');
    const failures: unknown[] = [];
    for (const path of WRONG) {
      const target = `${dir}/${path}`;
      failures.push(
        await failure(dir, fs.utimes(target, 1, 1)),
        await failure(dir, fs.lutimes(target, 1, 1)),
        await failure(dir, fs.chmod(target, 0o644)),
        await failure(dir, fs.chown(target, 0, 0)),
        await failure(dir, fs.lchown(target, 0, 0)),
        await failure(dir, fs.access(target)),
        await failure(dir, fs.access(target, R_OK)),
        await failure(dir, fs.statfs(target)),
        await failure(dir, fs.realpath(target)),
      );
    }
    for (const wrong of [undefined, null, {}, 'x', Number.NaN]) {
      failures.push(
        await failure(dir, fs.utimes(`${dir}/file`, wrong as never, 1)),
        await failure(dir, fs.chmod(`${dir}/file`, wrong as never)),
        await failure(dir, fs.chown(`${dir}/file`, wrong as never, 1)),
      );
    }
    failures.push(await failure(dir, fs.access(`${dir}/file`, 8)), await failure(dir, fs.access('')));
    return failures;
  });

  t('chmod makes a file read-only and writable again', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, '');
    const seen: number[] = [];
    for (const mode of [0o444, 0o400, 0o644, '0444', 0o644]) {
      await fs.chmod(`${dir}/file`, mode);
      seen.push((await fs.stat(`${dir}/file`)).mode & 0o200);
    }
    const open = await fs.open(`${dir}/file`, 'r+');
    for (const mode of [0o444, 0o600]) {
      await open.chmod(mode);
      seen.push((await open.stat()).mode & 0o200);
    }
    await open.close();
    return seen;
  });

  t.share('chmod keeps the other attributes, and folders as they are', async ({ fs, dir, samba, smb }) => {
    await fs.mkdir(`${dir}/folder`);
    await fs.chmod(`${dir}/folder`, 0o444);
    assert.is((await fs.stat(`${dir}/folder`)).mode & 0o777, 0o755);
    await fs.writeFile(`${dir}/folder/file`, '');
    await fs.writeFile(`${dir}/file`, '');
    await smb.lchmod(`${dir}/file`, 0o444);
    assert.is((await fs.stat(`${dir}/file`)).mode & 0o777, 0o444);
    assert.is(((await failure(dir, fs.writeFile(`${dir}/file`, 'x'))) as NodeJS.ErrnoException).code, 'EACCES');
    const other = new SmbFs(samba.url());
    assert.is((await other.stat(`${dir}/file`)).mode & 0o777, 0o444);
    await other.close();
  });

  t.share('chown leaves the owner as it is', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, '');
    const { uid } = await fs.stat(`${dir}/file`);
    await fs.chown(`${dir}/file`, uid + 1, 7);
    await fs.lchown(`${dir}/file`, -1, -1);
    const open = await fs.open(`${dir}/file`, 'r+');
    await open.chown(1, 1);
    await open.close();
    assert.is((await fs.stat(`${dir}/file`)).uid, uid);
  });

  t('access tells that a file or folder is there and may be read and written', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, '');
    await fs.mkdir(`${dir}/folder`);
    for (const mode of [undefined, F_OK, R_OK, W_OK, R_OK | W_OK]) {
      await fs.access(`${dir}/file`, mode);
      await fs.access(`${dir}/folder`, mode);
      await fs.access(`${dir}/folder/`, mode);
    }
    await fs.access(`${dir}/folder`, X_OK);
    return failure(dir, fs.access(`${dir}/file`, X_OK));
  });

  t.share('access refuses to write what is read-only, be it a file or the share', async ({ fs, dir, samba }) => {
    await fs.writeFile(`${dir}/file`, '');
    await fs.chmod(`${dir}/file`, 0o444);
    await fs.access(`${dir}/file`, R_OK);
    const refusal = (await failure(dir, fs.access(`${dir}/file`, W_OK))) as NodeJS.ErrnoException;
    assert.is(refusal.message, "EACCES: permission denied, access '/file'");
    writeFileSync(`${samba.folder('ro')}/file`, '');
    const readOnly = new SmbFs(samba.url('ro'));
    await readOnly.access('/file', R_OK);
    for (const path of ['/file', '/']) {
      const { code } = (await failure(dir, readOnly.access(path, W_OK))) as NodeJS.ErrnoException;
      assert.is(code, 'EACCES', path);
    }
    await readOnly.close();
  });

  t('statfs tells the room in numbers, or in bigints', async ({ fs, dir }) => {
    const room = await fs.statfs(dir);
    const exact = await fs.statfs(`${dir}/`, { bigint: true });
    assert.ok(room.bsize > 0 && room.blocks > 0 && room.bavail <= room.bfree && room.bfree <= room.blocks);
    assert.is(typeof exact.blocks, 'bigint');
    assert.is(Number(exact.blocks), room.blocks);
    return BigInt(room.bsize * room.blocks) > 0n;
  });

  t('mkdtemp makes a folder of its own each time', async ({ fs, dir }) => {
    const made = await Promise.all(Array.from({ length: 20 }, () => fs.mkdtemp(`${dir}/temporary-`)));
    assert.is(new Set(made).size, 20);
    for (const path of made) assert.match(path.replace(dir, ''), /^\/temporary-\w{6}$/);
    const bytes = await fs.mkdtemp(`${dir}/x`, 'buffer');
    assert.ok(Buffer.isBuffer(bytes));
    assert.ok((await fs.stat(bytes)).isDirectory());
    const { code, syscall } = (await failure(dir, fs.mkdtemp(`${dir}/missing/x`))) as NodeJS.ErrnoException;
    return [code, syscall, await failure(dir, fs.mkdtemp(1 as never))];
  });

  t('realpath gives the plain path', async ({ fs, dir }) => {
    await fs.mkdir(`${dir}/a/b`, { recursive: true });
    await fs.writeFile(`${dir}/a/b/back\\slash: "x"`, '');
    const paths = ['', '/', 'a', 'a/', 'a//b/../b/.', 'a/b/back\\slash: "x"'];
    const real: string[] = [];
    for (const path of paths) real.push((await fs.realpath(`${dir}/${path}`)).replace(dir, ''));
    return [...real, Buffer.isBuffer(await fs.realpath(dir, 'buffer')), await fs.realpath('/')];
  });

  t.share("realpath speaks of the mount point, and in the server's letter case", async ({ dir, samba, smb }) => {
    await smb.mkdir(`${dir}/Folder/Inner`, { recursive: true });
    const mounted = new SmbFs(samba.url(), { path: `${dir}/folder`, mountPoint: '/mnt/nas' });
    assert.is(await mounted.realpath('/mnt/nas/inner'), '/mnt/nas/Inner');
    assert.is(await mounted.realpath('/mnt/nas'), '/mnt/nas');
    assert.is(await smb.realpath(`${dir}/FOLDER/inner/..`), `${dir}/Folder`);
    await mounted.close();
  });

  t('link gives a file one more name', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, 'x');
    await fs.mkdir(`${dir}/folder`);
    await fs.link(`${dir}/file`, `${dir}/link`);
    await fs.appendFile(`${dir}/link`, 'y');
    assert.is(await fs.readFile(`${dir}/file`, 'utf8'), 'xy');
    assert.is((await fs.stat(`${dir}/file`)).nlink, 2);
    assert.is((await fs.stat(`${dir}/file`)).ino, (await fs.stat(`${dir}/link`)).ino);
    const failures: unknown[] = [];
    for (const [from, to] of [
      ['file', 'link'],
      ['file', 'folder'],
      ['file', 'folder/'],
      ['file', 'new/'],
      ['file', 'link/'],
      ['file/', 'new'],
      ['missing', 'new'],
      ['folder', 'new'],
      ['folder/', 'new'],
      ['folder', 'file'],
      ['file', 'missing/new'],
      ['file', 'link/new'],
      ['file/x', 'new'],
      ['file', 'x'.repeat(256)],
    ]) {
      failures.push(await failure(dir, fs.link(`${dir}/${from}`, `${dir}/${to}`)));
    }
    return [...failures, (await fs.readdir(dir)).sort()];
  });
});
