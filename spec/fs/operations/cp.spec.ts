/** `cp`: a tree is copied as node copies it, whatever its options ask for. */
import { type CopyOptions, constants } from 'node:fs';
import { bothFs, failure, type PromisesFs } from '../../support/both-fs.ts';

/** Folders, files, and links; modes and times that differ from what a copy would get. */
async function tree(fs: PromisesFs, dir: string): Promise<void> {
  await fs.mkdir(`${dir}/from/deep/er`, { recursive: true });
  await fs.writeFile(`${dir}/from/file`, 'content');
  await fs.writeFile(`${dir}/from/deep/er/inner`, 'inside');
  await fs.symlink('file', `${dir}/from/link`);
  await fs.symlink('deep', `${dir}/from/deep-link`);
  await fs.utimes(`${dir}/from/file`, 1000, 2000);
}

/** What is there: names, contents, and where links lead. */
async function shown(fs: PromisesFs, dir: string, folder: string): Promise<string[]> {
  const lines: string[] = [];
  const show = async (below: string): Promise<void> => {
    for (const entry of await fs.readdir(`${dir}${below}`, { withFileTypes: true })) {
      const path = `${below}/${entry.name}`;
      if (entry.isSymbolicLink()) lines.push(`${path} -> ${await fs.readlink(dir + path)}`.replaceAll(dir, ''));
      else if (entry.isFile()) lines.push(`${path}: ${await fs.readFile(dir + path, 'utf8')}`);
      else await show(path);
    }
  };
  await show(`/${folder}`);
  return lines.sort();
}

bothFs(
  'fs/operations/cp',
  (t) => {
    t('copies a tree, with links that lead to where they led', async ({ fs, dir }) => {
      await tree(fs, dir);
      const outcomes: unknown[] = [await failure(dir, fs.cp(`${dir}/from`, `${dir}/to`))];
      await fs.cp(`${dir}/from`, `${dir}/to`, { recursive: true });
      await fs.cp(`${dir}/from`, `${dir}/as/they/are`, { recursive: true, verbatimSymlinks: true });
      await fs.cp(`${dir}/from`, `${dir}/followed`, { recursive: true, dereference: true });
      for (const folder of ['to', 'as', 'followed']) outcomes.push(await shown(fs, dir, folder));
      return outcomes;
    });

    t('keeps times where that is asked for', async ({ fs, dir }) => {
      await tree(fs, dir);
      await fs.cp(`${dir}/from`, `${dir}/kept`, { recursive: true, preserveTimestamps: true });
      await fs.cp(`${dir}/from`, `${dir}/new`, { recursive: true });
      const times = ['kept', 'new'].map(async (name) => (await fs.stat(`${dir}/${name}/file`)).mtimeMs === 2_000_000);
      return Promise.all(times);
    });

    t('copies what a filter lets pass', async ({ fs, dir }) => {
      await tree(fs, dir);
      const asked: string[] = [];
      const filter = async (source: string, destination: string): Promise<boolean> => {
        asked.push(`${source} ${destination}`.replaceAll(dir, ''));
        return !source.endsWith('er');
      };
      await fs.cp(`${dir}/from`, `${dir}/to`, { recursive: true, filter });
      return [asked.sort(), await shown(fs, dir, 'to')];
    });

    t('replaces, leaves, or refuses what is there', async ({ fs, dir }) => {
      await tree(fs, dir);
      const outcomes: unknown[] = [];
      const options: readonly CopyOptions[] = [
        { force: false },
        { force: false, errorOnExist: true },
        { mode: constants.COPYFILE_EXCL, force: false },
        { force: true },
      ];
      for (const each of options) {
        await fs.rm(`${dir}/to`, { recursive: true, force: true });
        await fs.mkdir(`${dir}/to/deep`, { recursive: true });
        await fs.writeFile(`${dir}/to/file`, 'there before');
        outcomes.push(await failure(dir, fs.cp(`${dir}/from/file`, `${dir}/to/file`, each)));
        outcomes.push(await shown(fs, dir, 'to'));
      }
      return outcomes;
    });

    t('refuses what cannot be copied to where it shall go', async ({ fs, dir }) => {
      await tree(fs, dir);
      const outcomes: unknown[] = [];
      for (const [from, to] of [
        ['from', 'from'],
        ['from', 'from/deep/again'],
        ['from', 'from/file'],
        ['from/file', 'from/deep'],
        ['missing', 'to'],
        ['from/file', 'from/file/below'],
      ]) {
        outcomes.push(await failure(dir, fs.cp(`${dir}/${from}`, `${dir}/${to}`, { recursive: true })));
      }
      return outcomes;
    });
  },
  { parameters: { symlinks: 'mfsymlinks' } },
);
