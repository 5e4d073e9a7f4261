/** The commands at work: what they print, and what is on the share afterwards. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { bothServers, type Side } from './both-servers.ts';
import type { Ended } from './built-cli.ts';

/** Puts files into the share's folder; a path that ends in a slash is a folder. */
function put({ folder, give }: Side, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    const [first = ''] = path.split('/');
    fs.mkdirSync(join(folder, path, path.endsWith('/') ? '.' : '..'), { recursive: true });
    if (!path.endsWith('/')) fs.writeFileSync(join(folder, path), content);
    give(join(folder, first));
  }
}

/** Standard output of a run that must succeed and say nothing else. */
async function output(ending: Promise<Ended>): Promise<string> {
  const { code, stdout, stderr } = await ending;
  assert.equal({ code, stderr }, { code: 0, stderr: '' });
  return stdout;
}

async function json<T>(ending: Promise<Ended>): Promise<T> {
  return JSON.parse(await output(ending)) as T;
}

interface Listed {
  readonly path: string;
  readonly type: string;
  readonly size: number;
}

/** Some forty processes, on a machine that may be busy. */
export const deadlineSeconds = 600;

await bothServers('cli/commands', (test) => {
  test('ls lists names, folders with a slash, and what begins with a period when asked', async (side) => {
    put(side, { 'ls/b.txt': 'bb', 'ls/a.txt': 'a', 'ls/.hidden': '', 'ls/sub/deep.txt': 'deep' });
    const { cli, url } = side;
    assert.is(await output(cli.run(['ls', `${url}/ls`])), 'a.txt\nb.txt\nsub/\n');
    assert.is(await output(cli.run(['ls', '-arR', `${url}/ls`])), 'sub/\nsub/deep.txt\nb.txt\na.txt\n.hidden\n');
    const long = await output(cli.run(['ls', '--long', '--sort', 'size', `${url}/ls`], { env: { TZ: 'UTC' } }));
    const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d';
    assert.match(long, new RegExp(`^-rw +2 ${time} b\\.txt$`, 'm'));
    assert.match(long, new RegExp(`^-rw +1 ${time} a\\.txt$`, 'm'));
    assert.match(long, new RegExp(`^drw +- ${time} sub/$`, 'm'));
  });

  test('ls lists as JSON, recursively, from several folders, and files', async (side) => {
    put(side, { 'json/one/a': 'aaa', 'json/two/': '' });
    const urls = ['', '/one/a', '/two'].map((path) => `${side.url}/json${path}`);
    const listed = await json<Listed[]>(side.cli.run(['ls', '--json', '-R', ...urls]));
    assert.equal(
      listed.map(({ path, type }) => [path, type]),
      [
        ['/json/one', 'directory'],
        ['/json/one/a', 'file'],
        ['/json/two', 'directory'],
        ['/json/one/a', 'file'],
      ],
    );
    assert.is(listed[1]?.size, 3);
  });

  test('cat prints files one after the other, byte for byte', async (side) => {
    const text = 'line\n'.repeat(100_000);
    put(side, { 'cat/long.txt': text, 'cat/short.txt': 'short' });
    assert.is(
      await output(side.cli.run(['cat', `${side.url}/cat/long.txt`, `${side.url}/cat/short.txt`])),
      `${text}short`,
    );
  });

  test('stat tells what the server knows', async (side) => {
    put(side, { 'stat.txt': 'twelve bytes' });
    const text = await output(side.cli.run(['stat', `${side.url}/stat.txt`]));
    assert.match(text, /^type: +file$/m);
    assert.match(text, /^size: +12 bytes$/m);
    const [facts] = await json<{ path: string; size: number; modified: string }[]>(
      side.cli.run(['stat', '--json', `${side.url}/stat.txt`]),
    );
    assert.is(facts?.path, '/stat.txt');
    const local = fs.statSync(join(side.folder, 'stat.txt')).mtimeMs;
    assert.ok(Math.abs(Date.parse(facts?.modified ?? '') - local) < 2);
  });

  test('mkdir makes folders, with those above when asked, and is content with what is there', async ({
    cli,
    url,
    folder,
  }) => {
    await output(cli.run(['mkdir', '--parents', `${url}/made/by/smbfs`, `${url}/made`]));
    assert.ok(fs.statSync(join(folder, 'made/by/smbfs')).isDirectory());
  });

  test('cp copies a file to a path or URL of the share, over what is there, or into a folder', async (side) => {
    put(side, { 'cp/from.txt': 'content', 'cp/into/': '', 'cp/old.txt': 'old' });
    const { cli, url, folder } = side;
    await output(cli.run(['cp', `${url}/cp/from.txt`, `${url}/cp/old.txt`]));
    await output(cli.run(['cp', `${url}/cp/from.txt`, `${url}/cp/old.txt`, '/cp/into']));
    for (const name of ['old.txt', 'into/from.txt', 'into/old.txt']) {
      assert.is(fs.readFileSync(join(folder, 'cp', name), 'utf8'), 'content', name);
    }
    assert.equal(fs.readdirSync(join(folder, 'cp')).sort(), ['from.txt', 'into', 'old.txt']);
  });

  test('cp leaves alone what is there when asked', async (side) => {
    put(side, { 'clobber/new': 'new', 'clobber/old': 'old' });
    const { cli, url, folder } = side;
    await output(cli.run(['cp', '--no-clobber', `${url}/clobber/new`, '/clobber/old']));
    assert.is(fs.readFileSync(join(folder, 'clobber/old'), 'utf8'), 'old');
  });

  test('cp copies a folder with all that is in it when asked, and never into itself', async (side) => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`tree/sub/${index}`, `${index}`]));
    put(side, { ...many, 'tree/top': 'top', 'tree/empty/': '' });
    const { cli, url, folder } = side;
    await output(cli.run(['cp', '-r', `${url}/tree`, '/copied']));
    const names = fs.readdirSync(join(folder, 'tree'), { recursive: true, encoding: 'utf8' }).sort();
    assert.equal(fs.readdirSync(join(folder, 'copied'), { recursive: true, encoding: 'utf8' }).sort(), names);
    assert.is(fs.readFileSync(join(folder, 'copied/sub/7'), 'utf8'), '7');
    const { code, stderr } = await cli.run(['cp', '-r', `${url}/tree`, '/tree/sub']);
    assert.is(code, 1);
    assert.match(stderr, /into itself/);
  });

  test('mv renames, replaces, and moves into a folder', async (side) => {
    put(side, { 'mv/a': 'a', 'mv/b': 'b', 'mv/c': 'c', 'mv/into/': '' });
    const { cli, url, folder } = side;
    await output(cli.run(['mv', `${url}/mv/a`, '/mv/b']));
    await output(cli.run(['mv', `${url}/mv/b`, `${url}/mv/c`, `${url}/mv/into`]));
    assert.equal(fs.readdirSync(join(folder, 'mv')), ['into']);
    assert.is(fs.readFileSync(join(folder, 'mv/into/b'), 'utf8'), 'a');
  });

  test('cp refuses what is not on the same share', async ({ cli, url, server }) => {
    const { code, stderr } = await cli.run(['cp', `${url}/x`, `${server}/ro/y`]);
    assert.is(code, 2);
    assert.match(stderr, /same share/);
  });

  test('rm removes files, and folders when asked, and never a whole share', async (side) => {
    put(side, { 'rm/a': '', 'rm/sub/b': '' });
    const { cli, url, folder } = side;
    assert.is((await cli.run(['rm', `${url}/rm/a`, `${url}/rm`])).code, 1);
    assert.equal(fs.readdirSync(join(folder, 'rm')), ['sub']);
    await output(cli.run(['rm', '--force', '--recursive', `${url}/rm/a`, `${url}/rm`]));
    assert.not(fs.existsSync(join(folder, 'rm')));
    const { code, stderr } = await cli.run(['rm', '-rf', url]);
    assert.is(code, 2);
    assert.match(stderr, /root of a share/);
  });

  test('df tells how much room there is', async ({ cli, url }) => {
    const [room] = await json<{ size: number; used: number; available: number }[]>(cli.run(['df', '--json', url]));
    assert.ok(room && room.size > 0 && room.available > 0 && room.used <= room.size);
  });

  test("shares lists a server's shares, hidden ones when asked", async ({ cli, server }) => {
    const text = await output(cli.run(['shares', server]));
    assert.match(text, /^share +disk$/m);
    assert.not.match(text, /hidden/);
    const all = await json<{ name: string; type: string; comment: string }[]>(
      cli.run(['shares', '--all', '--json', server]),
    );
    const hidden = all.find(({ name }) => name === 'hidden$');
    assert.equal([hidden?.type, hidden?.comment], ['disk', 'not for everybody']);
    assert.is(all.find(({ name }) => name === 'IPC$')?.type, 'pipe');
  });

  test('watch tells what changes, an object a line, until it is interrupted', async (side) => {
    put(side, { 'watched/': '' });
    const { cli, url, folder } = side;
    const watching = cli.start(['watch', '--json', `${url}/watched`]);
    let count = 0;
    const changing = setInterval(() => fs.writeFileSync(join(folder, 'watched', `file-${count++}`), ''), 50);
    try {
      await watching.printed('\n');
    } finally {
      clearInterval(changing);
    }
    watching.child.kill('SIGINT');
    const { code, stdout } = await watching.ended;
    assert.is(code, 130);
    const event = JSON.parse(stdout.split('\n', 1)[0] ?? '') as { path: string; event: string };
    assert.match(event.path, /^\/watched\/file-\d+$/);
    assert.match(event.event, /^rename|change$/);
  });

  test('bench compares the transports, and leaves nothing behind', async ({ cli, url, netbiosPort, folder }) => {
    const args = ['bench', '--size', '1', '--rounds', '1', '--netbios-port', `${netbiosPort}`, url];
    const before = fs.readdirSync(folder);
    const { transports } = await json<{ transports: { transport: string; throughput: { read: number } }[] }>(
      cli.run([...args, '--json']),
    );
    assert.equal(
      transports.map(({ transport }) => transport),
      ['directtcp', 'netbios'],
    );
    assert.ok(transports.every(({ throughput }) => throughput.read > 0));
    assert.equal(fs.readdirSync(folder), before);
  });
});
