/** The command as a process: where passwords come from and never go, how it is stopped, and what it leaves behind then. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { createServer, type Server } from '../../lib/server/index.ts';
import { type Samba, startSamba, whyNoSamba } from '../support/samba.ts';
import { findProgram } from '../support/samba-programs.ts';
import { skipIf } from '../support/skip.ts';
import { mountSmallDisk, whyNoMount } from '../support/small-disk.ts';
import { BuiltCli } from './built-cli.ts';

/** Some thirty processes, on a machine that may be busy. */
export const deadlineSeconds = 600;

const cli = await BuiltCli.build();
const home = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), 'cli-'));
const folder = join(home, 'share');
fs.mkdirSync(folder);
fs.writeFileSync(join(folder, 'hello.txt'), 'hello');

const NOBODY = { AUTH_USERNAME: undefined, AUTH_PASSWORD: undefined };

interface Context {
  server: Server;
  /** Without user and password. */
  url: string;
}

const test = suite<Context>('cli/process');

test.before.each(async (context) => {
  context.server = createServer({
    shares: { share: folder, small: { fs: folder, maximumSize: 100_000 } },
    users: { ann: 's3cret' },
  });
  await context.server.listen(0);
  context.url = context.server.url('share');
});

test.after.each(async ({ server }) => {
  await server.close();
});

test.after(() => fs.rmSync(home, { recursive: true }));

test('takes the password from a file, from standard input, or from the environment, and says nothing', async ({
  url,
}) => {
  const file = join(home, 'password');
  fs.writeFileSync(file, 's3cret\nsecond line\n');
  const named = url.replace('smb://', 'smb://ann@');
  for (const [args, options] of [
    [['--password-file', file, named], { env: NOBODY }],
    [['--password-stdin', '--auth-username', 'ann', url], { env: NOBODY, input: 's3cret\r\n' }],
    [[named], { env: { ...NOBODY, AUTH_PASSWORD: 's3cret' } }],
  ] as const) {
    const { code, stdout, stderr } = await cli.run(['ls', ...args], options);
    assert.equal([code, stdout, stderr], [0, 'hello.txt\n', '']);
  }
});

test('an option beats the URL, and the URL beats the environment', async ({ url }) => {
  const env = { AUTH_USERNAME: 'nobody', AUTH_PASSWORD: 'nothing' };
  const file = join(home, 'password');
  fs.writeFileSync(file, 's3cret');
  const bob = `${url}?auth-username=bob&auth-password=wrong`;
  assert.is((await cli.run(['ls', '--auth-username', 'ann', '--password-file', file, bob], { env })).code, 0);
  assert.is((await cli.run(['ls', `${url}?auth-username=ann&auth-password=s3cret`], { env })).code, 0);
});

test('a password among the arguments works with a warning', async ({ url }) => {
  for (const args of [
    ['--auth-username=ann', '--auth-password', 's3cret', url],
    [url.replace('smb://', 'smb://ann:s3cret@')],
  ]) {
    const { code, stdout, stderr } = await cli.run(['ls', ...args], { env: NOBODY });
    assert.equal([code, stdout], [0, 'hello.txt\n']);
    assert.match(stderr, /^warning: .*password.*\n$/);
    assert.not.match(stderr, 's3cret');
  }
});

test('a password among wrong arguments is not repeated', async () => {
  for (const args of [
    ['smb://ann:s3cret@host/share'],
    ['ls', '--auth-pasword=s3cret', 'smb://host/share'],
    ['ls', 'smb://ann:s3cret@host'],
    ['ls', '--auth-password', 's3cret', 'smb://host/share?auth-password=s3cret&auth-password=s3cret&x=y'],
    ['ls', '--auth-password', 's3cret', '--password-stdin', 'smb://host/share'],
  ]) {
    const { code, stdout, stderr } = await cli.run(args);
    assert.is(code, 2, stderr);
    assert.match(stderr, /^error: /m);
    assert.not.match(stdout + stderr, 's3cret');
  }
});

