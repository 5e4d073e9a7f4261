/** What a package lets out. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findExport } from '../../lib/monkey/package-exports.ts';

const test = suite('monkey/package exports');

/** What `request` leads to where the package `p` has such exports. */
function find(exports: unknown, request = 'p'): string | undefined {
  return findExport(request, '/m', (file) => {
    if (file !== '/m/p/package.json') throw new Error('there is only p');
    return JSON.stringify({ exports });
  });
}

for (const [what, exports, request, file] of [
  ['one file', './a.js', 'p', '/m/p/a.js'],
  ['a file by condition', { import: './i.js', require: './r.js', default: './d.js' }, 'p', '/m/p/r.js'],
  ['the first condition that holds', { default: './d.js', require: './r.js' }, 'p', '/m/p/d.js'],
  ['conditions in conditions', { node: { import: './i.js' }, require: { default: './d.js' } }, 'p', '/m/p/d.js'],
  ['the first of a list that is of use', ['no', { import: './i.js' }, './l.js'], 'p', '/m/p/l.js'],
  ['a subpath', { '.': './a.js', './sub': './s.js' }, 'p/sub', '/m/p/s.js'],
  ['a pattern', { './x/*': './lib/*/*.js' }, 'p/x/one', '/m/p/lib/one/one.js'],
  ['the longest pattern', { './*': './far/*', './x/*': './near/*' }, 'p/x/one', '/m/p/near/one'],
  ['a pattern with an ending', { './*.js': './lib/*.cjs', './*': './far/*' }, 'p/one.js', '/m/p/lib/one.cjs'],
] as const) {
  test(`finds ${what}`, () => assert.is(find(exports, request), file));
}

for (const [what, exports, request] of [
  ['a subpath that is not named', { '.': './a.js' }, 'p/b.js'],
  ['a subpath that is kept back', { './*': './*', './in/*': null }, 'p/in/a'],
  ['what a condition keeps back', { node: null, default: './d.js' }, 'p'],
  ['a file outside the package', '../a.js', 'p'],
  ['a file above the package', './x/../../a.js', 'p'],
  ["other packages' files", './node_modules/q/a.js', 'p'],
  ['the package itself where it has only parts', { './a': './a.js' }, 'p'],
] as const) {
  test(`refuses ${what}`, () => {
    try {
      find(exports, request);
    } catch (error) {
      return assert.is((error as { code?: string }).code, 'ERR_PACKAGE_PATH_NOT_EXPORTED');
    }
    assert.unreachable();
  });
}

test('says nothing of a package without exports, of one that is not there, and of paths', () => {
  assert.is(find(undefined), undefined);
  assert.is(find('./a.js', 'q'), undefined);
  assert.is(find('./a.js', './p'), undefined);
  assert.is(find('./a.js', '/p'), undefined);
});

test.run();
