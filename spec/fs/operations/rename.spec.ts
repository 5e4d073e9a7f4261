import { writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { bothFs, failure, type PromisesFs } from '../../support/both-fs.ts';

async function things(fs: PromisesFs, dir: string): Promise<void> {
  await fs.mkdir(`${dir}/empty`);
  await fs.mkdir(`${dir}/other`);
  await fs.mkdir(`${dir}/full/inner/core`, { recursive: true });
  await fs.writeFile(`${dir}/full/file`, 'in full');
  await fs.writeFile(`${dir}/a`, 'a');
  await fs.writeFile(`${dir}/b`, 'b');
}

bothFs('fs/operations/rename', (t) => {
  t('gives a file another name, in its folder or another', async ({ fs, dir }) => {
    await things(fs, dir);
    await fs.rename(`${dir}/a`, `${dir}/c`);
    await fs.rename(`${dir}/c`, `${dir}/full/inner/d`);
    assert.is(await fs.readFile(`${dir}/full/inner/d`, 'utf8'), 'a');
    return [await failure(dir, fs.stat(`${dir}/a`)), (await fs.readdir(dir)).sort()];
  });

  t('replaces a file, a read-only one too', async ({ fs, dir }) => {
    await things(fs, dir);
    await fs.rename(`${dir}/a`, `${dir}/b`);
    assert.is(await fs.readFile(`${dir}/b`, 'utf8'), 'a');
    await fs.writeFile(`${dir}/c`, 'c');
    await fs.chmod(`${dir}/b`, 0o444);
    await fs.rename(`${dir}/c`, `${dir}/b`);
    assert.is(await fs.readFile(`${dir}/b`, 'utf8'), 'c');
  });

  t('moves a read-only file', async ({ fs, dir }) => {
    await things(fs, dir);
    await fs.chmod(`${dir}/a`, 0o444);
    await fs.rename(`${dir}/a`, `${dir}/c`);
    assert.is((await fs.stat(`${dir}/c`)).mode & 0o222, 0);
  });

  t('replaces an empty folder by a folder', async ({ fs, dir }) => {
    await things(fs, dir);
    await fs.rename(`${dir}/full`, `${dir}/empty`);
    await fs.rename(`${dir}/empty/`, `${dir}/again/`);
    assert.equal((await fs.readdir(`${dir}/again`)).sort(), ['file', 'inner']);
  });

  t('leaves alone what has that name already', async ({ fs, dir }) => {
    await things(fs, dir);
    await fs.rename(`${dir}/a`, `${dir}/a`);
    await fs.rename(`${dir}/full`, `${dir}/full`);
    await fs.rename(`${dir}/full`, `${dir}//other/../full/`);
    await fs.link(`${dir}/a`, `${dir}/link`);
    await fs.rename(`${dir}/a`, `${dir}/link`);
    return (await fs.readdir(dir)).sort();
  });

  t('changes the letter case of a name', async ({ fs, dir }) => {
    await things(fs, dir);
    await fs.rename(`${dir}/a`, `${dir}/A`);
    await fs.rename(`${dir}/full`, `${dir}/FULL`);
    return (await fs.readdir(dir)).sort();
  });

  t('fails as node does', async ({ fs, dir }) => {
    await things(fs, dir);
    const pairs = [
      ['a', 'empty'],
      ['a', 'full'],
      ['full', 'a'],
      ['other', 'full'],
      ['full', 'full/x'],
      ['full', 'full/inner'],
      ['full', 'full/inner/x'],
      ['full', 'full/missing/x'],
      ['full/inner', 'full'],
      ['full/file', 'full'],
      ['full/inner/core', 'full'],
      ['a', 'a/x'],
      ['missing', 'missing/x'],
      ['missing', 'x'],
      ['missing', 'a'],
      ['missing/', 'x'],
      ['a/x', 'b'],
      ['a', 'missing/x'],
      ['a', 'b/x'],
      ['a/', 'x'],
      ['a', 'x/'],
      ['a', 'empty/'],
      ['full/', 'a'],
      ['empty/.', 'x'],
      ['empty', 'full/.'],
      ['empty', 'full/..'],
      ['a', 'x'.repeat(256)],
      ['x'.repeat(256), 'a'],
      ['a', 'ü'.repeat(130)],
    ];
    const failures: unknown[] = [];
    for (const [from, to] of pairs) failures.push(await failure(dir, fs.rename(`${dir}/${from}`, `${dir}/${to}`)));
    failures.push(await failure(dir, fs.rename('', `${dir}/x`)), await failure(dir, fs.rename(`${dir}/a`, '')));
    failures.push(await failure(dir, fs.rename(1 as never, 'x')), await failure(dir, fs.rename('x', null as never)));
    return [...failures, (await fs.readdir(dir, { recursive: true })).sort()];
  });

  t.share('says EBUSY where an open file is in the way, and EACCES where rights are missing', async ({ fs, dir }) => {
    await things(fs, dir);
    const open = await fs.open(`${dir}/b`);
    const { code, message } = (await failure(dir, fs.rename(`${dir}/a`, `${dir}/b`))) as NodeJS.ErrnoException;
    assert.is(code, 'EBUSY');
    assert.is(message, "EBUSY: resource busy or locked, rename '/a' -> '/b'");
    await open.close();
    const inner = await fs.open(`${dir}/full/file`);
    assert.is(((await failure(dir, fs.rename(`${dir}/full`, `${dir}/x`))) as NodeJS.ErrnoException).code, 'EBUSY');
    await inner.close();
    await fs.rename(`${dir}/full`, `${dir}/x`);
  });

  t.share('moves a file that is open', async ({ fs, dir, folder }) => {
    writeFileSync(`${folder}/open`, 'content');
    const open = await fs.open(`${dir}/open`);
    await fs.rename(`${dir}/open`, `${dir}/moved`);
    assert.is(await open.readFile('utf8'), 'content');
    await open.close();
  });
});
