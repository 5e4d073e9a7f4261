/** `patchFs`: a share in place of a part of `node:fs`. */
import nodeFs, * as namedFs from 'node:fs';
import promisesFs, * as namedPromises from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { patchFs } from '../../lib/monkey/index.ts';
import { Heard } from '../support/heard.ts';
import type { Samba } from '../support/samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const test = sambaSuite('monkey/patchFs');
const require = createRequire(import.meta.url);

const MOUNT = '/mnt/patched';

interface Site {
  /** A folder on the share, under the mount point. */
  readonly there: string;
  /** A folder on this machine's disk. */
  readonly here: string;
}

/** One for all tests, as its worker takes a while to start. */
let shared: SmbFs | undefined;
test.after(() => shared?.destroy());

let counter = 0;

/** Runs a body while a share is mounted. */
async function mounted(samba: Samba, body: (site: Site) => Promise<void>, target = nodeFs): Promise<void> {
  shared ??= new SmbFs(samba.url(), { mountPoint: MOUNT });
  const here = nodeFs.mkdtempSync(join(nodeFs.realpathSync(tmpdir()), 'smbfs-patch-'));
  const there = `${MOUNT}/t${counter++}`;
  await shared.mkdir(there);
  const undo = patchFs(shared, target);
  try {
    await body({ there, here });
  } finally {
    undo();
    nodeFs.rmSync(here, { recursive: true });
  }
}

/** The code, the words and the paths of what a call throws. */
function thrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return shapeOf(error);
  }
  return 'nothing was thrown';
}

function shapeOf(error: unknown): unknown {
  const { code, message, path, dest, syscall } = error as NodeJS.ErrnoException & { dest?: string };
  return { code, message, path, dest, syscall };
}

const rejection = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'no rejection', shapeOf);

test('however fs was imported, paths under the mount point are on the share', async ({ samba }) => {
  await mounted(samba, async ({ there }) => {
    const file = `${there}/file`;
    nodeFs.writeFileSync(file, 'hi');
    assert.is(nodeFs.readFileSync(samba.folder() + file.slice(MOUNT.length), 'utf8'), 'hi');
    assert.is(namedFs.readFileSync(file, 'utf8'), 'hi');
    assert.is(await namedFs.promises.readFile(file, 'utf8'), 'hi');
    assert.is(await namedPromises.readFile(file, 'utf8'), 'hi');
    assert.is(await promisesFs.readFile(pathToFileURL(file), 'utf8'), 'hi');
    assert.is(await promisify(namedFs.readFile)(Buffer.from(file), 'utf8'), 'hi');
    for (const name of ['fs', 'node:fs']) {
      assert.is(require(name).readFileSync(file, 'utf8'), 'hi');
      assert.is(await require(`${name}/promises`).readFile(file, 'utf8'), 'hi');
      assert.is(require(name).promises, require(`${name}/promises`));
    }
  });
});

test('all other paths are on the disk', async ({ samba }) => {
  await mounted(samba, async ({ here }) => {
    nodeFs.writeFileSync(`${here}/file`, 'local');
    assert.is(nodeFs.readFileSync(relative(process.cwd(), `${here}/file`), 'utf8'), 'local');
    assert.is(await promisesFs.readFile(`${here}/file`, 'utf8'), 'local');
    assert.is(nodeFs.existsSync(join(tmpdir(), '..', MOUNT, 'x')), false);
    assert.equal(nodeFs.readdirSync(here), ['file']);
  });
});

test('no method that a share has is left behind, and each keeps its name', async ({ samba }) => {
  const methodsOf = (fs: object, share: object): [string, unknown][] =>
    Object.keys(fs)
      .filter((name) => /^[a-z]/.test(name))
      .filter((name) => [fs, share].every((one) => typeof Reflect.get(one, name) === 'function'))
      .map((name): [string, unknown] => [name, Reflect.get(fs, name)]);
  await using smb = new SmbFs(samba.url());
  const before = methodsOf(nodeFs, smb.fs);
  const promisesBefore = methodsOf(promisesFs, smb.promises);
  assert.ok(before.length > 80 && promisesBefore.length > 25);
  await mounted(samba, async () => {
    for (const [fs, methods] of [
      [nodeFs, before],
      [promisesFs, promisesBefore],
    ] as const) {
      for (const [name, method] of methods) {
        const now: unknown = Reflect.get(fs, name);
        assert.is.not(now, method, name);
        assert.is((now as { name: string }).name, (method as { name: string }).name);
      }
    }
  });
});

