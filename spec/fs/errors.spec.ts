/** What goes wrong outside a file system's own rules: no server, no logon, no rights, no room, no patience. */
import { once } from 'node:events';
import * as nodeFs from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AuthenticationError, ConnectionError, SmbFs } from '../../lib/index.ts';
import { freePort } from '../support/free-port.ts';
import { assertFails } from '../support/fs-body/behaviour.ts';
import { startSamba } from '../support/samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { skipIf } from '../support/skip.ts';
import { mountSmallDisk, whyNoMount } from '../support/small-disk.ts';

const PASSWORD = 'Tr0ub4dor&3';
const HOST = '127.0.0.1';

/** What a call fails with. */
async function failureOf(call: Promise<unknown>): Promise<Error & { code?: string }> {
  const error = await call.then(
    () => assert.unreachable('it did not fail'),
    (reason: unknown) => reason,
  );
  assert.instance(error, Error);
  assert.not.match(inspect(error, { depth: 9, showHidden: true }), PASSWORD);
  return error as Error;
}

const nowhere = suite('no server');

nowhere('a port that nobody listens on refuses the connection', async () => {
  const smb = new SmbFs({ host: HOST, port: await freePort(HOST), share: 'x', username: 'ann', password: PASSWORD });
  const error = await failureOf(smb.readFile('/file'));
  assert.instance(error, ConnectionError);
  assert.is(error.code, 'ECONNREFUSED');
  assert.match(error.message, HOST);
});

nowhere('a host that does not exist is not found', async () => {
  const smb = new SmbFs({ host: 'nobody.invalid', share: 'x', username: 'ann', password: PASSWORD });
  const error = await failureOf(smb.connect());
  assert.instance(error, ConnectionError);
  // Without a name server it is not known whether it exists.
  assert.ok(['ENOTFOUND', 'EAI_AGAIN'].includes(error.code ?? ''), error.code);
  assert.match(error.message, 'nobody.invalid');
});

