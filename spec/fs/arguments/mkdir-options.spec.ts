import * as fs from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mkdirOptions } from '../../../lib/fs/arguments/mkdir-options.ts';
import { assertSameArgumentError } from '../../support/node-peer.ts';

const test = suite('fs/mkdir-options');

test('permission bits may stand in the place of options', () => {
  assert.equal(mkdirOptions(undefined), { mode: 0o777, recursive: false });
  assert.equal(mkdirOptions(null), { mode: 0o777, recursive: false });
  assert.equal(
    mkdirOptions(() => {}),
    { mode: 0o777, recursive: false },
  );
  assert.equal(mkdirOptions(0o700), { mode: 0o700, recursive: false });
  assert.equal(mkdirOptions('700'), { mode: 0o700, recursive: false });
  assert.equal(mkdirOptions({ mode: '750' }), { mode: 0o750, recursive: false });
  assert.equal(mkdirOptions({ recursive: true }), { mode: 0o777, recursive: true });
});

test('the options are checked as the running node does', () => {
  const values: readonly unknown[] = [
    ...[undefined, null, true, {}, [], 0, '7', '8', 'x', '', -1, 1.5, 2 ** 32],
    ...[{ recursive: 1 }, { recursive: 'x' }, { recursive: false }, { recursive: undefined }, { recursive: null }],
    ...[{ mode: 'x' }, { mode: -1 }, { mode: 2 ** 32 }, { mode: undefined }, { mode: {} }, { mode: '777' }],
  ];
  for (const options of values) {
    assertSameArgumentError(
      () => mkdirOptions(options),
      () => fs.mkdirSync('/proc/nowhere', options as number),
    );
  }
});

test.run();
