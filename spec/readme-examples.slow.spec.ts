/** The README's larger examples: each as it stands, with a few lines behind it that use it. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { codeBlocks, installBuiltPackage } from './support/built-package.ts';
import type { Samba } from './support/samba.ts';
import { sambaSuite } from './support/samba-suite.ts';

const run = promisify(execFile);
const test = sambaSuite('README, examples');
const folder = await installBuiltPackage(['tar', 'isomorphic-git']);

const SHARE = `import assert from 'node:assert/strict';
import * as local from 'node:fs/promises';
import { SmbFs } from 'smbfs';
const smb = new SmbFs(process.env.SMB_URL);
`;

/** Runs the example called `name` with `before` and `after` around it; it must end by itself. */
async function runExample(samba: Samba, name: string, before: string, after: string): Promise<void> {
  const [example = assert.unreachable(`no example ${name}`)] = await codeBlocks('README.md', `js example=${name}`);
  const file = join(folder, `${name}.mjs`);
  await writeFile(file, `${before}\n${example}\n${after}`);
  await run(process.execPath, [file], { cwd: folder, env: { ...process.env, SMB_URL: samba.url('share') } });
}

test('the backup destination does all that it says, and is shorter than 60 lines', async ({ samba }) => {
  const [example = ''] = await codeBlocks('README.md', 'js example=backup');
  assert.ok(example.trim().split('\n').length < 60);
  const after = `
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
const destination = new Destination(process.env.SMB_URL);
await destination.test();
assert.ok((await destination.freeSpace()) > 0);
await destination.createFolder('/backup/2026');
const data = Buffer.alloc(5_000_000, 'x');
await writeFile('original', data);
await destination.put('original', '/backup/2026/one');
await destination.put('original', '/backup/2026/one');
await destination.rename('/backup/2026/one', '/backup/2026/two');
const [entry, ...others] = await destination.list('/backup/2026');
assert.deepEqual([entry.name, entry.size, entry.isFolder, others], ['two', data.length, false, []]);
assert.ok(Math.abs(entry.time - Date.now()) < 3_600_000);
await destination.get('/backup/2026/two', 'back');
assert.ok((await readFile('back')).equals(data));
await destination.delete('/backup');
await assert.rejects(destination.list('/backup'), { code: 'ENOENT' });
await destination.close();
await assert.rejects(new Destination(process.env.SMB_URL, { password: 'wrong' }).test(), { code: 'ERR_SMB_AUTHENTICATION' });`;
  await runExample(samba, 'backup', '', after);
});

test('files are served over HTTP, whole and in ranges', async ({ samba }) => {
  const after = `
await smb.writeFile('/served file', '0123456789');
await smb.writeFile('/empty', '');
if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
const origin = 'http://localhost:' + server.address().port;
const get = async (path, range) => {
  const response = await fetch(origin + path, { headers: range ? { range } : {} });
  return [response.status, response.headers.get('content-range'), await response.text()];
};
assert.deepEqual(await get('/served%20file'), [200, null, '0123456789']);
assert.deepEqual(await get('/served%20file', 'bytes=2-4'), [206, 'bytes 2-4/10', '234']);
assert.deepEqual(await get('/served%20file', 'bytes=7-'), [206, 'bytes 7-9/10', '789']);
assert.deepEqual(await get('/served%20file', 'bytes=8-99'), [206, 'bytes 8-9/10', '89']);
assert.deepEqual(await get('/served%20file', 'bytes=10-'), [416, 'bytes */10', '']);
assert.deepEqual(await get('/empty'), [200, null, '']);
assert.deepEqual(await get('/nothing'), [404, null, '']);
server.closeAllConnections();
server.close();
await smb.close();`;
  // The port of the example may be taken here.
  const before = `${SHARE}import { Server } from 'node:http';
const { listen } = Server.prototype;
Server.prototype.listen = function (port, ...rest) { return listen.call(this, port === 8080 ? 0 : port, ...rest); };`;
  await runExample(samba, 'http', before, after);
});

test('what is renamed into a watched folder is taken from it', async ({ samba }) => {
  const before = `${SHARE}
await smb.mkdir('/drop');
await smb.mkdir('/taken');
const other = new SmbFs(process.env.SMB_URL);
const arrive = async () => {
  for (const name of ['one', 'two']) {
    await other.writeFile('/arriving', name);
    while (!(await other.readdir('/taken')).includes(name)) {
      // Again and again, as the watching may not have begun.
      await other.rename('/drop/' + name, '/arriving').catch(() => {});
      await other.rename('/arriving', '/drop/' + name).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  assert.equal(await other.readFile('/taken/two', 'utf8'), 'two');
  assert.deepEqual(await other.readdir('/drop'), []);
  process.exit();
};
arrive();`;
  await runExample(samba, 'drop', before, '');
});

test('forms and bodies are stored as they come', async ({ samba }) => {
  const after = `
await smb.mkdir('/uploads');
const form = new FormData();
form.append('files', new File(['first'], 'one.txt'));
form.append('files', new File(['x'.repeat(3_000_000)], '../../two.txt'));
await upload(new Request('http://upload', { method: 'POST', body: form }));
assert.equal(await smb.readFile('/uploads/one.txt', 'utf8'), 'first');
assert.equal((await smb.stat('/uploads/two.txt')).size, 3_000_000);
await store(new Request('http://upload', { method: 'PUT', body: 'streamed' }), '/uploads/body');
assert.equal(await smb.readFile('/uploads/body', 'utf8'), 'streamed');
await smb.close();`;
  await runExample(samba, 'upload', SHARE, after);
});

test('an archive is unpacked, and nothing outside its folder', async ({ samba }) => {
  const before = `${SHARE}import { create } from 'tar';
await local.mkdir('packed/sub', { recursive: true });
await local.writeFile('packed/small', 'small');
await local.writeFile('packed/sub/large', Buffer.alloc(2_000_000, 1));
await create({ file: 'archive.tgz', gzip: true, preservePaths: true }, ['packed', '../' + process.cwd().split('/').at(-1) + '/packed/small']);`;
  const after = `
await unpack('archive.tgz', '/unpacked');
assert.equal(await smb.readFile('/unpacked/packed/small', 'utf8'), 'small');
assert.ok((await smb.readFile('/unpacked/packed/sub/large')).equals(Buffer.alloc(2_000_000, 1)));
assert.equal((await smb.readdir('/unpacked')).length, 2);
await smb.close();`;
  await runExample(samba, 'archive', before, after);
});

test('a git repository takes a commit', async ({ samba }) => {
  const after = `
const [{ commit }] = await git.log(repository);
assert.equal(commit.message, 'Say hi\\n');
assert.deepEqual(await git.statusMatrix(repository), [['index.html', 1, 1, 1]]);
await smb.close();`;
  await runExample(samba, 'git', SHARE, after);
});

test.run();
