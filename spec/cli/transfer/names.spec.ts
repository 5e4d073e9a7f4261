/** Names on their way: those that are refused, those of unfinished files, and those that are left out. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { excluding } from '../../../lib/cli/transfer/exclude.ts';
import { localNameFault } from '../../../lib/cli/transfer/local-side.ts';
import { partFamily, partName } from '../../../lib/cli/transfer/part-name.ts';

const test = suite('cli/transfer/names');

test('a name from a server that leads elsewhere is refused', () => {
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    for (const name of ['', '.', '..', 'a/b', '/a', '../a', 'a\0']) assert.ok(localNameFault(name, platform), name);
    for (const name of ['a', '..a', '😀', ' a']) assert.is(localNameFault(name, platform), undefined, name);
  }
});

test('on Windows alone, separators, streams, devices and what ends in a period are refused too', () => {
  for (const name of ['a\\b', '..\\a', 'C:a', 'a:stream', 'a?', 'a.', 'a ', 'con', 'NUL.txt', 'com1', 'a\u0001']) {
    assert.ok(localNameFault(name, 'win32'), name);
    assert.is(localNameFault(name, 'linux'), undefined, name);
  }
  for (const name of ['console', 'com', 'nulls.txt', 'a.b']) assert.is(localNameFault(name, 'win32'), undefined, name);
});

test('an unfinished file has a name of its own for each version, of the same family and a length that fits', () => {
  const entry = { name: 'x'.repeat(255), kind: 'file', size: 1, mtime: 1.5 } as const;
  const name = partName(entry);
  assert.is(partName({ ...entry }), name);
  const others = [
    { ...entry, size: 2 },
    { ...entry, mtime: 1.25 },
  ];
  for (const other of others) {
    assert.is.not(partName(other), name);
    assert.is(partFamily(partName(other)), partFamily(name));
  }
  assert.is.not(partFamily(partName({ ...entry, name: 'y' })), partFamily(name));
  assert.ok(name.length < 64);
});

test('nothing else is taken for an unfinished file', () => {
  for (const name of ['file.part', '.smbfs-x.part', `${partName({ name: '', kind: 'file', size: 0, mtime: 0 })}x`]) {
    assert.is(partFamily(name), undefined);
  }
});

test('a pattern without a slash matches names everywhere, one with a slash paths from the top', () => {
  const excluded = excluding(['*.tmp', 'node_modules/', '/top', 'a/*/c', '.git']);
  for (const path of ['x.tmp', 'a/b/x.tmp', '.hidden.tmp', 'node_modules', 'a/node_modules', 'top', 'a/b/c', '.git']) {
    assert.ok(excluded(path), path);
  }
  for (const path of ['x.tmp2', 'a/c', 'b/a/b/c', '#x', 'tops']) assert.not(excluded(path), path);
});

test.run();
