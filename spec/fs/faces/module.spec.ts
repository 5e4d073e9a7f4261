/** The module's face: callbacks that must be there, and what `util.promisify` makes of the methods. */
import { once } from 'node:events';
import { promisify } from 'node:util';
import { bothFs, failure, type Side } from '../../support/both-fs.ts';

/** Good arguments of each method, without the callback. */
const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  access: ['/x'],
  appendFile: ['/x', 'data'],
  chmod: ['/x', 0o600],
  chown: ['/x', 1, 1],
  copyFile: ['/x', '/y'],
  cp: ['/x', '/y'],
  exists: ['/x'],
  fchmod: [3, 0o600],
  fchown: [3, 1, 1],
  fdatasync: [3],
  fstat: [3],
  fsync: [3],
  ftruncate: [3, 1],
  futimes: [3, 1, 1],
  lchown: ['/x', 1, 1],
  link: ['/x', '/y'],
  lstat: ['/x'],
  lutimes: ['/x', 1, 1],
  mkdir: ['/x'],
  mkdtemp: ['/x'],
  open: ['/x'],
  opendir: ['/x'],
  read: [3, Buffer.alloc(1), 0, 1, 0],
  readFile: ['/x'],
  readdir: ['/x'],
  readlink: ['/x'],
  readv: [3, [Buffer.alloc(1)]],
  realpath: ['/x'],
  rename: ['/x', '/y'],
  rmdir: ['/x'],
  stat: ['/x'],
  statfs: ['/x'],
  truncate: ['/x', 1],
  unlink: ['/x'],
  utimes: ['/x', 1, 1],
  write: [3, Buffer.alloc(1), 0, 1, 0],
  writeFile: ['/x', 'data'],
  writev: [3, [Buffer.alloc(1)]],
};

/** What a call throws, as a program sees it. */
function thrown(module: Side['module'], name: string, args: readonly unknown[]): unknown {
  try {
    return Reflect.apply(Reflect.get(module, name), undefined, args);
  } catch (error) {
    const { name: kind, code, message } = error as NodeJS.ErrnoException;
    return { kind, code, message };
  }
}

bothFs('fs/faces/module', (t) => {
  t('refuses a call without a callback, whatever else is right', async ({ module }) =>
    Object.entries(ARGUMENTS).map(([name, args]) => [name, thrown(module, name, args)]),
  );

  t('refuses what is no callback in its place', async ({ module }) =>
    Object.entries(ARGUMENTS).flatMap(([name, args]) =>
      // Node counts the arguments of `open` to know which of them is the callback.
      (name === 'open' ? [] : [null, {}]).map((callback) => [name, thrown(module, name, [...args, callback])]),
    ),
  );

  t('takes the options for the callback where nothing stands behind them', async ({ module }) =>
    ['utf8', {}, 5].flatMap((options) => [
      thrown(module, 'readFile', ['/x', options]),
      thrown(module, 'readFile', ['/x', options, undefined]),
      thrown(module, 'writeFile', ['/x', 'data', options]),
      thrown(module, 'appendFile', ['/x', 'data', options, undefined]),
    ]),
  );

  t('promisified, methods with several results give an object of them', async ({ module, dir }) => {
    const { close, open, read, readv, write, writev } = module;
    const fd = await promisify(open)(`${dir}/file`, 'w+');
    const [one, two] = [Buffer.from('one'), Buffer.from('two')];
    const results = [
      await promisify(write)(fd, one, 0, 3, 0),
      await promisify(write)(fd, 'text', 3),
      // Node's has `buffer` where its documentation says `buffers`.
      await promisify(writev)(fd, [one, two], 7),
      await promisify(read)(fd, Buffer.alloc(4), 0, 4, 0),
      await promisify(readv)(fd, [Buffer.alloc(2), Buffer.alloc(3)], 3),
    ];
    await promisify(close)(fd);
    return [typeof fd, ...results, await failure(dir, promisify(close)(fd))];
  });

  t('promisified, exists gives its only answer, and the others their result', async ({ module, dir }) => {
    const { exists, mkdir, readdir, readFile, realpath, stat, writeFile } = module;
    await promisify(writeFile)(`${dir}/file`, 'content');
    const results = [
      await promisify(exists)(`${dir}/file`),
      await promisify(exists)(`${dir}/missing`),
      await promisify(readFile)(`${dir}/file`, 'utf8'),
      (await promisify(stat)(`${dir}/file`)).size,
      await promisify(readdir)(dir),
      (await promisify(realpath)(`${dir}/file`)).endsWith('/file'),
      (await promisify(realpath.native)(`${dir}/file`)).endsWith('/file'),
      await promisify(mkdir)(`${dir}/folder`),
    ];
    return [...results, await failure(dir, promisify(stat)(`${dir}/missing`))];
  });

  t('calls back with the results one by one, never before it returns', async ({ module, dir }) => {
    const heard: unknown[] = [];
    const call = (name: string, ...args: readonly unknown[]): Promise<void> =>
      new Promise((resolve) => {
        let returned = false;
        const callback = (...results: readonly unknown[]): void => {
          heard.push([name, returned, results.map((result) => (result instanceof Error ? result.message : result))]);
          resolve();
        };
        heard.push(Reflect.apply(Reflect.get(module, name), undefined, [...args, callback]));
        returned = true;
      });
    await call('writeFile', `${dir}/file`, 'content');
    await call('readFile', `${dir}/file`, 'utf8');
    await call('exists', `${dir}/file`);
    await call('access', `${dir}/file`);
    await call('mkdir', `${dir}/a/b`);
    await call('close', 999_999);
    return JSON.parse(JSON.stringify(heard).replaceAll(dir, ''));
  });

  t('a callback that throws is not called a second time', async ({ module, dir }) => {
    let calls = 0;
    // The runner has listeners of its own, which would end it.
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const caught = once(process, 'uncaughtException');
    module.stat(dir, () => {
      calls++;
      throw new Error('of the program');
    });
    const [error] = await caught;
    for (const listener of listeners) process.on('uncaughtException', listener);
    return [calls, error.message];
  });
});
