/** The Samba fixture: it serves what it was asked to, and nothing of it stays. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findProcesses } from './processes.ts';
import { typescriptArguments } from './run-spec.ts';
import { type Samba, sambaConfigurations, startSamba, whyNoSamba } from './samba.ts';
import { sambaSuite } from './samba-suite.ts';
import { sampleFolder } from './sample-specs.ts';
import { skipIf } from './skip.ts';

/** What smbclient says to these commands, errors included. */
async function smbclient(samba: Samba, share: string, user: string, ...args: string[]): Promise<string> {
  const all = [`//${samba.host}/${share}`, '-p', `${samba.port}`, '-U', user, ...args];
  const { stdout, stderr } = await promisify(execFile)('smbclient', all).catch((error) => error);
  return stdout + stderr;
}

/** The folder in which everything of a server lies. */
function homeOf(samba: Samba): string {
  return path.join(samba.folder(), '../..');
}

const serving = sambaSuite('support/samba', {
  users: {
    'Jürgen Müller': 'geheim',
    日本: '秘密',
    empty: '',
    gone: { password: 'x', disabled: true },
    late: { password: 'x', expired: true },
  },
  shares: { extra: { 'read only': 'no', comment: 'one more' } },
});

serving('lists its shares', async ({ samba }) => {
  const { stdout } = await promisify(execFile)('smbclient', [
    ...['--list', samba.host, '-p', `${samba.port}`, '-U', 'ann%s3cret', '--grepable'],
  ]);
  const names = [...stdout.matchAll(/^Disk\|([^|]+)/gm)].map(([, name]) => name);
  assert.equal(names.sort(), ['enc', 'extra', 'guest', 'ro', 'share']);
});

serving('keeps in its folder what a client writes', async ({ samba }) => {
  await smbclient(samba, 'extra', 'ann%s3cret', '-c', `put ${path.join(import.meta.dirname, 'samba.ts')} copy`);
  const copy = fs.readFileSync(path.join(samba.folder('extra'), 'copy'));
  assert.ok(copy.equals(fs.readFileSync(path.join(import.meta.dirname, 'samba.ts'))));
});

serving('lets ann change what was given to her', async ({ samba }) => {
  const folder = path.join(samba.folder(), 'given');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'file'), 'ours');
  samba.give(folder);
  await smbclient(samba, 'share', 'ann%s3cret', '-c', `put ${path.join(import.meta.dirname, 'samba.ts')} given/file`);
  assert.match(fs.readFileSync(path.join(folder, 'file'), 'utf8'), /^\/\*\* A private Samba/);
});

serving('refuses writing to the read-only share', async ({ samba }) => {
  assert.match(await smbclient(samba, 'ro', 'ann%s3cret', '-c', 'mkdir folder'), 'NT_STATUS_ACCESS_DENIED');
});

serving('lets strangers into the guest share alone', async ({ samba }) => {
  assert.match(await smbclient(samba, 'guest', 'stranger%x', '-c', 'ls'), 'blocks available');
  assert.match(await smbclient(samba, 'share', 'stranger%x', '-c', 'ls'), 'NT_STATUS_ACCESS_DENIED');
});

serving('refuses a client that cannot encrypt on the encrypted share', async ({ samba }) => {
  assert.match(await smbclient(samba, 'enc', 'ann%s3cret', '-c', 'ls'), 'blocks available');
  assert.match(await smbclient(samba, 'enc', 'ann%s3cret', '-m', 'SMB2_10', '-c', 'ls'), 'NT_STATUS_ACCESS_DENIED');
});

serving('knows its accounts and how each of them is', async ({ samba }) => {
  const logOn = (user: string) => smbclient(samba, 'share', user, '-c', 'ls');
  for (const user of ['ann%s3cret', 'Jürgen Müller%geheim', '日本%秘密', 'empty%']) {
    assert.match(await logOn(user), 'blocks available', user);
  }
  assert.match(await logOn('ann%wrong'), 'NT_STATUS_LOGON_FAILURE');
  assert.match(await logOn('gone%x'), 'NT_STATUS_ACCOUNT_DISABLED');
  assert.match(await logOn('late%x'), 'NT_STATUS_ACCOUNT_EXPIRED');
});

serving('tells which files are open', async ({ samba }) => {
  fs.writeFileSync(path.join(samba.folder(), 'held'), '');
  assert.equal(await samba.openFiles(), []);
  const args = [`//${samba.host}/share`, '-p', `${samba.port}`, '-U', 'ann%s3cret'];
  const client = spawn('smbclient', args, { stdio: ['pipe', 'ignore', 'ignore'] });
  try {
    client.stdin.write('open held\n');
    const deadline = Date.now() + 30_000;
    let open: string[] = [];
    while (open.length === 0 && Date.now() < deadline) open = await samba.openFiles();
    assert.equal(open, ['held']);
  } finally {
    client.kill();
    await once(client, 'exit');
  }
});