test('undoing puts back every property, and does so once', async ({ samba }) => {
  const snapshot = () => [nodeFs, promisesFs].map((fs) => Object.getOwnPropertyDescriptors(fs));
  const before = snapshot();
  const streams = [nodeFs.ReadStream, nodeFs.WriteStream];
  const smb = new SmbFs(samba.url(), { mountPoint: MOUNT });
  const undo = patchFs(smb);
  const { readFileSync, existsSync } = nodeFs;
  assert.is(existsSync(MOUNT), true);
  undo[Symbol.dispose]();
  undo();
  for (const [index, members] of snapshot().entries()) {
    assert.equal(Object.keys(members), Object.keys(before[index] ?? {}));
    for (const [name, { get, value, ...rest }] of Object.entries(members)) {
      const old = Object.entries(before[index] ?? {}).find(([key]) => key === name)?.[1];
      assert.ok(get === old?.get && value === old?.value, name);
      assert.equal({ ...old, ...rest }, { ...old }, name);
    }
  }
  assert.equal([nodeFs.ReadStream, nodeFs.WriteStream], streams);
  assert.is(namedFs.readFileSync, nodeFs.readFileSync);
  assert.is(existsSync(MOUNT), false, 'a function that was taken while the share was mounted');
  assert.is(thrown(() => readFileSync(MOUNT)) === 'nothing was thrown', false);
  await smb.close();
});

test('open files belong to whoever opened them', async ({ samba }) => {
  await mounted(samba, async ({ there, here }) => {
    for (const folder of [there, here]) {
      const fd = nodeFs.openSync(`${folder}/file`, 'w+');
      assert.is(nodeFs.writeSync(fd, 'hello'), 5);
      assert.is(await promisify(nodeFs.fstat)(fd).then(({ size }) => size), 5);
      const { bytesRead, buffer } = await promisify(nodeFs.read)(fd, Buffer.alloc(5), 0, 5, 0);
      assert.equal([bytesRead, buffer.toString()], [5, 'hello']);
      await promisify(nodeFs.appendFile)(fd, '!');
      await promisify(nodeFs.close)(fd);
      assert.is((thrown(() => nodeFs.fstatSync(fd)) as { code: string }).code, 'EBADF');

      const handle = await promisesFs.open(`${folder}/file`);
      assert.is(await promisesFs.readFile(handle, 'utf8'), 'hello!');
      await handle.close();
    }
  });
});

test('streams read and write both', async ({ samba }) => {
  await mounted(samba, async ({ there, here }) => {
    class Derived extends nodeFs.ReadStream {
      readonly mine = true;
    }
    for (const folder of [there, here]) {
      const file = `${folder}/file`;
      const out = nodeFs.createWriteStream(file);
      assert.ok(out instanceof nodeFs.WriteStream);
      out.end('streamed');
      await finished(out);
      assert.is(await text(nodeFs.createReadStream(file, { start: 2 })), 'reamed');
      assert.is(await text(Reflect.construct(nodeFs.ReadStream, [file, 'utf8'])), 'streamed');
      assert.is(await text(Reflect.apply(nodeFs.ReadStream as never, undefined, [file])), 'streamed');
      const fd = nodeFs.openSync(file, 'r');
      assert.is(await text(nodeFs.createReadStream('', { fd })), 'streamed');
      assert.is(await text(nodeFs.createReadStream('', { fd: await promisesFs.open(file) })), 'streamed');
      const derived: Derived = Reflect.construct(Derived, [file]);
      assert.ok(derived instanceof Derived && derived.mine);
      assert.is(await text(derived), 'streamed');
    }
    await pipeline(nodeFs.createReadStream(`${there}/file`), nodeFs.createWriteStream(`${here}/copy`));
    assert.is(nodeFs.readFileSync(`${here}/copy`, 'utf8'), 'streamed');
  });
});

for (const method of ['rename', 'link'] as const) {
  test(`${method} does not lead from one to the other`, async ({ samba }) => {
    await mounted(samba, async ({ there, here }) => {
      nodeFs.writeFileSync(`${here}/file`, '');
      const [from, to] = [`${here}/file`, `${there}/file`];
      const words = `EXDEV: cross-device link not permitted, ${method} '${from}' -> '${to}'`;
      const expected = { code: 'EXDEV', message: words, path: from, dest: to, syscall: method };
      assert.equal(
        thrown(() => nodeFs[`${method}Sync`](from, to)),
        expected,
      );
      assert.equal(await rejection(promisesFs[method](from, to)), expected);
      assert.equal(await rejection(promisify(nodeFs[method])(from, to)), expected);
    });
  });
}

