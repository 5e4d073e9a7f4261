import { writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { bothFs, failure, type PromisesFs } from '../../support/both-fs.ts';

async function three(fs: PromisesFs, dir: string): Promise<void> {
  await fs.writeFile(`${dir}/one`, '');
  await fs.writeFile(`${dir}/two`, '');
  await fs.mkdir(`${dir}/three/deep`, { recursive: true });
}

/** Where a call throws, this rejects. */
async function later<T>(call: () => T): Promise<Awaited<T>> {
  return await call();
}

bothFs('fs/dir', (t) => {
  t('is read to its end, and then gives null', async ({ fs, dir }) => {
    await three(fs, dir);
    const opened = await fs.opendir(dir);
    assert.is(opened.path, dir);
    const names: string[] = [];
    for (let entry = await opened.read(); entry; entry = await opened.read()) names.push(entry.name);
    assert.equal(names.sort(), ['one', 'three', 'two']);
    assert.is(await opened.read(), null);
    await opened.close();
  });

  t('is iterated, and closed by that', async ({ fs, dir }) => {
    await three(fs, dir);
    const opened = await fs.opendir(`${dir}/`);
    const seen: unknown[] = [];
    for await (const entry of opened)
      seen.push(`${entry.name} ${entry.isDirectory()} ${entry.parentPath === `${dir}/`}`);
    return [
      seen.sort(),
      await failure(
        dir,
        later(() => opened.read()),
      ),
      await failure(dir, opened.close()),
    ];
  });

  t('is closed when a loop is left early', async ({ fs, dir }) => {
    await three(fs, dir);
    const opened = await fs.opendir(dir);
    for await (const entry of opened) {
      assert.type(entry.name, 'string');
      break;
    }
    return failure(dir, opened.close());
  });

  t('calls back', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/one`, '');
    const opened = await fs.opendir(dir);
    const entry = await new Promise<unknown>((resolve, reject) =>
      opened.read((error, found) => (error ? reject(error) : resolve(found?.name))),
    );
    assert.is(entry, 'one');
    const end = await new Promise<unknown>((resolve, reject) =>
      opened.read((error, found) => (error ? reject(error) : resolve(found))),
    );
    assert.is(end, null);
    await new Promise<void>((resolve, reject) => opened.close((error) => (error ? reject(error) : resolve())));
    assert.throws(
      () => opened.read(() => {}),
      (error: NodeJS.ErrnoException) => error.code === 'ERR_DIR_CLOSED',
    );
    const late = await new Promise<unknown>((resolve) => opened.close(resolve));
    return [
      (late as NodeJS.ErrnoException).code,
      await failure(
        dir,
        later(() => opened.read('x' as never)),
      ),
    ];
  });

  t('answers reads that wait for one another in turn', async ({ fs, dir }) => {
    await three(fs, dir);
    const opened = await fs.opendir(dir);
    const entries = await Promise.all([opened.read(), opened.read(), opened.read(), opened.read()]);
    await opened.close();
    assert.equal(
      entries
        .map((entry) => entry?.name ?? null)
        .slice(0, 3)
        .sort(),
      ['one', 'three', 'two'],
    );
    assert.is(entries[3], null);
  });

  t('goes through the folders below, when asked to', async ({ fs, dir }) => {
    await three(fs, dir);
    const seen: string[] = [];
    for await (const entry of await fs.opendir(dir, { recursive: true })) {
      seen.push(`${entry.parentPath.replace(dir, '')}/${entry.name}`);
    }
    assert.equal(seen.sort(), ['/one', '/three', '/three/deep', '/two']);
  });

  t('names the folders below as node does, however the first was spelled', async ({ fs, dir }) => {
    await three(fs, dir);
    const seen: string[] = [];
    for await (const entry of await fs.opendir(`${dir}/./three/..//`, { recursive: true })) {
      seen.push(`${entry.parentPath.replace(dir, '')} ${entry.name}`);
    }
    return seen.sort();
  });

  t('gives names as bytes, when asked to', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/ö`, '');
    for await (const entry of await fs.opendir(dir, { encoding: 'buffer' as BufferEncoding })) {
      assert.equal(entry.name as unknown, Buffer.from('ö'));
    }
  });

  t('fails as node does', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, '');
    const failures: unknown[] = [];
    for (const path of ['missing', 'file', 'file/', 'file/x'])
      failures.push(await failure(dir, fs.opendir(`${dir}/${path}`)));
    return failures;
  });

  t.share('refuses a buffer size that is none', async ({ fs, dir }) => {
    for (const bufferSize of [0, -1, 1.5, 2 ** 32]) {
      const { code } = (await failure(dir, fs.opendir(dir, { bufferSize }))) as NodeJS.ErrnoException;
      assert.is(code, 'ERR_OUT_OF_RANGE');
    }
  });

  t.share('holds nothing open on the server once it is closed', async ({ fs, dir, folder, samba }) => {
    for (let i = 0; i < 2000; i++) writeFileSync(`${folder}/${i} ${'x'.repeat(100)}`, '');
    const opened = await fs.opendir(dir);
    await opened.read();
    assert.is((await samba.openFiles()).length, 1, 'what does not fit one page is held open');
    await opened.close();
    assert.equal(await samba.openFiles(), []);
    await fs.readdir(dir);
    assert.equal(await samba.openFiles(), []);
  });
});