test('a password among the arguments is soon gone from the list of processes', async ({ server, url }) => {
  if (process.platform !== 'linux') return;
  server.faults.silence({ command: 'CREATE' });
  const listing = cli.start(['ls', '--verbose', '--auth-password', 's3cret', url]);
  const { pid } = listing.child;
  await new Promise<void>((resolve) => server.events.once('logon', () => resolve()));
  const shown = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  assert.match(shown, /^smbfs/);
  assert.not.match(shown, 's3cret');
  listing.child.kill('SIGINT');
  const { code, stderr } = await listing.ended;
  assert.is(code, 130);
  assert.not.match(stderr, 's3cret');
});

const terminal = skipIf(test, findProgram('script') ? undefined : 'this machine has no script');

terminal('asks for the password on a terminal, and does not show it', async ({ url }) => {
  const command = [process.execPath, cli.main, 'ls', '--auth-username', 'ann', url].join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, ...{ AUTH_USERNAME: '', AUTH_PASSWORD: '' }, NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  for await (const part of child.stdout) {
    shown += part;
    if (shown.includes('Password of ann on 127.0.0.1: ')) child.stdin.end('s3cret\n');
  }
  assert.match(shown, /hello\.txt/);
  assert.not.match(shown, 's3cret');
});

test('ends quietly when nobody reads what it prints', async ({ server }) => {
  fs.writeFileSync(join(folder, 'long'), Buffer.alloc(16 * 1024 * 1024, 'x'));
  const printing = cli.start(['cat', `${server.url('share')}/long`]);
  await once(printing.child.stdout as NodeJS.ReadableStream, 'data');
  printing.child.stdout?.destroy();
  const { code, stderr } = await printing.ended;
  fs.unlinkSync(join(folder, 'long'));
  assert.equal([code, stderr], [0, '']);
});

test('says when what it prints cannot be kept', async ({ url }) => {
  if (process.platform !== 'linux') return;
  const full = fs.openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [cli.main, 'cat', `${url}/hello.txt`], {
    env: { ...process.env, AUTH_USERNAME: 'ann', AUTH_PASSWORD: 's3cret', NO_COLOR: '1' },
    stdio: ['ignore', full, 'pipe'],
  });
  fs.closeSync(full);
  let stderr = '';
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  assert.is(code, 7);
  assert.match(stderr, /cannot print: ENOSPC/);
});

