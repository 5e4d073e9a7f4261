import * as fs from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cpOptions } from '../../../lib/fs/arguments/cp-options.ts';
import { assertSameArgumentError } from '../../support/node-peer.ts';

const test = suite('fs/cp-options');

const DEFAULTS = {
  dereference: false,
  errorOnExist: false,
  filter: undefined,
  force: true,
  mode: 0,
  preserveTimestamps: false,
  recursive: false,
  verbatimSymlinks: false,
};

test('what is left out has node’s defaults', () => {
  assert.equal(cpOptions(undefined), DEFAULTS);
  assert.equal(cpOptions({}), DEFAULTS);
  const filter = (): boolean => true;
  assert.equal(cpOptions({ filter, recursive: true, mode: 1, force: false }), {
    ...DEFAULTS,
    ...{ filter, recursive: true, mode: 1, force: false },
  });
});

test('the options are checked as node does', () => {
  const flags = ['dereference', 'errorOnExist', 'force', 'preserveTimestamps', 'recursive', 'verbatimSymlinks'];
  const values: readonly unknown[] = [
    ...[undefined, null, 1, 'x', [], () => {}, {}, { other: 1 }],
    ...flags.flatMap((flag) => [{ [flag]: 1 }, { [flag]: undefined }, { [flag]: null }, { [flag]: true }]),
    ...[{ mode: -1 }, { mode: 8 }, { mode: 'x' }, { mode: 1.5 }, { mode: null }],
    ...[{ filter: 1 }, { filter: null }, { filter: undefined }],
    ...[
      { dereference: true, verbatimSymlinks: true },
      { dereference: 1, mode: 'x' },
      { mode: 'x', filter: 1 },
    ],
  ];
  for (const options of values) {
    assertSameArgumentError(
      () => cpOptions(options),
      () => fs.cpSync('/nowhere', '/nowhere else', options as fs.CopySyncOptions),
    );
  }
});

test.run();
