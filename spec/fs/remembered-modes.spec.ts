/** `rememberModes`: permission bits that a server cannot keep are shown all the same, as a disk shows them. */
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { bothFs, type PromisesFs } from '../support/both-fs.ts';
import { rejection } from '../support/settles.ts';

async function permissions(fs: PromisesFs, path: string): Promise<string> {
  return ((await fs.stat(path)).mode & 0o7777).toString(8);
}

bothFs(
  'fs/remembered-modes',
  (t) => {
    t('chmod shows in whatever tells of the file', async ({ fs, module, dir }) => {
      await fs.writeFile(`${dir}/file`, '');
      const shown: unknown[] = [];
      for (const mode of [0o640, 0o755, '600', 0o4711, 0o444, 0o200]) {
        await fs.chmod(`${dir}/file`, mode);
        const { mode: whole } = await fs.lstat(`${dir}/file`);
        const { mode: big } = await fs.stat(`${dir}/file`, { bigint: true });
        shown.push([await permissions(fs, `${dir}/file`), whole.toString(8), Number(big) === whole]);
      }
      await fs.chmod(`${dir}/file`, 0o640);
      const handle = await fs.open(`${dir}/file`, 'r+');
      shown.push((await handle.stat()).mode.toString(8));
      await handle.chmod(0o604);
      shown.push((await handle.stat()).mode.toString(8), await permissions(fs, `${dir}/file`));
      await handle.close();
      shown.push(await new Promise((resolve) => module.stat(`${dir}/file`, (_, { mode }) => resolve(mode))));
      return shown;
    });

    t('open, writeFile and mkdir have the mode that they were given, less the mask', async ({ fs, dir }) => {
      await (await fs.open(`${dir}/opened`, 'w', 0o777)).close();
      await fs.writeFile(`${dir}/written`, '', { mode: 0o600 });
      await fs.writeFile(`${dir}/written`, 'there already', { mode: 0o644 });
      await fs.appendFile(`${dir}/appended`, '', { mode: 0o660 });
      await fs.mkdir(`${dir}/folder`, 0o750);
      await fs.mkdir(`${dir}/a/b/c`, { recursive: true, mode: 0o700 });
      await fs.writeFile(`${dir}/plain`, '');
      await fs.mkdir(`${dir}/plain folder`);
      const names = ['opened', 'written', 'appended', 'folder', 'a', 'a/b', 'a/b/c', 'plain', 'plain folder'];
      const shown: string[] = [];
      for (const name of names) shown.push(`${name} ${await permissions(fs, `${dir}/${name}`)}`);
      return shown;
    });

    t('what is renamed takes its mode along, and what was there has none any more', async ({ fs, dir }) => {
      await fs.mkdir(`${dir}/folder/deep`, { recursive: true });
      await fs.writeFile(`${dir}/folder/deep/file`, '', { mode: 0o600 });
      await fs.chmod(`${dir}/folder`, 0o711);
      await fs.writeFile(`${dir}/other`, '', { mode: 0o666 });
      await fs.rename(`${dir}/folder`, `${dir}/moved`);
      await fs.rename(`${dir}/moved/deep/file`, `${dir}/other`);
      await fs.mkdir(`${dir}/folder`);
      const shown: string[] = [];
      for (const name of ['moved', 'other', 'folder']) shown.push(await permissions(fs, `${dir}/${name}`));
      await fs.unlink(`${dir}/other`);
      await fs.writeFile(`${dir}/other`, '');
      shown.push(await permissions(fs, `${dir}/other`));
      await fs.rm(`${dir}/moved`, { recursive: true });
      await fs.mkdir(`${dir}/moved`);
      shown.push(await permissions(fs, `${dir}/moved`));
      return shown;
    });

    t.share('the read-only attribute still reaches the server, and others see nothing else', async (side) => {
      const { fs, dir, samba } = side;
      const other = new SmbFs(samba.url('share', { 'remember-modes': true }));
      const shown = async (): Promise<string> => ((await other.stat(`${dir}/file`)).mode & 0o777).toString(8);
      await fs.writeFile(`${dir}/file`, '', { mode: 0o640 });
      assert.is(await shown(), '644');
      await fs.chmod(`${dir}/file`, 0o440);
      assert.is(await permissions(fs, `${dir}/file`), '440');
      assert.is(await shown(), '444');
      assert.is((await rejection(other.writeFile(`${dir}/file`, ''))).code, 'EACCES');
      await fs.chmod(`${dir}/file`, 0o640);
      assert.is(await shown(), '644');
      await other.writeFile(`${dir}/file`, 'writable again');
      await other.close();
    });
  },
  { parameters: { 'remember-modes': true } },
);