/** The three forms of `copyFile`. */
const copies: readonly [string, (from: string, to: string, mode?: number) => Promise<void>][] = [
  ['copyFileSync', async (from, to, mode) => nodeFs.copyFileSync(from, to, mode)],
  ['copyFile', (from, to, mode = 0) => promisify(nodeFs.copyFile)(from, to, mode)],
  ['promises.copyFile', (from, to, mode) => promisesFs.copyFile(from, to, mode)],
];

for (const [name, copy] of copies) {
  test(`${name} copies from one to the other`, async ({ samba }) => {
    await mounted(samba, async ({ there, here }) => {
      const content = Buffer.alloc(2_500_000, 'abc');
      nodeFs.writeFileSync(`${here}/file`, content, { mode: 0o444 });
      await copy(`${here}/file`, `${there}/file`);
      assert.is(nodeFs.statSync(`${there}/file`).mode & 0o222, 0);
      await copy(`${there}/file`, `${here}/back`);
      assert.ok(nodeFs.readFileSync(`${here}/back`).equals(content));
    });
  });

  test(`${name} from one to the other fails as between two disks`, async ({ samba }) => {
    await mounted(samba, async ({ there, here }) => {
      nodeFs.writeFileSync(`${here}/file`, 'new');
      nodeFs.writeFileSync(`${there}/file`, 'old');
      const failure = (code: string, from: string, to: string) => ({ code, path: from, dest: to, syscall: 'copyfile' });
      for (const [code, from, to, mode] of [
        ['ENOENT', `${here}/nothing`, `${there}/nothing`],
        ['EEXIST', `${here}/file`, `${there}/file`, nodeFs.constants.COPYFILE_EXCL],
        ['EXDEV', `${here}/file`, `${there}/other`, nodeFs.constants.COPYFILE_FICLONE_FORCE],
        ['EISDIR', here, `${there}/folder`],
      ] as const) {
        const { message, ...rest } = (await rejection(copy(from, to, mode))) as { message: string };
        assert.equal(rest, failure(code, from, to));
        assert.match(message, new RegExp(`^${code}: .*, copyfile '`));
      }
      assert.is(nodeFs.readFileSync(`${there}/file`, 'utf8'), 'old');
      assert.equal(nodeFs.readdirSync(there), ['file']);
    });
  });
}

test('cp copies a tree from one to the other', async ({ samba }) => {
  await mounted(samba, async ({ there, here }) => {
    nodeFs.mkdirSync(`${here}/tree/deep`, { recursive: true });
    nodeFs.writeFileSync(`${here}/tree/deep/file`, 'deep');
    nodeFs.writeFileSync(`${here}/tree/out`, '');
    const cp = promisify(nodeFs.cp) as typeof promisesFs.cp;
    const filter = (source: string): boolean => !source.endsWith('out');
    nodeFs.cpSync(`${here}/tree`, `${there}/1`, { recursive: true, filter });
    await cp(`${there}/1`, `${here}/2`, { recursive: true });
    await promisesFs.cp(`${here}/2`, `${there}/3`, { recursive: true });
    for (const copy of [`${there}/1`, `${here}/2`, `${there}/3`]) {
      assert.equal(nodeFs.readdirSync(copy), ['deep']);
      assert.is(nodeFs.readFileSync(`${copy}/deep/file`, 'utf8'), 'deep');
    }
    const { code } = thrown(() => nodeFs.cpSync(here, `${there}/4`)) as { code: string };
    assert.is(code, 'ERR_FS_EISDIR');
  });
});

test('a folder on the share is watched', async ({ samba }) => {
  await mounted(samba, async ({ there }) => {
    const touch = (attempt: number) => promisesFs.writeFile(`${there}/seen`, `${attempt}`);
    const heard = await new Heard(nodeFs.watch(there)).begun(touch);
    assert.ok(heard.names.every((name) => name === 'seen'));
    heard.watcher.close();
  });
});

test('arguments that are wrong are refused in node’s words', async ({ samba }) => {
  const calls: (() => unknown)[] = [
    () => nodeFs.readFileSync({} as never),
    () => Reflect.apply(nodeFs.readFile, nodeFs, [`${MOUNT}/x`]),
    () => nodeFs.copyFileSync(`${MOUNT}/x`, 5 as never),
    () => Reflect.apply(nodeFs.rename, nodeFs, [`${MOUNT}/x`, '/x']),
    () => nodeFs.openSync(new URL('http://host/path'), 'r'),
    () => nodeFs.closeSync('5' as never),
  ];
  const expected = calls.map(thrown);
  await mounted(samba, async () => assert.equal(calls.map(thrown), expected));
});

