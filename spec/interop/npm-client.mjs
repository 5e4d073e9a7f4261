/** One client of npm at work: `node npm-client.mjs package port`; prints "done" when everything was right. */
import assert from 'node:assert/strict';
import { promisify } from 'node:util';

const [, , name = '', port = ''] = process.argv;
const content = Buffer.alloc(200_000, 'smb2');
const folder = name.replaceAll(/\W/g, '');
const { default: library } = await import(name);
// Answers with the NTLM of 1993 are taken from no user, but guests prove nothing.
const nobody = { domain: 'WORKGROUP', username: 'nobody', password: 'none' };

if (name === '@awo00/smb2') await workOnTree();
else await workWithCallbacks();
console.log('done');
process.exit();

/** `smb2` and what has come of it. */
async function workWithCallbacks() {
  const share = '\\\\127.0.0.1\\guests';
  const client = new library({ share, port: Number(port), autoCloseTimeout: 0, ...nobody });
  const call = (method, ...args) => promisify(client[method].bind(client))(...args);
  await call('mkdir', folder);
  await call('writeFile', `${folder}\\one.bin`, content);
  assert.deepEqual(await call('readdir', folder), ['one.bin']);
  assert.ok(content.equals(await call('readFile', `${folder}\\one.bin`)));
  assert.equal(await call('exists', `${folder}\\two.bin`), false);
  await call('rename', `${folder}\\one.bin`, `${folder}\\two.bin`);
  assert.equal(await call('exists', `${folder}\\two.bin`), true);
  await call('unlink', `${folder}\\two.bin`);
  // `smb2` deletes a folder that it has not opened for that, which Windows refuses too.
  if (name !== 'smb2') await call('rmdir', folder);
}

async function workOnTree() {
  const client = new library.Client('127.0.0.1', { port: Number(port) });
  const session = await client.authenticate(nobody);
  const tree = await session.connectTree('guests');
  await tree.createDirectory(`/${folder}`);
  await tree.createFile(`/${folder}/one.bin`, content);
  const entries = await tree.readDirectory(`/${folder}`);
  assert.equal(entries.length, 1);
  assert.ok(entries[0].filename.endsWith('one.bin'));
  assert.ok(content.equals(await tree.readFile(`/${folder}/one.bin`)));
  // The new name goes out as it is, unlike all others.
  await tree.renameFile(`/${folder}/one.bin`, `${folder}\\two.bin`);
  assert.equal(await tree.exists(`/${folder}/one.bin`), false);
  await tree.removeFile(`/${folder}/two.bin`);
  await tree.removeDirectory(`/${folder}`);
}
