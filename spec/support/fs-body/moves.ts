/** Renaming, and paths in their many spellings. */
import { pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { assertFails, type Behaviour, exists, names } from './behaviour.ts';

export const moveBehaviours: readonly Behaviour[] = [
  {
    name: 'renames files and folders, also to other folders',
    async run(fs, dir) {
      await fs.mkdir(`${dir}/from`);
      await fs.mkdir(`${dir}/to`);
      await fs.writeFile(`${dir}/from/a`, 'content');
      await fs.rename(`${dir}/from/a`, `${dir}/to/b`);
      assert.equal(await names(fs, `${dir}/from`), []);
      assert.is(await fs.readFile(`${dir}/to/b`, 'utf8'), 'content');
      await fs.rename(`${dir}/to`, `${dir}/from/inside`);
      assert.is(await fs.readFile(`${dir}/from/inside/b`, 'utf8'), 'content');
      await fs.rename(`${dir}/from/inside/b`, `${dir}/from/inside/b`);
      assert.is(await fs.readFile(`${dir}/from/inside/b`, 'utf8'), 'content');
    },
  },
  {
    name: 'replaces a file by renaming',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/new`, 'new');
      await fs.writeFile(`${dir}/old`, 'old and longer');
      await fs.rename(`${dir}/new`, `${dir}/old`);
      assert.is(await fs.readFile(`${dir}/old`, 'utf8'), 'new');
      assert.equal(await names(fs, dir), ['old']);
    },
  },
  {
    name: 'refuses to rename what is not there, or over what does not fit',
    async run(fs, dir) {
      await fs.mkdir(`${dir}/folder`);
      await fs.mkdir(`${dir}/full/inside`, { recursive: true });
      await fs.writeFile(`${dir}/file`, 'content');
      const site = (path: string, dest: string) => ({
        syscall: 'rename',
        path: `${dir}/${path}`,
        dest: `${dir}/${dest}`,
      });
      const rename = (path: string, dest: string) => fs.rename(`${dir}/${path}`, `${dir}/${dest}`);
      const message = `ENOENT: no such file or directory, rename '${dir}/none' -> '${dir}/x'`;
      await assertFails(rename('none', 'x'), { code: 'ENOENT', message, ...site('none', 'x') });
      await assertFails(rename('file', 'none/x'), { code: 'ENOENT', ...site('file', 'none/x') });
      await assertFails(rename('file', 'folder'), { code: 'EISDIR', ...site('file', 'folder') });
      await assertFails(rename('folder', 'file'), { code: 'ENOTDIR', ...site('folder', 'file') });
      await assertFails(rename('folder', 'full'), { code: 'ENOTEMPTY', ...site('folder', 'full') });
      assert.equal(await names(fs, dir), ['file', 'folder', 'full']);
      assert.is(await fs.readFile(`${dir}/file`, 'utf8'), 'content');
    },
  },
  {
    name: 'takes paths as buffers and URLs, and with detours',
    async run(fs, dir) {
      await fs.mkdir(`${dir}/a`);
      await fs.writeFile(Buffer.from(`${dir}/a/ü`), 'content');
      assert.is(await fs.readFile(pathToFileURL(`${dir}/a/ü`), 'utf8'), 'content');
      assert.is(await fs.readFile(`${dir}//a/./../a/ü`, 'utf8'), 'content');
      assert.equal(await fs.readdir(`${dir}/a/`), ['ü']);
      await assertFails(fs.stat(`${dir}/a/ü/`), { code: 'ENOTDIR', syscall: 'stat', path: `${dir}/a/ü/` });
      assert.not(await exists(fs, `${dir}/a/u`));
    },
  },
];
