import nodeAssert from 'node:assert';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeDirent } from '../../../lib/fs/results/dirent.ts';

const test = suite('fs/dirent');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smbfs-'));
fs.writeFileSync(path.join(folder, 'file'), '');
fs.mkdirSync(path.join(folder, 'directory'));
fs.symlinkSync('file', path.join(folder, 'symlink'));
test.after(() => fs.rmSync(folder, { recursive: true }));

test('entries are node’s own in every detail', () => {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  assert.is(entries.length, 3);
  for (const entry of entries) {
    const ours = makeDirent(entry.name, entry.name as 'file' | 'directory' | 'symlink', folder);
    nodeAssert.deepStrictEqual(ours, entry);
    assert.is(inspect(ours), inspect(entry));
    assert.instance(ours, fs.Dirent);
    assert.is(ours.isFile(), entry.name === 'file');
    assert.is(ours.isDirectory(), entry.name === 'directory');
    assert.is(ours.isSymbolicLink(), entry.name === 'symlink');
  }
});

test('names may be bytes', () => {
  const [entry] = fs.readdirSync(folder, { withFileTypes: true, encoding: 'buffer' });
  assert.ok(entry);
  nodeAssert.deepStrictEqual(makeDirent(Buffer.from('directory'), 'directory', folder), entry);
});

test.run();
