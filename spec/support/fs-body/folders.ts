/** Folders: made, listed, removed. */
import type { Dir, Dirent } from 'node:fs';
import * as assert from 'uvu/assert';
import { assertFails, type Behaviour, type BodyFs, exists, names } from './behaviour.ts';

/** A small tree: `file`, `sub/`, `sub/inner`, `sub/deep/`, `sub/deep/leaf`, `void/`. */
async function plant(fs: BodyFs, dir: string): Promise<void> {
  await fs.mkdir(`${dir}/sub/deep`, { recursive: true });
  await fs.mkdir(`${dir}/void`);
  for (const name of ['file', 'sub/inner', 'sub/deep/leaf']) await fs.writeFile(`${dir}/${name}`, name);
}

function shown(entry: Dirent): string {
  return `${entry.parentPath}/${entry.name} ${entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other'}`;
}

export const folderBehaviours: readonly Behaviour[] = [
  {
    name: 'makes a folder, once',
    async run(fs, dir) {
      assert.is(await fs.mkdir(`${dir}/new`), undefined);
      assert.ok((await fs.stat(`${dir}/new`)).isDirectory());
      const site = { code: 'EEXIST', syscall: 'mkdir', path: `${dir}/new` };
      await assertFails(fs.mkdir(`${dir}/new`), site);
      const message = `ENOENT: no such file or directory, mkdir '${dir}/none/new'`;
      await assertFails(fs.mkdir(`${dir}/none/new`), { code: 'ENOENT', message });
    },
  },
  {
    name: 'makes all folders of a path and says which was the first',
    async run(fs, dir) {
      assert.is(await fs.mkdir(`${dir}/a/b/c`, { recursive: true }), `${dir}/a`);
      assert.is(await fs.mkdir(`${dir}/a/b/d/e`, { recursive: true }), `${dir}/a/b/d`);
      assert.is(await fs.mkdir(`${dir}/a/b/d/e`, { recursive: true }), undefined);
      await fs.writeFile(`${dir}/file`, '');
      await assertFails(fs.mkdir(`${dir}/file`, { recursive: true }), { code: 'EEXIST', syscall: 'mkdir' });
      await assertFails(fs.mkdir(`${dir}/file/a/b`, { recursive: true }), { code: 'ENOTDIR', syscall: 'mkdir' });
    },
  },
  {
    name: 'lists names',
    async run(fs, dir) {
      assert.equal(await fs.readdir(dir), []);
      await plant(fs, dir);
      assert.equal(await names(fs, dir), ['file', 'sub', 'void']);
      const raw = await fs.readdir(`${dir}/sub`, { encoding: 'buffer' });
      assert.equal(raw.map((name) => name.toString()).sort(), ['deep', 'inner']);
    },
  },
  {
    name: 'lists entries with their types',
    async run(fs, dir) {
      await plant(fs, dir);
      const entries = await fs.readdir(dir, { withFileTypes: true });
      assert.equal(entries.map(shown).sort(), [`${dir}/file file`, `${dir}/sub folder`, `${dir}/void folder`]);
    },
  },
  {
    name: 'lists a whole tree',
    async run(fs, dir) {
      await plant(fs, dir);
      const all = await fs.readdir(dir, { recursive: true });
      assert.equal(all.sort(), ['file', 'sub', 'sub/deep', 'sub/deep/leaf', 'sub/inner', 'void']);
      const entries = await fs.readdir(dir, { recursive: true, withFileTypes: true });
      assert.equal(entries.map(shown).sort(), [
        `${dir}/file file`,
        `${dir}/sub folder`,
        `${dir}/sub/deep folder`,
        `${dir}/sub/deep/leaf file`,
        `${dir}/sub/inner file`,
        `${dir}/void folder`,
      ]);
    },
  },
  {
    name: 'reads a folder entry by entry',
    async run(fs, dir) {
      await plant(fs, dir);
      const found: string[] = [];
      for await (const entry of await fs.opendir(dir)) found.push(shown(entry));
      assert.equal(found.sort(), [`${dir}/file file`, `${dir}/sub folder`, `${dir}/void folder`]);
      const folder = await fs.opendir(`${dir}/void`);
      assert.is(folder.path, `${dir}/void`);
      assert.is(await folder.read(), null);
      await folder.close();
      // Some versions of node throw this instead of rejecting.
      const readAgain = async (closed: Dir) => closed.read();
      await assertFails(readAgain(folder), { code: 'ERR_DIR_CLOSED' });
      const left = await fs.opendir(dir);
      for await (const entry of left) if (entry.isDirectory()) break;
      await assertFails(readAgain(left), { code: 'ERR_DIR_CLOSED' });
    },
  },
  {
    name: 'removes an empty folder, and no other',
    async run(fs, dir) {
      await plant(fs, dir);
      await fs.rmdir(`${dir}/void`);
      assert.not(await exists(fs, `${dir}/void`));
      await assertFails(fs.rmdir(`${dir}/sub`), { code: 'ENOTEMPTY', syscall: 'rmdir', path: `${dir}/sub` });
      await assertFails(fs.rmdir(`${dir}/file`), { code: 'ENOTDIR', syscall: 'rmdir', path: `${dir}/file` });
      await assertFails(fs.rmdir(`${dir}/none`), { code: 'ENOENT', syscall: 'rmdir', path: `${dir}/none` });
      assert.equal(await names(fs, dir), ['file', 'sub']);
    },
  },
  {
    name: 'removes a file, and no folder',
    async run(fs, dir) {
      await plant(fs, dir);
      await fs.unlink(`${dir}/file`);
      assert.equal(await names(fs, dir), ['sub', 'void']);
      await assertFails(fs.unlink(`${dir}/file`), { code: 'ENOENT', syscall: 'unlink', path: `${dir}/file` });
      await assertFails(fs.unlink(`${dir}/void`), { code: 'EISDIR', syscall: 'unlink', path: `${dir}/void` });
    },
  },
  {
    name: 'removes a whole tree',
    async run(fs, dir) {
      await plant(fs, dir);
      await assertFails(fs.rm(`${dir}/sub`), { code: 'ERR_FS_EISDIR' });
      await fs.rm(`${dir}/sub`, { recursive: true });
      await fs.rm(`${dir}/file`);
      assert.equal(await names(fs, dir), ['void']);
      await assertFails(fs.rm(`${dir}/file`), { code: 'ENOENT', path: `${dir}/file` });
      await fs.rm(`${dir}/file`, { force: true });
      await fs.rm(`${dir}/none/at/all`, { force: true, recursive: true });
    },
  },
  {
    name: 'makes folders with names that nobody has',
    async run(fs, dir) {
      const made = await Promise.all(Array.from({ length: 10 }, () => fs.mkdtemp(`${dir}/tmp-`)));
      assert.is(new Set(made).size, 10);
      for (const path of made) {
        assert.match(path.slice(dir.length), /^\/tmp-[A-Za-z0-9]{6}$/);
        assert.ok((await fs.stat(path)).isDirectory());
      }
      await assertFails(fs.mkdtemp(`${dir}/none/tmp-`), { code: 'ENOENT', syscall: 'mkdtemp' });
    },
  },
];