test('Ctrl-C while it connects ends it with 130, and --timeout with 8', async () => {
  const silent = createNetServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const sockets: { destroy(): void }[] = [];
  silent.on('connection', (socket) => sockets.push(socket));
  const url = `smb://127.0.0.1:${(silent.address() as AddressInfo).port}/share`;
  const connecting = cli.start(['ls', url]);
  await once(silent, 'connection');
  connecting.child.kill('SIGINT');
  const interrupted = await connecting.ended;
  assert.equal([interrupted.code, interrupted.stderr], [130, 'error: interrupted\n']);
  const late = await cli.run(['ls', '--timeout', '0.2', url]);
  assert.equal([late.code, late.stderr], [8, 'error: not done after 0.2 s\n']);
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test('Ctrl-C during a test removes the file that it has written', async ({ server, url }) => {
  server.faults.silence({ command: 'READ' });
  const testing = cli.start(['test', url]);
  await testing.printed('✔ write');
  testing.child.kill('SIGINT');
  const { code } = await testing.ended;
  assert.is(code, 130);
  assert.equal(fs.readdirSync(folder), ['hello.txt']);
});

test('Ctrl-C during a comparison of the transports removes the file that it has written', async ({ server, url }) => {
  server.faults.silence({ command: 'READ' });
  const written = once(server.events, 'write');
  const comparing = cli.start(['bench', '--size', '1', url]);
  await written;
  comparing.child.kill('SIGINT');
  const { code } = await comparing.ended;
  assert.is(code, 130);
  assert.equal(fs.readdirSync(folder), ['hello.txt']);
});

test('Ctrl-C during a copy leaves nothing under the final name, nor anything else', async ({ server, url }) => {
  server.faults.silence({ command: 'IOCTL' });
  const made = new Promise<void>((resolve) => {
    server.events.on('open', ({ path }) => {
      if (path.endsWith('.part')) resolve();
    });
  });
  const copying = cli.start(['cp', `${url}/hello.txt`, '/copy.txt']);
  await made;
  copying.child.kill('SIGINT');
  const { code } = await copying.ended;
  assert.is(code, 130);
  assert.equal(fs.readdirSync(folder), ['hello.txt']);
});

test('a copy that finds no room is 7, and leaves nothing behind', async ({ server }) => {
  fs.writeFileSync(join(folder, 'large'), Buffer.alloc(200_000));
  const { code, stderr } = await cli.run(['cp', `${server.url('small')}/large`, '/copy']);
  const left = fs.readdirSync(folder);
  fs.unlinkSync(join(folder, 'large'));
  assert.is(code, 7);
  assert.match(stderr, /^error: ENOSPC: .*\nhint: .*df/);
  assert.equal(left, ['hello.txt', 'large']);
});

test('serve serves a folder, to those who know the password that it makes up', async () => {
  const serving = cli.start(['serve', '--json', '--port', '0', '--netbios-port', '0', folder], { env: NOBODY });
  await serving.printed('}\n');
  const { share, user, password, urls } = JSON.parse(serving.stdout()) as Record<string, string> & { urls: string[] };
  assert.equal([share, user, urls.length], ['share', 'smbfs', 2]);
  for (const url of urls) {
    const smb = new SmbFs(url, { password });
    assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
    await smb.close();
  }
  serving.child.kill('SIGINT');
  assert.is((await serving.ended).code, 0);
});

test('serve keeps a given password to itself, and a read-only folder as it is', async () => {
  const serving = cli.start(['serve', '--read-only', '--port', '0', '--share', 'docs', folder]);
  await serving.printed('Ctrl-C');
  const [url = ''] = /smb:\S+/.exec(serving.stdout()) ?? [];
  assert.match(url, /^smb:\/\/ann@127\.0\.0\.1:\d+\/docs$/);
  assert.match(serving.stdout(), /^ {2}smbclient +smbclient \/\/127\.0\.0\.1\/docs -p \d+ -U ann$/m);
  assert.is((await cli.run(['cat', `${url}/hello.txt`])).stdout, 'hello');
  assert.is((await cli.run(['rm', `${url}/hello.txt`])).code, 6);
  serving.child.kill('SIGTERM');
  const { stdout, stderr } = await serving.ended;
  assert.not.match(stdout + stderr, 's3cret');
});

test('help that was asked for is a success, help for want of a command is not', async () => {
  assert.match((await cli.run(['help', 'ls'])).stdout, /^Usage: smbfs ls/);
  assert.match((await cli.run(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
  assert.is((await cli.run([])).code, 2);
});

test.run();

const fullDisk = skipIf(suite<{ samba: Samba }>('cli/process, on a full disk of Samba'), whyNoSamba() ?? whyNoMount(), {
  mayLackInCi: true,
});

fullDisk('what finds no room is 7, on the share and here, and leaves nothing behind', async () => {
  const samba = await startSamba();
  const small = join(samba.folder(), 'small');
  const unmount = mountSmallDisk(small);
  try {
    const large = join(samba.folder(), 'large');
    fs.writeFileSync(large, Buffer.alloc(4 * 1024 * 1024));
    samba.give(large);
    const url = `smb://${samba.host}:${samba.port}/share`;
    for (const args of [
      ['cp', `${url}/large`, '/small/copy'],
      ['put', large, `${url}/small/copy`],
      ['get', `${url}/large`, join(small, 'copy')],
    ]) {
      const { code, stderr } = await cli.run(args);
      assert.is(code, 7, stderr);
      assert.equal(fs.readdirSync(small), [], args[0]);
    }
  } finally {
    unmount();
    await samba.stop();
  }
});

fullDisk.run();
