/** `get`, `put` and `sync` at work: what arrives, what is left alone, and what remains of what was interrupted. */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import type { Summary } from '../../lib/cli/transfer/tally.ts';
import { bothServers } from './both-servers.ts';
import type { Ended } from './built-cli.ts';

export const deadlineSeconds = 240;

const MIB = 1024 * 1024;
const PART = /\.part$/;

/** A new folder of this machine. */
function newFolder(): string {
  return fs.mkdtempSync(join(fs.realpathSync(tmpdir()), 'transfers-'));
}

/** Makes files in a folder; a path that ends in a slash is a folder. */
function make(folder: string, files: Readonly<Record<string, string | Buffer>>): string {
  for (const [path, content] of Object.entries(files)) {
    fs.mkdirSync(join(folder, path, path.endsWith('/') ? '.' : '..'), { recursive: true });
    if (!path.endsWith('/')) fs.writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Everything in a folder: contents, and times to the hundredth of a second. */
function contents(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const path of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const stats = fs.lstatSync(join(folder, path));
    if (stats.isDirectory()) found[`${path}/`] = '';
    else found[path] = `${fs.readFileSync(join(folder, path), 'hex')} ${Math.round(stats.mtimeMs / 10)}`;
  }
  return found;
}

async function succeeds(ending: Promise<Ended>): Promise<string> {
  const { code, stdout, stderr } = await ending;
  assert.equal({ code, stderr }, { code: 0, stderr: '' });
  return stdout;
}

async function summary(ending: Promise<Ended>): Promise<Summary> {
  return JSON.parse((await ending).stdout) as Summary;
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 60_000; !condition(); await delay(2)) assert.ok(Date.now() < deadline);
}

const ODD = {
  'plain.txt': 'plain',
  empty: '',
  'no entries/': '',
  'a "quoted" <name>: what? *|\\': 'forbidden on a share',
  'ends in a period.': '.',
  'ends in a space ': ' ',
  'übermäßig/日本語/😀.txt': 'far away',
  'sub/.hidden': 'hidden',
  'sub/one/two/three/deep': randomBytes(70_000),
  'sub/larger.bin': randomBytes(3 * MIB + 17),
};

