/** One client of npm at work: `node npm-client.mjs package port share user password`; prints "done" when all was right. */
import assert from 'node:assert/strict';
import { promisify } from 'node:util';

const [, , name = '', port = '', share = '', username = '', password = ''] = process.argv;
const content = Buffer.alloc(200_000, 'smb2');
const folder = name.replaceAll(/\W/g, '');
const { default: library } = await import(name);
const user = { domain: 'WORKGROUP', username, password };

if (name === '@awo00/smb2') await workOnTree();
else await workWithCallbacks();
console.log('done');
process.exit();

/** `smb2` and what has come of it. */
async function workWithCallbacks() {
  const path = `\\\\127.0.0.1\\${share}`;
  const client = new library({ share: path, port: Number(port), autoCloseTimeout: 0, ...user });
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
  const session = await client.authenticate(user);
  const tree = await session.connectTree(share);
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
