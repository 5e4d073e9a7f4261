/** Symbolic links kept as small files (`symlinks: 'mfsymlinks'`): what leads through them, as on a disk. */
import { constants, type Dirent, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { bothFs, failure, type PromisesFs } from '../../support/both-fs.ts';

const { O_NOFOLLOW, O_RDONLY } = constants;

/** A file, a folder with one in it, and links to them: `to-file`, `to-folder`, and `nowhere`. */
async function tree(fs: PromisesFs, dir: string): Promise<void> {
  await fs.writeFile(`${dir}/file`, 'content');
  await fs.mkdir(`${dir}/folder`);
  await fs.writeFile(`${dir}/folder/inner`, 'inside');
  await fs.symlink('file', `${dir}/to-file`);
  await fs.symlink('folder', `${dir}/to-folder`);
  await fs.symlink('missing', `${dir}/nowhere`);
}

/** What an entry is. */
function letter(entry: Dirent): string {
  return entry.isSymbolicLink() ? 'l' : entry.isDirectory() ? 'd' : entry.isFile() ? 'f' : '?';
}

/** What entries are, and where they were found. */
function shown(dir: string, entries: readonly Dirent[]): string[] {
  return entries.map((entry) => `${letter(entry)} ${entry.parentPath.replace(dir, '')}/${entry.name}`).sort();
}

/** What each entry of a folder is, in the order of their names. */
async function types(fs: PromisesFs, dir: string): Promise<string[]> {
  const entries = await fs.readdir(dir, { withFileTypes: true });
  return entries.map((entry) => `${letter(entry)} ${entry.name}`).sort();
}

bothFs(
  'fs/links/mfsymlinks',
  (t) => {
    t('stat tells of the target, lstat of the link', async ({ fs, dir }) => {
      await tree(fs, dir);
      const told: unknown[] = [];
      for (const name of ['file', 'to-file', 'to-folder', 'nowhere']) {
        const link = await fs.lstat(`${dir}/${name}`);
        told.push([name, link.isSymbolicLink(), link.isFile(), link.isDirectory(), link.size < 10 && link.size]);
      }
      for (const name of ['to-file', 'to-folder', 'to-folder/inner']) {
        const { ino, ...found } = await fs.stat(`${dir}/${name}`);
        const { ino: meant } = await fs.stat(`${dir}/${name.replace('to-', '')}`);
        told.push([name, ino === meant, found.isSymbolicLink?.(), found.mode & constants.S_IFMT]);
      }
      return [...told, await failure(dir, fs.stat(`${dir}/nowhere`)), await failure(dir, fs.lstat(`${dir}/none`))];
    });

    t('readlink gives the target as it was spelled', async ({ fs, dir }) => {
      const spellings = ['x', './x', '../x/', 'a//b', '/absolute/ö', 'x'.repeat(1000)];
      const found: unknown[] = [];
      for (const [index, target] of spellings.entries()) {
        await fs.symlink(target, `${dir}/${index}`);
        found.push(await fs.readlink(`${dir}/${index}`));
      }
      assert.equal(found, spellings);
      return [
        await fs.readlink(`${dir}/4`, 'buffer'),
        await fs.readlink(`${dir}/0`, 'hex'),
        await failure(dir, fs.readlink(dir)),
        await failure(dir, fs.symlink('y', `${dir}/0`)),
      ];
    });

    t('a folder lists its links as links', async ({ fs, dir }) => {
      await tree(fs, dir);
      const opened: string[] = [];
      for await (const entry of await fs.opendir(dir)) if (entry.isSymbolicLink()) opened.push(entry.name);
      return [await types(fs, dir), opened.sort(), await fs.readdir(`${dir}/to-folder`)];
    });

    t('a recursive listing goes through links where node does', async ({ fs, module, dir }) => {
      await tree(fs, dir);
      await fs.mkdir(`${dir}/more`);
      await fs.symlink('../to-folder', `${dir}/more/again`);
      // Node 22 to 25 do as 26 does everywhere but here.
      const withTypes = promisify(module.readdir);
      const opened: string[] = [];
      for await (const { name } of await fs.opendir(dir, { recursive: true })) opened.push(name);
      return [
        (await fs.readdir(dir, { recursive: true })).sort(),
        shown(dir, await withTypes(dir, { recursive: true, withFileTypes: true })),
        shown(dir, await fs.readdir(dir, { withFileTypes: true })),
        (await fs.readdir(`${dir}/more/again`, { recursive: true })).sort(),
        opened.sort(),
      ];
    });

    t('a recursive listing ends where links lead in a circle', async ({ fs, dir }) => {
      await fs.mkdir(`${dir}/below`);
      await fs.symlink('..', `${dir}/below/up`);
      return (await fs.readdir(dir, { recursive: true })).sort();
    });

    t.share('a recursive listing with stats shows links, and what lies in the tree alone', async ({ fs, smb, dir }) => {
      await tree(fs, dir);
      const entries = await smb.readdir(dir, { recursive: true, withStats: true });
      const names = entries.map((entry) => `${letter(entry)} ${entry.name}`).sort();
      assert.equal(names, ['d folder', 'f file', 'f inner', 'l nowhere', 'l to-file', 'l to-folder']);
    });

    t('files are read, written and changed through links', async ({ fs, dir }) => {
      await tree(fs, dir);
      const read = await fs.readFile(`${dir}/to-file`, 'utf8');
      await fs.writeFile(`${dir}/to-file`, 'other');
      await fs.appendFile(`${dir}/to-file`, ' and more');
      const handle = await fs.open(`${dir}/to-file`, 'r+');
      await handle.write('O', 0);
      await handle.close();
      await fs.utimes(`${dir}/to-file`, 1000, 2000);
      const { size, mtimeMs } = await fs.stat(`${dir}/file`);
      await fs.copyFile(`${dir}/to-file`, `${dir}/copy`);
      await fs.truncate(`${dir}/to-file`, 5);
      const texts = [await fs.readFile(`${dir}/file`, 'utf8'), await fs.readFile(`${dir}/copy`, 'utf8')];
      await fs.access(`${dir}/to-file`);
      return [read, size, mtimeMs, texts, await types(fs, dir), await failure(dir, fs.access(`${dir}/nowhere`))];
    });

    t('what is written to a link to nothing comes to be where it leads', async ({ fs, dir }) => {
      await tree(fs, dir);
      const before = await failure(dir, fs.readFile(`${dir}/nowhere`));
      const exclusive = await failure(dir, fs.writeFile(`${dir}/nowhere`, 'x', { flag: 'wx' }));
      await fs.writeFile(`${dir}/nowhere`, 'there');
      return [before, exclusive, await fs.readFile(`${dir}/missing`, 'utf8'), await types(fs, dir)];
    });

    t('links in the middle of a path are followed, relative and absolute ones', async ({ fs, dir }) => {
      await tree(fs, dir);
      await fs.symlink(`${dir}/folder`, `${dir}/absolute`);
      await fs.symlink('../to-folder/../to-file', `${dir}/folder/back`);
      await fs.symlink('to-folder', `${dir}/twice`);
      await fs.writeFile(`${dir}/twice/new`, 'new');
      await fs.mkdir(`${dir}/absolute/deep/er`, { recursive: true });
      const paths = [
        'absolute/inner',
        'twice/inner',
        'twice/back',
        'folder/new',
        'absolute/deep/../inner',
        'twice/../file',
      ];
      const read: unknown[] = [];
      for (const path of paths) read.push(await failure(dir, fs.readFile(`${dir}/${path}`)));
      for (const path of paths) read.push((await fs.realpath(`${dir}/${path}`)).replace(await fs.realpath(dir), ''));
      return [
        read,
        (await fs.readdir(`${dir}/twice`)).sort(),
        await failure(dir, fs.realpath(`${dir}/nowhere`)),
        await failure(dir, fs.readFile(`${dir}/to-file/below`)),
        await failure(dir, fs.readFile(`${dir}/nowhere/below`)),
      ];
    });

    t('a chain of 40 links is followed, and one of 41 is ELOOP', async ({ fs, dir }) => {
      await fs.writeFile(`${dir}/0`, 'behind them all');
      for (let length = 1; length <= 41; length++) await fs.symlink(`${length - 1}`, `${dir}/${length}`);
      return [
        await fs.readFile(`${dir}/40`, 'utf8'),
        await failure(dir, fs.stat(`${dir}/41`)),
        await fs.readlink(`${dir}/41`),
      ];
    });

    t('a loop is ELOOP', async ({ fs, dir }) => {
      await fs.symlink('two', `${dir}/one`);
      await fs.symlink('one', `${dir}/two`);
      await fs.symlink('self', `${dir}/self`);
      return [
        await failure(dir, fs.stat(`${dir}/one`)),
        await failure(dir, fs.readFile(`${dir}/self`)),
        await failure(dir, fs.writeFile(`${dir}/two`, '')),
        await failure(dir, fs.readdir(`${dir}/self/below`)),
        await failure(dir, fs.lstat(`${dir}/self`)),
        await fs.readlink(`${dir}/one`),
      ];
    });

    t('O_NOFOLLOW refuses a link, and only as the last name', async ({ fs, dir }) => {
      await tree(fs, dir);
      const outcomes: unknown[] = [];
      for (const path of ['to-file', 'to-folder', 'nowhere', 'file', 'to-folder/inner']) {
        const opening = fs.open(`${dir}/${path}`, O_RDONLY | O_NOFOLLOW);
        outcomes.push(await failure(dir, opening));
        await opening.then(
          (handle) => handle.close(),
          () => {},
        );
      }
      return outcomes;
    });

    t('what removes or renames means the link', async ({ fs, dir }) => {
      await tree(fs, dir);
      await fs.rename(`${dir}/to-file`, `${dir}/renamed`);
      await fs.unlink(`${dir}/nowhere`);
      const rmdir = await failure(dir, fs.rmdir(`${dir}/to-folder`));
      const unlinked = await failure(dir, fs.unlink(`${dir}/none`));
      await fs.rm(`${dir}/to-folder`);
      const left = await types(fs, dir);
      await fs.symlink('../folder', `${dir}/folder/loop`);
      await fs.symlink('folder', `${dir}/again`);
      await fs.rm(`${dir}/again`, { recursive: true });
      const inner = await types(fs, `${dir}/folder`);
      await fs.rename(`${dir}/file`, `${dir}/renamed`);
      const replaced = await types(fs, dir);
      await fs.rm(`${dir}/folder`, { recursive: true });
      return [rmdir, unlinked, left, inner, replaced, await types(fs, dir)];
    });

    t.share('a link that climbs out of the share is refused, and can be removed', async ({ fs, dir }) => {
      await fs.symlink('../../../etc/passwd', `${dir}/out`);
      await fs.symlink('../..', `${dir}/above`);
      for (const path of ['out', 'above', 'above/etc']) {
        for (const operation of [fs.stat, fs.readFile, fs.realpath, (at: string) => fs.writeFile(at, '')]) {
          const { code, path: named } = (await failure('', operation(`${dir}/${path}`))) as NodeJS.ErrnoException;
          assert.is(`${code} ${named}`, `EACCES ${dir}/${path}`);
        }
      }
      await fs.unlink(`${dir}/out`);
      assert.equal(await fs.readdir(dir), ['above']);
    });

    t.share(
      'on the server a link is a file of 1067 bytes, as other clients have it',
      async ({ fs, dir, folder, samba }) => {
        await fs.symlink('some/where', `${dir}/link`);
        const file = readFileSync(join(folder, 'link'));
        assert.is(file.length, 1067);
        assert.match(file.toString('latin1'), /^XSym\n0010\n[0-9a-f]{32}\nsome\/where\n +$/);
        assert.equal(await samba.openFiles(), []);
      },
    );
  },
  { parameters: { symlinks: 'mfsymlinks' } },
);
