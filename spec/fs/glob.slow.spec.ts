/** `glob`: what is found on a share is what node finds on a disk. */
import * as nodeFs from 'node:fs';
import { dirname } from 'node:path/posix';
import { pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { globSync } from '../../lib/fs/glob/glob.ts';
import { makeMatcher } from '../../lib/fs/matcher.ts';
import { direntOf } from '../../lib/fs/results/dirent.ts';
import { SmbFs } from '../../lib/index.ts';
import { bothFs, failure, type PromisesFs } from '../support/both-fs.ts';

const FILES = ['f.ts', '.dot', 'a/x.ts', 'a/b/y.js', 'a/b/z.ts', 'c/.hidden/x.ts', '.h/x.ts', 'c/d/e/x.ts'];

/** Patterns, and what they find: recorded from node 26. */
const FOUND: readonly (readonly [pattern: string | readonly string[], found: readonly string[]])[] = [
  ['*', ['a', 'c', 'f.ts']],
  ['*.ts', ['f.ts']],
  ['?', ['a', 'c']],
  ['[ab]', ['a']],
  ['{a,c}/*', ['a/b', 'a/x.ts', 'c/d']],
  ['!(a)', ['c', 'f.ts']],
  ['a/**', ['a', 'a/b', 'a/b/y.js', 'a/b/z.ts', 'a/x.ts']],
  ['**', ['.', 'a', 'a/b', 'a/b/y.js', 'a/b/z.ts', 'a/x.ts', 'c', 'c/d', 'c/d/e', 'c/d/e/x.ts', 'f.ts']],
  ['**/x.ts', ['a/x.ts', 'c/d/e/x.ts']],
  ['**/b/*.ts', ['a/b/z.ts']],
  ['.*', ['.dot', '.h']],
  ['**/.*', ['.dot', '.h', 'c/.hidden']],
  ['**/.hidden/x.ts', ['c/.hidden/x.ts']],
  ['.h/*', ['.h/x.ts']],
  ['*/', ['a', 'c']],
  ['a/', ['a']],
  ['f.ts/', []],
  ['f.ts/*', []],
  ['**/', ['.', 'a', 'a/b', 'c', 'c/d', 'c/d/e']],
  ['a/../f.ts', ['f.ts']],
  ['a/b/../*.ts', ['a/x.ts']],
  ['./*.ts', ['f.ts']],
  ['missing', []],
  ['missing/**', []],
  ['.', []],
  ['', []],
  [
    ['*.ts', '**/*.ts', 'a/x.ts'],
    ['a/b/z.ts', 'a/x.ts', 'c/d/e/x.ts', 'f.ts'],
  ],
  [[], []],
];

const WRONG: readonly (readonly [pattern: unknown, options?: unknown])[] = [
  [undefined],
  [5],
  [null],
  [['a', 5]],
  ['*', null],
  ['*', 'utf8'],
  ['*', { exclude: 'a' }],
  ['*', { exclude: ['a', 5] }],
];

async function fill(fs: PromisesFs, dir: string): Promise<void> {
  for (const file of FILES) {
    await fs.mkdir(dirname(`${dir}/${file}`), { recursive: true });
    await fs.writeFile(`${dir}/${file}`, '');
  }
}

async function all<T>(found: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const each of found) list.push(each);
  return list;
}

