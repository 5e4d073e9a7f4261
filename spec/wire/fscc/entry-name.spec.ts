import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { checkEntryName, checkEntryPath } from '../../../lib/wire/fscc/entry-name.ts';

const test = suite('wire/fscc/entry-name');

const isRefused = (check: () => void) => {
  try {
    check();
  } catch (error) {
    assert.instance(error, MalformedError);
    return true;
  }
  return false;
};

test('a name that leads out of its directory is refused', () => {
  const names = ['', '.', '..', '/', '\\', '\0', '../x', '..\\x', '/etc/passwd', 'a/b', 'a\\b', 'a\0', 'a\\..\\..\\b'];
  for (const name of names)
    assert.ok(
      isRefused(() => checkEntryName(name)),
      JSON.stringify(name),
    );
});

test('any other name is taken, however odd', () => {
  const names = [
    'a',
    '...',
    '..a',
    'a..',
    '.hidden',
    ' ',
    'a b',
    'ü',
    '\ud83d\ude00',
    '\ud800',
    '\uf026',
    'CON',
    'a:b',
    '*',
  ];
  for (const name of names)
    assert.not(
      isRefused(() => checkEntryName(name)),
      JSON.stringify(name),
    );
});

test('a path that leads out of its directory is refused', () => {
  for (const path of ['', '..', 'a\\..', 'a\\..\\..\\b', '..\\a', 'a/b', 'a\\b\0']) {
    assert.ok(
      isRefused(() => checkEntryPath(path)),
      JSON.stringify(path),
    );
  }
});

test('a path into folders below is taken', () => {
  for (const path of ['a', 'a\\b', 'a\\b\\c', 'a\\..b', '...\\x']) {
    assert.not(
      isRefused(() => checkEntryPath(path)),
      JSON.stringify(path),
    );
  }
});

test.run();
