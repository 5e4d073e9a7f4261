import { constants } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dirModeOf, fileMode, isReadOnlyMode } from '../../../lib/fs/results/file-mode.ts';

const test = suite('fs/file-mode');

const permissions = { fileMode: 0o664, dirMode: 0o775 };

test('a file, a folder and a link have their type and their bits', () => {
  assert.is(fileMode('file', false, permissions), constants.S_IFREG | 0o664);
  assert.is(fileMode('directory', false, permissions), constants.S_IFDIR | 0o775);
  assert.is(fileMode('symlink', false, permissions), constants.S_IFLNK | 0o777);
});

test('a read-only file cannot be written by anybody', () => {
  assert.is(fileMode('file', true, permissions), constants.S_IFREG | 0o444);
});

test('the read-only attribute of a folder or a link means nothing', () => {
  assert.is(fileMode('directory', true, permissions), constants.S_IFDIR | 0o775);
  assert.is(fileMode('symlink', true, permissions), constants.S_IFLNK | 0o777);
});

test('bits beyond the permissions change no type', () => {
  assert.is(fileMode('file', false, { fileMode: 0o177644, dirMode: 0 }), constants.S_IFREG | 0o7644);
});

test('a mode in which nobody may write is read-only', () => {
  for (const mode of [0o444, 0o555, 0, 0o100444]) assert.ok(isReadOnlyMode(mode), mode.toString(8));
  for (const mode of [0o644, 0o464, 0o446, 0o200]) assert.not.ok(isReadOnlyMode(mode), mode.toString(8));
});

test('who may read a folder may enter it', () => {
  assert.is(dirModeOf(0o644), 0o755);
  assert.is(dirModeOf(0o640), 0o750);
  assert.is(dirModeOf(0o600), 0o700);
  assert.is(dirModeOf(0o711), 0o711);
});

test.run();