bothFs('fs/glob', (t) => {
  t.share('finds what is recorded: iterated over, with a callback, and at once', async ({ smb, dir, fs }) => {
    await fill(fs, dir);
    for (const [pattern, found] of FOUND) {
      const name = JSON.stringify(pattern);
      assert.equal((await all(smb.glob(pattern, { cwd: dir }))).sort(), found, name);
      assert.equal(smb.globSync(pattern, { cwd: dir }).sort(), found, name);
    }
    const called = await new Promise((resolve, reject) => {
      smb.glob('*.ts', { cwd: dir }, (error, found) => (error ? reject(error) : resolve(found)));
    });
    assert.equal(called, ['f.ts']);
  });

  t.share("finds the same with engine: 'worker'", async ({ samba, dir, fs }) => {
    await fill(fs, dir);
    const smb = new SmbFs(samba.url(), { engine: 'worker' });
    try {
      for (const [pattern, found] of FOUND) assert.equal((await all(smb.glob(pattern, { cwd: dir }))).sort(), found);
      const exclude = (name: string): boolean => name === 'b' || name === 'd';
      assert.equal(smb.globSync('**/*.ts', { cwd: dir, exclude }).sort(), ['a/x.ts', 'f.ts']);
      assert.equal((await all(smb.glob('**/*.ts', { cwd: dir, exclude }))).sort(), ['a/x.ts', 'f.ts']);
    } finally {
      await smb.close();
    }
  });

  t.share(
    'patterns and folders may be absolute, URLs, or above; what is missing is nothing',
    async ({ smb, dir, fs }) => {
      await fill(fs, dir);
      assert.equal(smb.globSync(`${dir}/a/*`).sort(), [`${dir}/a/b`, `${dir}/a/x.ts`]);
      assert.equal(smb.globSync('../*.ts', { cwd: `${dir}/a` }), ['../f.ts']);
      assert.equal(smb.globSync('*.ts', { cwd: pathToFileURL(dir) }), ['f.ts']);
      assert.equal(smb.globSync(`${dir.slice(1)}/*.ts`), [`${dir.slice(1)}/f.ts`]);
      assert.equal(smb.globSync('**', { cwd: `${dir}/missing` }), []);
    },
  );

  t.share('what is excluded by a pattern is neither found nor entered', async ({ smb, dir, fs }) => {
    await fill(fs, dir);
    assert.equal(smb.globSync('**/*.ts', { cwd: dir, exclude: ['a/**'] }).sort(), ['c/d/e/x.ts', 'f.ts']);
    assert.equal(smb.globSync('*', { cwd: dir, exclude: ['*.ts'] }).sort(), ['a', 'c']);
  });

  // Recorded from node 26, which alone has the option.
  t.share('finds nothing deeper than it is asked to look', async ({ smb, dir, fs }) => {
    await fill(fs, dir);
    const found = (pattern: string, maxDepth: number): string[] =>
      smb.globSync(pattern, { cwd: `${dir}/a`, maxDepth } as object).sort();
    assert.equal(found('**', 0), ['.']);
    assert.equal(found('**', 1), ['.', 'b', 'x.ts']);
    assert.equal(found('**', Number.POSITIVE_INFINITY), ['.', 'b', 'b/y.js', 'b/z.ts', 'x.ts']);
    assert.equal(found('../*', 1), []);
    assert.equal(found('../*', 2), ['../a', '../c', '../f.ts']);
    assert.equal(found(`${dir}/a/b/*`, 1), []);
    assert.equal(found(`${dir}/a/b/*.ts`, 2), [`${dir}/a/b/z.ts`]);
    for (const maxDepth of [-1, 1.5, '1']) assert.throws(() => found('*', maxDepth as number), /options\.maxDepth/);
  });

  t.share('reads a folder once, and none that no pattern can match', async ({ smb, dir, fs }) => {
    await fill(fs, dir);
    const listed: string[] = [];
    const ask = (name: string, path: string, options?: unknown): unknown => {
      if (name === 'readdir') listed.push(path.slice(dir.length));
      return Reflect.get(smb, `${name}Sync`)(path, options);
    };
    const patterns = ['a/*.ts', 'a/*.js', 'c/d/e/*', 'a/b/y.js'].flatMap((pattern) => makeMatcher(pattern).set);
    const options = {
      patterns,
      root: dir,
      top: '/',
      exclude: undefined,
      isExcluded: () => false,
      maxDepth: Number.POSITIVE_INFINITY,
    };
    const found = globSync({ ...options, withFileTypes: false, followSymlinks: false }, ask, direntOf);
    assert.equal(found.sort(), ['a/b/y.js', 'a/x.ts', 'c/d/e/x.ts']);
    assert.equal(listed.sort(), ['/a', '/c/d/e']);
  });

  t.share('what is wrong with the arguments is refused', async ({ smb }) => {
    for (const [pattern, options] of WRONG) {
      const refused = ({ code }: { code?: unknown }) => code === 'ERR_INVALID_ARG_TYPE';
      const args = (options === undefined ? [pattern] : [pattern, options]) as [string];
      assert.throws(() => smb.globSync(...args), refused);
      assert.throws(() => smb.globSync('*', { followSymlinks: 1 as unknown as boolean }), refused);
      assert.throws(() => smb.fs.glob?.('*', 5 as unknown as () => void) ?? smb.glob('*', {}, 5 as never), refused);
    }
  });

  t.share('links to folders are followed where that is asked for, and not in circles', async ({ samba, dir, fs }) => {
    await fill(fs, dir);
    const smb = new SmbFs(samba.url(), { symlinks: 'mfsymlinks' });
    try {
      await smb.symlink('../a', `${dir}/c/link`);
      await smb.symlink('.', `${dir}/c/self`);
      assert.equal(smb.globSync('c/**/x.ts', { cwd: dir }), ['c/d/e/x.ts']);
      assert.equal(smb.globSync('c/link/*.ts', { cwd: dir }), ['c/link/x.ts']);
      const followed = await all(smb.glob('c/**/x.ts', { cwd: dir, followSymlinks: true }));
      assert.equal(followed.sort(), ['c/d/e/x.ts', 'c/link/x.ts']);
    } finally {
      await smb.close();
    }
  });

  if (!('globSync' in nodeFs)) {
    console.log('not compared with node, which has no glob before 22: what was recorded from a later one is found');
    return;
  }

  t('finds what node finds', async ({ dir, fs, module }) => {
    await fill(fs, dir);
    const lists = FOUND.map(([pattern]) => module.globSync(pattern, { cwd: dir }).sort());
    const iterated = await all(module.promises.glob('**/*.ts', { cwd: dir }));
    const absolute = module.globSync(`${dir}/*/*`).map((path) => path.slice(dir.length));
    return [...lists, iterated.sort(), absolute.sort(), module.globSync('../*', { cwd: `${dir}/a` }).sort()];
  });

  t('excludes what node excludes', async ({ dir, fs, module }) => {
    await fill(fs, dir);
    const found = (pattern: string, exclude: string[] | ((name: string) => boolean)): string[] =>
      module.globSync(pattern, { cwd: dir, exclude }).sort();
    return [
      found('**/*.ts', ['a']),
      found('**/*.ts', ['**/x.ts']),
      found('*', ['*.ts']),
      found('**', (name) => name === 'a'),
      found('a/*', (name) => name === 'a'),
    ];
  });

  t('entries are as in node', async ({ dir, fs, module }) => {
    await fill(fs, dir);
    const entries = module.globSync(['**/*.ts', 'a/', 'c/**'], { cwd: dir, withFileTypes: true });
    return entries.map((entry) => [entry.parentPath.slice(dir.length), entry.name, entry.isDirectory()].join()).sort();
  });

  t('refuses arguments as node does', async ({ dir, module }) =>
    Promise.all(
      WRONG.map(([pattern, options]) =>
        failure(
          dir,
          all(module.promises.glob(...((options === undefined ? [pattern] : [pattern, options]) as [string]))),
        ),
      ),
    ),
  );
});