test('functions keep what hangs on them', async ({ samba }) => {
  await mounted(samba, async ({ there, here }) => {
    for (const folder of [there, here]) {
      assert.is(nodeFs.realpathSync.native(folder), folder);
      assert.is(await promisify(nodeFs.realpath.native)(folder), folder);
      assert.is(await promisify(nodeFs.exists)(folder), true);
    }
  });
});

test('another object of the shape of fs can be patched, which leaves node’s alone', async ({ samba }) => {
  const target = { ...nodeFs };
  await mounted(
    samba,
    async ({ there, here }) => {
      target.writeFileSync(`${there}/file`, 'hi');
      assert.is(await target.promises.readFile(`${there}/file`, 'utf8'), 'hi');
      assert.is(await text(Reflect.construct(target.ReadStream, [`${there}/file`])), 'hi');
      target.copyFileSync(`${there}/file`, `${here}/file`);
      assert.is(target.constants, nodeFs.constants);
      assert.is(nodeFs.existsSync(there), false);
      assert.is(await rejection(promisesFs.access(there)).then((error) => (error as { code: string }).code), 'ENOENT');
    },
    target,
  );
  assert.equal({ ...target }, { ...nodeFs });
});

test('without a mount point every path is on the share', async ({ samba }) => {
  const smb = new SmbFs(samba.url());
  const target = { ...nodeFs };
  const undo = patchFs(smb, target);
  target.mkdirSync('/rooted');
  target.writeFileSync('rooted/file', 'hi');
  assert.is(nodeFs.readFileSync(join(samba.folder(), 'rooted/file'), 'utf8'), 'hi');
  assert.equal(target.readdirSync('/rooted'), ['file']);
  undo();
  assert.is(target.existsSync('/rooted'), false);
  await smb.close();
});

/** What there is to find, with each of the forms of `glob`. */
async function globbed(folder: string): Promise<unknown[]> {
  nodeFs.mkdirSync(`${folder}/deep/er`, { recursive: true });
  for (const name of ['one.ts', 'two.js', 'deep/er/three.ts']) nodeFs.writeFileSync(`${folder}/${name}`, '');
  const below = (paths: readonly string[]): string[] => paths.map((path) => path.replace(folder, '')).sort();
  const lists: string[][] = [];
  for (const pattern of ['*', '**/*.ts', 'deep/**', `${folder}/*.ts`]) {
    const iterated: string[] = [];
    for await (const path of nodeFs.promises.glob(pattern, { cwd: folder })) iterated.push(path);
    const called = await promisify<string, object, string[]>(nodeFs.glob)(pattern, { cwd: folder });
    lists.push(nodeFs.globSync(pattern, { cwd: folder }), iterated, called);
  }
  return [...lists, nodeFs.globSync(`${folder}/**/*.ts`)].map(below);
}

test('glob finds under the mount point what it finds on the disk', async ({ samba }) => {
  if (!('globSync' in nodeFs)) {
    console.log('not run: node has no glob before 22');
    return;
  }
  await mounted(samba, async ({ there, here }) => {
    const found = await globbed(there);
    assert.equal(found, await globbed(here));
    assert.equal(found.at(-1), ['/deep/er/three.ts', '/one.ts']);
    assert.ok(nodeFs.existsSync(`${samba.folder()}${there.slice(MOUNT.length)}/deep/er/three.ts`));
  });
});

test('two shares are mounted at once', async ({ samba }) => {
  const [one, two] = ['/mnt/one', '/mnt/two'].map((mountPoint) => new SmbFs(samba.url(), { mountPoint }));
  if (!one || !two) throw new Error('two');
  const undo = [patchFs(one), patchFs(two)];
  const fds = [nodeFs.openSync('/mnt/one/both', 'w'), nodeFs.openSync('/mnt/two/second', 'w')];
  for (const [index, fd] of fds.entries()) nodeFs.writeSync(fd, `${index}`);
  for (const fd of fds) nodeFs.closeSync(fd);
  assert.is(nodeFs.readFileSync('/mnt/two/both', 'utf8'), '0');
  nodeFs.copyFileSync('/mnt/two/second', '/mnt/one/third');
  assert.is(nodeFs.readFileSync('/mnt/one/third', 'utf8'), '1');
  for (const last of undo.reverse()) last();
  assert.equal(
    ['/mnt/one', '/mnt/two'].map((folder) => nodeFs.existsSync(folder)),
    [false, false],
  );
  await Promise.all([one.close(), two.close()]);
});

test.run();