await bothServers('cli/transfers', (test) => {
  test('a tree comes back as it went, with odd names, empty files and folders, and times', async (side) => {
    const source = make(newFolder(), ODD);
    fs.utimesSync(join(source, 'plain.txt'), 1, 1_234_567_890.123);
    await succeeds(side.cli.run(['put', '-r', source, `${side.url}/odd`]));
    await succeeds(side.cli.run(['put', '-r', `${source}/`, `${side.url}/odd`]));
    const copy = join(newFolder(), 'copy');
    assert.match(await succeeds(side.cli.run(['get', '-r', `${side.url}/odd`, copy])), /^18 files copied, 6\.\dM in /);
    const expected = contents(source);
    const actual = contents(copy);
    const [name = ''] = fs.readdirSync(copy).filter((each) => /^transfers-/.test(each));
    assert.equal(contents(join(copy, name)), expected, 'the second time it was put into the folder');
    for (const path of Object.keys(actual)) if (path.startsWith(name)) delete actual[path];
    assert.equal(actual, expected);
  });

  test('a file of 100 MB arrives byte by byte, verified', async (side) => {
    const folder = newFolder();
    const data = randomBytes(100_000_001);
    fs.writeFileSync(join(folder, 'large'), data);
    await succeeds(side.cli.run(['put', '--checksum', join(folder, 'large'), side.url]));
    assert.ok(fs.readFileSync(join(side.folder, 'large')).equals(data));
    await succeeds(side.cli.run(['get', '--checksum', `${side.url}/large`, join(folder, 'back')]));
    assert.ok(fs.readFileSync(join(folder, 'back')).equals(data));
    assert.equal(fs.readdirSync(folder).sort(), ['back', 'large']);
    fs.unlinkSync(join(side.folder, 'large'));
  });

  test('files go into a folder that is there, to a new name, and over one that is there', async (side) => {
    const { cli, url, folder } = side;
    const source = make(newFolder(), { one: '1', two: '22' });
    const [one, two] = [join(source, 'one'), join(source, 'two')];
    await succeeds(cli.run(['put', one, `${url}/names/made/on/the/way`]));
    assert.is(fs.readFileSync(join(folder, 'names/made/on/the/way'), 'utf8'), '1');
    await succeeds(cli.run(['put', one, two, `${url}/names`]));
    await succeeds(cli.run(['put', one, `${url}/names/two`]));
    assert.equal(fs.readdirSync(join(folder, 'names')).sort(), ['made', 'one', 'two']);
    assert.is(fs.readFileSync(join(folder, 'names/two'), 'utf8'), '1');
    await succeeds(cli.run(['get', `${url}/names/one`, source]));
    await succeeds(cli.run(['get', `${url}/names/one`, `${source}/new/`]));
    await succeeds(cli.run(['get', `${url}/names/one`, join(source, 'three')]));
    assert.equal(fs.readdirSync(source).sort(), ['new', 'one', 'three', 'two']);
    assert.is(fs.readFileSync(join(source, 'new/one'), 'utf8'), '1');
  });

  test('the result is an object with --json', async (side) => {
    const source = make(newFolder(), { file: 'four', 'sub/': '' });
    const result = await summary(side.cli.run(['put', '-r', '--json', source, `${side.url}/json`]));
    const { seconds, ...rest } = result;
    assert.type(seconds, 'number');
    assert.equal(rest, { files: 1, bytes: 4, folders: 2, unchanged: 0, deleted: 0, skipped: [], failures: [] });
  });

  test('what cannot begin says why', async ({ cli, url, server }) => {
    const folder = newFolder();
    const failures: readonly (readonly [args: string[], code: number, message: RegExp])[] = [
      [['get', `${url}/nowhere`, folder], 5, /ENOENT/],
      [['put', join(folder, 'nothing'), url], 5, /ENOENT/],
      [['put', folder, url], 2, /is a folder/],
      [['get', url, folder], 2, /is a folder/],
      [['put', url], 2, /needs files and a URL/],
      [['sync', folder, folder], 2, /one of the two/],
      [['put', '--jobs', '0', folder, url], 2, /whole number/],
      [['get', `${server}/missing/x`], 5, /no share/],
    ];
    const ended = await Promise.all(failures.map(([args]) => cli.run(args)));
    for (const [index, [args, expected, message]] of failures.entries()) {
      assert.is(ended[index]?.code, expected, args.join(' '));
      assert.match(ended[index]?.stderr ?? '', message);
    }
    const file = join(make(folder, { file: 'x' }), 'file');
    const { code, stderr } = await cli.run(['put', file, `${server}/ro/file`]);
    assert.is(code, 6, stderr);
  });

  test('one file that fails leaves the others alone', async (side) => {
    make(side.folder, { 'some/way/b/in the way': '' });
    side.give(join(side.folder, 'some'));
    const source = make(newFolder(), { a: 'a', b: 'b', c: 'c' });
    const args = ['put', '-r', source, `${side.url}/some/`];
    fs.renameSync(join(side.folder, 'some/way'), join(side.folder, 'some', source.split('/').at(-1) ?? ''));
    const { code, stdout, stderr } = await side.cli.run(args);
    assert.is(code, 1);
    assert.match(stdout, /^2 files copied, 2 in .*, 1 failed\n$/);
    assert.match(stderr, /^error: b: .* is there, and a folder\n$/);
    const { failures } = await summary(side.cli.run([...args, '--json']));
    assert.equal(
      failures.map(({ path, code: why }) => [path, why]),
      [['b', 'ERR_SMBFS_CONFLICT']],
    );
  });

  test('a read-only file and a folder that may not be entered are failures of their own', async (side) => {
    if (side.name !== 'Samba') return;
    make(side.folder, { 'closed/open': 'open', 'closed/secret': 'secret', 'closed/sub/file': '' });
    side.give(join(side.folder, 'closed'));
    for (const name of ['secret', 'sub']) fs.chmodSync(join(side.folder, 'closed', name), 0);
    const target = join(newFolder(), 'copy');
    const { failures, files } = await summary(side.cli.run(['get', '-r', '--json', `${side.url}/closed`, target]));
    assert.is(files, 1);
    assert.equal(failures.map(({ path, code }) => `${path} ${code}`).sort(), ['secret EACCES', 'sub EACCES']);
    assert.equal(fs.readdirSync(target).sort(), ['open', 'sub']);
  });

  test('names that the server takes for the same do not overwrite each other', async (side) => {
    if (side.name !== 'Samba') return;
    const source = make(newFolder(), { README: 'loud', readme: 'quiet', other: '' });
    const args = ['put', '-r', '--json', source, `${side.url}/case`];
    const { failures, files } = await summary(side.cli.run(args));
    assert.equal([files, failures.map(({ path, code }) => [path, code])], [2, [['readme', 'ERR_SMBFS_CONFLICT']]]);
    assert.is(fs.readFileSync(join(side.folder, 'case/README'), 'utf8'), 'loud');
    assert.equal(fs.readdirSync(join(side.folder, 'case')).sort(), ['README', 'other']);
  });

  test('symbolic links are skipped, or followed where they do not lead in circles', async (side) => {
    const source = make(newFolder(), { 'real/file': 'real' });
    fs.symlinkSync('real', join(source, 'link'));
    fs.symlinkSync('..', join(source, 'real/up'));
    fs.symlinkSync('real/file', join(source, 'file'));
    const skipping = await side.cli.run(['put', '-r', source, `${side.url}/skipping`]);
    assert.is(skipping.code, 0);
    assert.match(skipping.stderr, /skipped link: a symbolic link/);
    assert.equal(fs.readdirSync(join(side.folder, 'skipping'), { recursive: true }).sort(), ['real', 'real/file']);
    await side.cli.run(['put', '-r', '--follow', source, `${side.url}/following`]);
    const names = ['file', 'link', 'link/file', 'real', 'real/file'];
    assert.equal(fs.readdirSync(join(side.folder, 'following'), { recursive: true }).sort(), names);
  });

  test('nothing is left of a file when Ctrl-C comes', async (side) => {
    // So large that it is not done before the signal comes, and all holes: it takes no room.
    const here = newFolder();
    const there = join(side.folder, 'interrupted');
    fs.mkdirSync(there);
    fs.writeFileSync(join(here, 'huge'), '');
    fs.truncateSync(join(here, 'huge'), 64 * 1024 * MIB);
    fs.linkSync(join(here, 'huge'), join(side.folder, 'huge'));
    side.give(there);
    side.give(join(side.folder, 'huge'));
    for (const [args, folder, left] of [
      [['put', join(here, 'huge'), `${side.url}/interrupted/copy`], there, []],
      [['get', `${side.url}/huge`, join(here, 'copy')], here, ['huge']],
    ] as const) {
      const { child, ended } = side.cli.start(args);
      await until(() => fs.readdirSync(folder).some((name) => PART.test(name)) || child.exitCode !== null);
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      assert.is(code, 130, stderr);
      assert.equal(fs.readdirSync(folder), left);
    }
    fs.unlinkSync(join(side.folder, 'huge'));
  });

  test('sync makes a mirror in either direction, and a second time does nothing', async (side) => {
    const { cli, url } = side;
    const source = make(newFolder(), ODD);
    const first = await summary(cli.run(['sync', '--json', source, `${url}/mirror/of it`]));
    assert.equal([first.files, first.failures], [9, []]);
    const second = await summary(cli.run(['sync', '--json', source, `${url}/mirror/of it`]));
    assert.equal([second.files, second.bytes, second.folders, second.unchanged], [0, 0, 0, 9]);
    const back = join(newFolder(), 'back');
    await succeeds(cli.run(['sync', `${url}/mirror/of it`, back]));
    assert.equal(contents(back), contents(source));
    const again = await cli.run(['sync', `${url}/mirror/of it`, back]);
    assert.is(again.stdout, 'nothing to copy, 9 unchanged\n');
  });

  test('sync copies what differs, deletes what is gone, and only tells of it in a dry run', async (side) => {
    const { cli, url, folder } = side;
    const source = make(newFolder(), {
      same: 'same',
      longer: 'x',
      newer: 'x',
      'kind/': '',
      folder: 'file',
      'a.tmp': '',
    });
    const there = join(folder, 'differing');
    make(there, { same: 'same', longer: '', newer: 'y', kind: 'file', 'folder/sub/x': '', 'gone/sub/x': '' });
    make(there, { lost: '', 'kept.tmp': '', 'deep/kept.tmp': '' });
    side.give(there);
    for (const name of ['same', 'newer']) fs.utimesSync(join(there, name), 1, 1_600_000_000);
    fs.utimesSync(join(source, 'same'), 1, 1_600_000_000);
    const args = ['sync', '--delete', '--exclude', '*.tmp', '--exclude', 'deep', '--', source, `${url}/differing`];
    const before = contents(there);
    const dry = await cli.run(['sync', '--dry-run', ...args.slice(1)]);
    assert.equal(dry.stdout.split('\n').slice(0, -2).sort(), [
      ...['copy folder', 'copy longer', 'copy newer', 'delete folder', 'delete gone', 'delete kind', 'delete lost'],
      'mkdir kind',
    ]);
    assert.equal(contents(there), before);
    const plain = await cli.run(['sync', ...args.slice(2)]);
    assert.is(plain.code, 1, 'without --delete, what is in the way is in the way');
    await succeeds(cli.run(args));
    const { 'a.tmp': _, ...expected } = contents(source);
    assert.equal(contents(there), { ...expected, ...kept(before) });
    assert.match(await succeeds(cli.run(args)), /^nothing to copy, 4 unchanged\n$/);
  });

  test('sync with --checksum finds what size and time do not tell', async (side) => {
    const { cli, url, folder } = side;
    const source = make(newFolder(), { file: 'right', large: Buffer.alloc(3 * MIB, 1) });
    await succeeds(cli.run(['sync', source, `${url}/sums`]));
    const { mtime } = fs.statSync(join(source, 'file'));
    make(join(folder, 'sums'), { file: 'wrong' });
    fs.utimesSync(join(folder, 'sums/file'), mtime, mtime);
    assert.is((await summary(cli.run(['sync', '--json', source, `${url}/sums`]))).files, 0);
    const { files, unchanged } = await summary(cli.run(['sync', '--json', '--checksum', source, `${url}/sums`]));
    assert.equal([files, unchanged], [1, 1]);
    assert.is(fs.readFileSync(join(folder, 'sums/file'), 'utf8'), 'right');
  });
});

function kept(before: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(before).filter(([path]) => /kept|deep/.test(path)));
}
