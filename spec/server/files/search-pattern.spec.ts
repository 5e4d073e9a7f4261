import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { matchesAll, searchPattern } from '../../../lib/server/files/search-pattern.ts';

const test = suite('server/files/search-pattern');

const names = [
  'a',
  'ab',
  'a.txt',
  'abc.txt',
  'a.b.txt',
  'notes.TXT',
  'txt',
  '.profile',
  'ends.',
  'no extension',
  'ä.TXT',
];

/** Which of the names a pattern finds. */
function found(pattern: string, caseSensitive = false): string[] {
  return names.filter(searchPattern(pattern, caseSensitive));
}

for (const [pattern, expected] of [
  ['*', names],
  ['', names],
  ['a', ['a']],
  ['A', ['a']],
  ['Ä.txt', ['ä.TXT']],
  ['a*', ['a', 'ab', 'a.txt', 'abc.txt', 'a.b.txt']],
  ['*.txt', ['a.txt', 'abc.txt', 'a.b.txt', 'notes.TXT', 'ä.TXT']],
  ['*.*', names],
  ['*.**', ['a.txt', 'abc.txt', 'a.b.txt', 'notes.TXT', '.profile', 'ends.', 'ä.TXT']],
  ['*t*t', ['a.txt', 'abc.txt', 'a.b.txt', 'notes.TXT', 'txt', 'ä.TXT']],
  ['?', ['a']],
  ['??', ['ab']],
  ['a?c.txt', ['abc.txt']],
  ['?*', names],
  ['a?b.*', ['a.b.txt']],
  // What Windows makes of `*.`, of `?` and of a period: `<`, `>` and `"`.
  ['<', ['a', 'ab', 'txt', 'ends.', 'no extension']],
  ['<.txt', ['a.txt', 'abc.txt', 'a.b.txt', 'notes.TXT', 'ä.TXT']],
  ['<"*', names],
  ['>>', ['a', 'ab']],
  ['>>>.txt', ['a.txt', 'abc.txt', 'ä.TXT']],
  ['a"', ['a']],
  ['a"txt', ['a.txt']],
  ['ends"', ['ends.']],
] as const) {
  test(`${JSON.stringify(pattern)} finds ${expected.length} of ${names.length} names`, () => {
    assert.equal(found(pattern), [...expected]);
  });
}

test('where case counts, it counts', () => {
  assert.equal(found('*.TXT', true), ['notes.TXT', 'ä.TXT']);
  assert.equal(found('A', true), []);
});

test('what stands for something in a regular expression stands for itself here', () => {
  for (const name of ['a+b', '[x]', '(y)', 'a^b$', 'a{2}', 'a|b']) {
    assert.ok(searchPattern(name, true)(name), name);
    assert.not(searchPattern(name, true)('aab'), name);
  }
});

test('nothing, `*` and `*.*` are sure to find everything', () => {
  assert.equal(['*', '', '*.*', '**', '?'].map(matchesAll), [true, true, true, false, false]);
});

test('a pattern of asterisks takes no longer than it is long', () => {
  // Tried one by one, the ways to share the name among the asterisks would keep this busy for ever.
  const pattern = '*a'.repeat(120);
  assert.not(searchPattern(pattern, true)(`${'a'.repeat(254)}b`));
});

test.run();
