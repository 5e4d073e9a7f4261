/** The browsers' File System Access API over a share, through the adapter of memfs. */
import { nodeToFsa } from 'memfs/lib/node-to-fsa/index.js';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const test = sambaSuite('interop/file system access');

test('handles read, write, list and remove', async ({ samba }) => {
  await using smb = new SmbFs(samba.url());
  const root = nodeToFsa(smb.fs as never, '/', { mode: 'readwrite' });
  const folder = await root.getDirectoryHandle('folder', { create: true });
  const file = await folder.getFileHandle('file.txt', { create: true });
  const writable = await file.createWritable();
  await writable.write('hello');
  await writable.write({ type: 'write', position: 1, data: 'u' });
  await writable.close();
  assert.is(await smb.readFile('/folder/file.txt', 'utf8'), 'hullo');

  const content = await file.getFile();
  assert.is(content.name, 'file.txt');
  assert.is(await content.text(), 'hullo');
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  assert.equal(names, ['file.txt']);
  // Folders it removes in a way that node has refused since 25.
  await folder.removeEntry('file.txt');
  assert.equal(await smb.readdir('/folder'), []);
});

test.run();
