/** `watch`: what it tells on a share, beside what it tells on a disk. */
import { once } from 'node:events';
import type * as nodeFs from 'node:fs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/index.ts';
import { bothFs, type Side } from '../../support/both-fs.ts';
import { Heard } from '../../support/heard.ts';
import { rejection, until } from '../../support/settles.ts';

/** Watches `path`, and waits until that has begun. */
async function watching(
  { fs, module, dir }: Side,
  options?: nodeFs.WatchOptionsWithStringEncoding,
  path = dir,
): Promise<Heard> {
  const heard = new Heard(module.watch(path, options ?? {}));
  const target = path === dir ? `${dir}/begun` : path;
  return heard.begun((attempt) => fs.writeFile(target, `${attempt}`));
}

async function closed({ watcher }: Heard): Promise<void> {
  const gone = once(watcher, 'close');
  watcher.close();
  await gone;
}

bothFs('fs/watch/fs-watcher', (t) => {
  t('tells of what comes, changes, gets another name, and goes', async (side) => {
    const { fs, dir } = side;
    await fs.writeFile(`${dir}/old`, '');
    const heard = await watching(side);
    await fs.writeFile(`${dir}/new`, '');
    await heard.all('rename new');
    await fs.appendFile(`${dir}/old`, 'more');
    await heard.all('change old');
    await fs.mkdir(`${dir}/folder`);
    await heard.all('rename folder');
    const before = heard.events.length;
    await fs.rename(`${dir}/old`, `${dir}/other`);
    await heard.all('rename old', 'rename other');
    await fs.unlink(`${dir}/other`);
    await until(() => heard.events.filter((event) => event === 'rename other').length === 2);
    await closed(heard);
    return heard.events.slice(before).filter((event) => event.startsWith('rename'));
  });

  t('tells of one file only what happens to that', async (side) => {
    const { fs, dir } = side;
    await fs.writeFile(`${dir}/file`, '');
    const heard = await watching(side, {}, `${dir}/file`);
    const before = heard.events.length;
    await fs.writeFile(`${dir}/file2`, '');
    await fs.unlink(`${dir}/file2`);
    await fs.appendFile(`${dir}/file`, 'more');
    await until(() => heard.events.length > before);
    await closed(heard);
    return [...new Set(heard.events)];
  });

  t('gives names in the encoding that it is asked for', async (side) => {
    const results: unknown[] = [];
    for (const encoding of ['hex', 'buffer', 'utf8'] as const) {
      const heard = await watching(side, { encoding } as nodeFs.WatchOptionsWithStringEncoding);
      results.push(heard.names[0]);
      await closed(heard);
    }
    return results;
  });

  t('tells nothing of what is ignored', async (side) => {
    const ignore = ['*.log', /\.tmp$/, (name: string) => name === 'this'];
    const heard = await watching(side, { ignore } as nodeFs.WatchOptionsWithStringEncoding);
    for (const name of ['a.log', 'b.tmp', 'this', 'last']) await side.fs.writeFile(`${side.dir}/${name}`, '');
    await heard.all('rename last');
    await closed(heard);
    // Lines of node before 26 do not know the option.
    if (side.name === 'share')
      assert.equal(
        heard.names.filter((name) => /log|tmp|this/.test(`${name}`)),
        [],
      );
  });

  t('closes with its signal, even when that was aborted before', async ({ dir, module }) => {
    const events: string[] = [];
    const ending = new AbortController();
    const watcher = module.watch(dir, { signal: ending.signal });
    watcher.on('close', () => events.push('close'));
    watcher.on('error', (error) => events.push(error.message));
    ending.abort();
    await until(() => events.length > 0);
    const late = module.watch(dir, { signal: ending.signal });
    await once(late, 'close');
    late.close();
    return events;
  });

  t('closes once, and tells nothing afterwards', async (side) => {
    const heard = await watching(side);
    let closes = 0;
    heard.watcher.on('close', () => closes++);
    await closed(heard);
    heard.watcher.close();
    heard.watcher.ref().unref();
    const before = heard.events.length;
    await side.fs.writeFile(`${side.dir}/late`, '');
    await side.fs.stat(`${side.dir}/late`);
    return [closes, heard.events.length - before];
  });

  t('takes an encoding or a listener in place of the options', async ({ dir, fs, module }) => {
    const heard: unknown[] = [];
    const one = module.watch(dir, (_, name) => heard.push(typeof name));
    const two = module.watch(dir, 'buffer', (_, name) => heard.push(Buffer.isBuffer(name)));
    for (let i = 0; !heard.includes('string') || !heard.includes(true); i++) await fs.writeFile(`${dir}/${i}`, '');
    one.close();
    two.close();
  });

  t('refuses arguments as node does', async ({ module }) =>
    [
      () => module.watch(1 as never),
      () => module.watch('\0'),
      () => module.watch('.', { persistent: 1 as never, recursive: true }),
      () => module.watch('.', { encoding: 'nonsense' as never }),
      () => module.watch('.', { signal: 1 as never }),
    ].map((call) => {
      try {
        call().close();
        return 'nothing';
      } catch (error) {
        return (error as NodeJS.ErrnoException).code;
      }
    }),
  );

  t.share('says what it does not take to ignore', async ({ smb }) => {
    const given = (ignore: unknown) => () => smb.fs.watch('/', { ignore } as nodeFs.WatchOptionsWithStringEncoding);
    assert.throws(given(''), /options\.ignore' must be a non-empty string/);
    assert.throws(
      given([/a/, 1]),
      /"options\.ignore\[1\]" property must be .*type string or function or an instance of RegExp/,
    );
  });

  t.share('tells everything below, with the path from the folder', async (side) => {
    const { dir, fs } = side;
    await fs.mkdir(`${dir}/a/b`, { recursive: true });
    const flat = await watching(side);
    const deep = await watching(side, { recursive: true });
    await fs.writeFile(`${dir}/a/b/c`, '');
    await fs.mkdir(`${dir}/x/y/z`, { recursive: true });
    await fs.writeFile(`${dir}/x/y/z/file`, '');
    await deep.all('rename a/b/c', 'rename x/y/z/file');
    await fs.rename(`${dir}/a/b/c`, `${dir}/x/moved`);
    await deep.all('rename x/moved');
    await fs.writeFile(`${dir}/end`, '');
    await flat.all('rename end');
    assert.equal(
      flat.events.filter((event) => event.includes('/')),
      [],
    );
    await Promise.all([closed(flat), closed(deep)]);
  });

  t.share('tells of names that SMB forbids as they are here', async (side) => {
    const { dir, fs } = side;
    const heard = await watching(side);
    await fs.writeFile(`${dir}/a:b?`, '');
    await heard.all('rename a:b?');
    await closed(heard);
  });

  t.share('emits what keeps it from watching, unless a missing entry is no error', async ({ dir, smb }) => {
    const watcher = smb.fs.watch(`${dir}/missing`);
    const [error] = await once(watcher, 'error');
    const { code, syscall, path, filename, message } = error;
    assert.equal([code, syscall, path, filename], ['ENOENT', 'watch', `${dir}/missing`, `${dir}/missing`]);
    assert.is(message, `ENOENT: no such file or directory, watch '${dir}/missing'`);
    const quiet = smb.fs.watch(`${dir}/missing`, { throwIfNoEntry: false } as nodeFs.WatchOptionsWithStringEncoding);
    quiet.on('error', assert.unreachable);
    await rejection(smb.stat(`${dir}/missing`));
    await rejection(smb.stat(`${dir}/missing`));
    const gone = once(quiet, 'close');
    quiet.close();
    await gone;
  });

  t.share(
    "engine 'worker' watches on its one connection, and says in the call what it cannot watch",
    async ({ dir, samba, folder }) => {
      const smb = new SmbFs(samba.url('share', { engine: 'worker' }));
      const heard = new Heard(smb.fs.watch(dir));
      await heard.begun(async (attempt) => smb.writeFileSync(`${dir}/${attempt}`, ''));
      smb.writeFileSync(`${dir}/one`, '');
      writeFileSync(join(folder, 'two'), '');
      await heard.all('rename one', 'rename two');
      assert.throws(() => smb.fs.watch(`${dir}/missing`), /^ENOENT: no such file or directory, watch '.*missing'$/);
      assert.throws(() => smb.fs.watch(dir, { recursive: 1 as never }), /options\.recursive/);
      const quiet = smb.fs.watch(`${dir}/missing`, { throwIfNoEntry: false } as nodeFs.WatchOptionsWithStringEncoding);
      quiet.close();
      assert.is(smb.diagnostics().connected, false);
      await closed(heard);
      smb.writeFileSync(`${dir}/three`, '');
      assert.not(heard.events.includes('rename three'));
      await smb.close();
    },
  );

  t.share('leaves nothing open on the server', async (side) => {
    const heard = await watching(side);
    assert.is((await side.samba.openFiles()).length > 0, true);
    await closed(heard);
    for (const deadline = Date.now() + 30_000; (await side.samba.openFiles()).length > 0; ) {
      assert.ok(Date.now() < deadline, 'the folder is still open');
    }
    const open = await watching(side);
    const ended = once(open.watcher, 'close');
    await side.smb.close();
    await ended;
  });
});