serving('writes URLs for both transports', async ({ samba }) => {
  const plain = new URL(samba.url());
  assert.is(`${plain.hostname}:${plain.port}${plain.pathname}`, `${samba.host}:${samba.port}/share`);
  assert.is(plain.searchParams.get('auth-username'), 'ann');
  assert.is(plain.searchParams.get('auth-password'), 's3cret');
  const netbios = new URL(samba.url('ro', { transport: 'netbios', 'auth-username': undefined }));
  assert.is(netbios.port, `${samba.netbiosPort}`);
  assert.is(netbios.searchParams.has('auth-username'), false);
});

serving('keeps its ports, files and accounts over a restart', async ({ samba }) => {
  fs.writeFileSync(path.join(samba.folder(), 'kept'), '');
  const { port } = samba;
  await samba.restart();
  assert.is(samba.port, port);
  assert.match(await smbclient(samba, 'share', 'ann%s3cret', '-c', 'ls kept'), /kept +[AN]/);
});

serving.run();

const test = skipIf(suite('support/samba as a process'), whyNoSamba());

test('stop leaves no process and no folder', async () => {
  const samba = await startSamba();
  const home = homeOf(samba);
  // A listing of shares starts the server of named pipes, which does not end with smbd.
  await smbclient(samba, 'IPC$', 'ann%s3cret', '--list', samba.host);
  assert.ok(findProcesses(home).length > 0);
  await samba.stop();
  assert.equal(findProcesses(home), []);
  assert.not(fs.existsSync(home));
});

test('servers side by side know nothing of each other', async () => {
  const [first, second] = await Promise.all([startSamba(), startSamba({ shares: { only: {} } })]);
  try {
    assert.match(await smbclient(first, 'only', 'ann%s3cret', '-c', 'ls'), 'NT_STATUS_BAD_NETWORK_NAME');
    assert.match(await smbclient(second, 'only', 'ann%s3cret', '-c', 'ls'), 'blocks available');
  } finally {
    await Promise.all([first.stop(), second.stop()]);
  }
});

test('each configuration of the matrix serves a client that can do everything', async () => {
  for (const [name, global] of Object.entries(sambaConfigurations)) {
    await using samba = await startSamba({ global });
    assert.match(await smbclient(samba, 'share', 'ann%s3cret', '-c', 'ls'), 'blocks available', name);
  }
});

test('a server that cannot start says why and leaves nothing', async () => {
  const { TMPDIR } = process.env;
  using folder = sampleFolder({});
  const before = fs.readdirSync(folder.path);
  try {
    process.env.TMPDIR = folder.path;
    await startSamba({ global: { 'private dir': '/nowhere/at/all' } });
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), 'Samba did not start');
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  assert.equal(fs.readdirSync(folder.path), before);
});

/** Starts a server in a process that then does `fate`; answers the server's folder when that process has ended. */
async function homeAfter(fate: string, signal?: NodeJS.Signals): Promise<string> {
  using folder = sampleFolder({
    'server.ts': `import { startSamba } from '${import.meta.dirname}/samba.ts';
const samba = await startSamba();
console.log(samba.folder());
${fate}`,
  });
  const child = spawn(process.execPath, [...typescriptArguments, path.join(folder.path, 'server.ts')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  const home = path.join(`${text}`.trim(), '../..');
  assert.ok(fs.existsSync(home));
  if (signal !== undefined) child.kill(signal);
  await once(child, 'exit');
  return home;
}

const FOR_EVER = 'setInterval(() => {}, 1000);';

for (const [what, fate, signal] of [
  ['forgets it', ''],
  ['throws', 'throw new Error();'],
  ['is interrupted', FOR_EVER, 'SIGINT'],
  ['is terminated', FOR_EVER, 'SIGTERM'],
] as const) {
  test(`nothing of a server outlives a process that ${what}`, async () => {
    const home = await homeAfter(fate, signal);
    assert.equal(findProcesses(home), []);
    assert.not(fs.existsSync(home));
  });
}

test('no smbd outlives a process that is killed', async () => {
  const home = await homeAfter(FOR_EVER, 'SIGKILL');
  try {
    for (const deadline = Date.now() + 30_000; findProcesses(home).length > 0; await delay(5)) {
      assert.ok(Date.now() < deadline, 'smbd still runs');
    }
  } finally {
    fs.rmSync(home, { recursive: true });
  }
});

test.run();
