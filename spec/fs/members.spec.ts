/** What stands behind the types: every member of the running node's `fs` and `fs.promises`. */
import nodeFs from 'node:fs';
import nodePromises from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';

const test = suite('fs/members');

const smb = new SmbFs('smb://ann:s3cret@nas/backups');

/** Members of the module that an object is better without: what is imported from `node:fs` serves as well. */
const OF_THE_MODULE = [
  ...['Dir', 'Dirent', 'FileReadStream', 'FileWriteStream', 'Stats', 'Utf8Stream', '_toUnixTimestamp', 'constants'],
  ...['F_OK', 'R_OK', 'W_OK', 'X_OK'],
];

/** What this file system does not do yet. */
const NOT_YET = ['mkdtempDisposable', 'openAsBlob', 'openAsBlobSync', 'Utf8Stream'];

/** What `wanted` has as a function, a class, an object or a number, and `given` does not. */
function missing(wanted: object, given: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(wanted))
    .filter(
      ([name, { value }]) =>
        !(name in given) || (value !== undefined && typeof value !== typeof Reflect.get(given, name)),
    )
    .map(([name]) => name)
    .filter((name) => !NOT_YET.includes(name));
}

test('smb.fs has every member of node:fs, and of the same kind', () => {
  assert.equal(missing(nodeFs, smb.fs), []);
});

test('smb.promises has every member of node:fs/promises, and of the same kind', () => {
  assert.equal(missing(nodePromises, smb.promises), []);
});

test('SmbFs has every method of node:fs, and its promises', () => {
  assert.equal(
    missing(nodeFs, smb).filter((name) => !OF_THE_MODULE.includes(name)),
    [],
  );
});

test.run();