/** Somebody who listens and never says a word. */
async function withSilentServer(body: (port: number) => Promise<void>): Promise<void> {
  const server = createServer((socket) => socket.resume());
  server.listen(0, HOST);
  await once(server, 'listening');
  try {
    await body((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

nowhere('a server that is silent is given up by its deadline', async () => {
  await withSilentServer(async (port) => {
    const smb = new SmbFs({ host: HOST, port, share: 'x', username: 'ann', requestTimeout: 200 });
    const error = await failureOf(smb.stat('/'));
    assert.instance(error, ConnectionError);
    assert.is(error.code, 'ETIMEDOUT');
  });
});

nowhere('a server that is silent is given up by a signal', async () => {
  await withSilentServer(async (port) => {
    const smb = new SmbFs({ host: HOST, port, share: 'x', username: 'ann' });
    const controller = new AbortController();
    const calls = [
      smb.connect({ signal: controller.signal }),
      smb.readFile('/file', { signal: controller.signal }),
      smb.writeFile('/file', 'x', { signal: controller.signal }),
    ];
    setImmediate(() => controller.abort());
    for (const call of calls) await assertFails(call, { name: 'AbortError', code: 'ABORT_ERR' });
    smb.destroy();
  });
});

nowhere('what waits for a silent server is rejected by destroy', async () => {
  await withSilentServer(async (port) => {
    const smb = new SmbFs({ host: HOST, port, share: 'x', username: 'ann' });
    const [stat, read] = [smb.stat('/'), smb.readFile('/file')];
    setImmediate(() => smb.destroy());
    await assertFails(stat, { code: 'ERR_SMB_CLOSED' });
    await assertFails(read, { code: 'ERR_SMB_CLOSED' });
    await assertFails(smb.stat('/'), { code: 'ERR_SMB_CLOSED' });
  });
});

nowhere.run();

const users = {
  bob: PASSWORD,
  disabled: { password: PASSWORD, disabled: true },
  expired: { password: PASSWORD, expired: true },
};
const test = sambaSuite('a server that refuses', { users });

for (const [username, ntstatus] of [
  ['disabled', 'STATUS_ACCOUNT_DISABLED'],
  ['expired', 'STATUS_ACCOUNT_EXPIRED'],
] as const) {
  test(`an account that is ${username} is told so`, async ({ samba }) => {
    const smb = new SmbFs(samba.url(), { username, password: PASSWORD });
    const error = await failureOf(smb.stat('/'));
    assert.instance(error, AuthenticationError);
    assert.is((error as AuthenticationError).ntstatus, ntstatus);
    assert.match(error.message, username);
  });
}

test('a wrong password is refused once, however many wait for the logon', async ({ samba }) => {
  const smb = new SmbFs(samba.url(), { password: PASSWORD });
  const errors = await Promise.all(Array.from({ length: 20 }, (_, i) => failureOf(smb.stat(`/${i}`))));
  for (const error of errors) {
    assert.instance(error, AuthenticationError);
    assert.is(error.code, 'ERR_SMB_AUTHENTICATION');
    assert.is((error as AuthenticationError).ntstatus, 'STATUS_LOGON_FAILURE');
  }
  assert.is(new Set(errors).size, 1);
});

test('a user whom the server takes for a guest is refused', async ({ samba }) => {
  const smb = new SmbFs(samba.url(), { username: 'stranger', password: PASSWORD });
  const error = await failureOf(smb.readdir('/'));
  assert.instance(error, AuthenticationError);
  assert.match(error.message, 'guest');
});

test('a share that does not exist is not found', async ({ samba }) => {
  const smb = new SmbFs(samba.url('nowhere'));
  await assertFails(smb.connect(), { code: 'ENOENT', ntstatus: 'STATUS_BAD_NETWORK_NAME' });
  await assertFails(smb.readFile('/x'), { code: 'ENOENT', syscall: 'open', path: '/x' });
});

test('a read-only share is read and never written', async ({ samba }) => {
  const folder = samba.folder('ro');
  nodeFs.writeFileSync(`${folder}/file`, 'content');
  nodeFs.mkdirSync(`${folder}/sub`);
  samba.give(folder);
  await using smb = new SmbFs(samba.url('ro'));
  assert.is(await smb.readFile('/file', 'utf8'), 'content');
  assert.equal((await smb.readdir('/')).sort(), ['file', 'sub']);
  const denied = (syscall: string, path: string) => ({ code: 'EACCES', syscall, path });
  await assertFails(smb.writeFile('/file', ''), denied('open', '/file'));
  await assertFails(smb.writeFile('/new', ''), denied('open', '/new'));
  await assertFails(smb.open('/file', 'r+'), denied('open', '/file'));
  await assertFails(smb.mkdir('/new'), denied('mkdir', '/new'));
  await assertFails(smb.unlink('/file'), denied('unlink', '/file'));
  await assertFails(smb.rmdir('/sub'), denied('rmdir', '/sub'));
  await assertFails(smb.rename('/file', '/x'), { ...denied('rename', '/file'), dest: '/x' });
  await assertFails(smb.utimes('/file', 1, 1), denied('utime', '/file'));
  await assertFails(smb.access('/file', nodeFs.constants.W_OK), denied('access', '/file'));
  assert.is(nodeFs.readFileSync(`${folder}/file`, 'utf8'), 'content');
});

test('what belongs to somebody else is denied', async ({ samba }) => {
  const folder = samba.folder();
  await using bob = new SmbFs(samba.url(), { username: 'bob', password: PASSWORD });
  await using ann = new SmbFs(samba.url());
  await bob.writeFile('/bobs', 'private');
  await bob.mkdir('/bobs-folder');
  await bob.writeFile('/bobs-folder/file', 'private');
  nodeFs.chmodSync(`${folder}/bobs`, 0o600);
  nodeFs.chmodSync(`${folder}/bobs-folder`, 0o700);
  const denied = { code: 'EACCES', ntstatus: 'STATUS_ACCESS_DENIED' };
  await assertFails(ann.readFile('/bobs'), { ...denied, syscall: 'open', path: '/bobs' });
  await assertFails(ann.writeFile('/bobs', ''), { ...denied, syscall: 'open', path: '/bobs' });
  await assertFails(ann.readdir('/bobs-folder'), { ...denied, syscall: 'scandir', path: '/bobs-folder' });
  await assertFails(ann.readFile('/bobs-folder/file'), { ...denied, syscall: 'open' });
  assert.is(await bob.readFile('/bobs', 'utf8'), 'private');
});

test('everything is refused after close, and close may be repeated', async ({ samba }) => {
  const smb = new SmbFs(samba.url());
  const file = await smb.open('/file', 'w+');
  const written = smb.writeFile('/other', 'written all the same');
  await smb.close();
  await smb.close();
  await written;
  await assertFails(smb.stat('/'), { code: 'ERR_SMB_CLOSED' });
  await assertFails(smb.connect(), { code: 'ERR_SMB_CLOSED' });
  await assertFails(file.read(Buffer.alloc(1), 0, 1, 0), { code: 'EBADF' });
  assert.equal(await samba.openFiles(), []);
  assert.is(nodeFs.readFileSync(`${samba.folder()}/other`, 'utf8'), 'written all the same');
});

test('a server that dies is waited for: what runs goes on when it is back, and open files are open', async ({
  samba,
}) => {
  const smb = new SmbFs(samba.url());
  await smb.writeFile('/kept', 'kept');
  const file = await smb.open('/kept');
  const content = Array.from({ length: 8 }, (_, i) => Buffer.alloc(8 * 1024 * 1024, i + 1));
  const writes = Promise.all(content.map((data, i) => smb.writeFile(`/written-${i}`, data)));
  await samba.restart();
  await writes;
  for (const [i, data] of content.entries()) {
    assert.ok(nodeFs.readFileSync(`${samba.folder()}/written-${i}`).equals(data));
  }
  assert.is(await smb.readFile('/kept', 'utf8'), 'kept');
  assert.is((await file.read(Buffer.alloc(4), 0, 4, 0)).bytesRead, 4);
  await smb.close();
  assert.equal(await samba.openFiles(), []);
});

test('a server that does not come back fails what waits for it', async () => {
  const samba = await startSamba();
  const smb = new SmbFs(samba.url('share', { 'reconnect-timeout': 200 }));
  const file = await smb.open('/file', 'w+');
  await samba.stop();
  const error = await failureOf(file.write('x'));
  assert.instance(error, ConnectionError);
  await smb.close();
});

test.run();

const fullDisk = skipIf(sambaSuite('a full disk'), whyNoMount(), { mayLackInCi: true });

fullDisk('a disk that is full says so, and takes data again when there is room', async ({ samba }) => {
  const unmount = mountSmallDisk(`${samba.folder()}/small`);
  const smb = new SmbFs(samba.url());
  try {
    await assertFails(smb.writeFile('/small/file', Buffer.alloc(4 * 1024 * 1024)), { code: 'ENOSPC' });
    const parts = Readable.from(Array.from({ length: 64 }, () => Buffer.alloc(65536)));
    await assertFails(pipeline(parts, smb.createWriteStream('/small/stream')), { code: 'ENOSPC' });
    await smb.unlink('/small/file');
    await smb.unlink('/small/stream');
    await smb.writeFile('/small/file', Buffer.alloc(1024 * 1024));
    assert.is((await smb.stat('/small/file')).size, 1024 * 1024);
  } finally {
    await smb.close();
    unmount();
  }
});

fullDisk.run();
