import * as fs from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { accessMode, copyMode, cpMode, parseFileMode } from '../../../lib/fs/arguments/mode-arguments.ts';
import { assertSameArgumentError, thrownBy } from '../../support/node-peer.ts';

const test = suite('fs/mode-arguments');

const NUMBERS: readonly unknown[] = [
  ...[undefined, null, 0, -0, 1, 7, 8, 7.5, 7.9, 8.2, -0.5, -1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53],
  ...[Number.NaN, Infinity, -Infinity, '4', '', {}, true, 1n, Symbol('s')],
];

test('permission bits are a number or octal digits', () => {
  assert.is(parseFileMode(0o644, 'mode'), 0o644);
  assert.is(parseFileMode('644', 'mode'), 0o644);
  assert.is(parseFileMode('0777', 'mode'), 0o777);
  assert.is(parseFileMode(undefined, 'mode', 0o666), 0o666);
  assert.is(parseFileMode(null, 'mode', 0o666), 0o666);
  assert.is(parseFileMode(-0, 'mode'), 0);
  assert.is(parseFileMode('37777777777', 'mode'), 0xffffffff);
});

test('permission bits that node refuses are refused in the same words, and no others', () => {
  // Node itself crashes on permission bits from 2^31 on, which it takes for good.
  const crashing: readonly unknown[] = [-0, 2 ** 31];
  const modes = [...NUMBERS, '8', '0o644', ' 644', '644 ', '-1', '4'.repeat(20), '40000000000'];
  for (const mode of modes.filter((one) => !crashing.some((other) => Object.is(one, other)))) {
    assertSameArgumentError(
      () => parseFileMode(mode, 'mode'),
      () => fs.chmodSync('/nowhere', mode as number),
    );
    assertSameArgumentError(
      () => parseFileMode(mode, 'mode', 0o666),
      () => fs.openSync('/nowhere', 'r', mode as number),
    );
  }
});

/** Node checks these two outside JavaScript, where an error's text does not show its code. */
function assertSameCodeAndMessage(ours: () => unknown, nodes: () => unknown): void {
  const [one, other] = [ours, nodes].map((call) => thrownBy(call) as NodeJS.ErrnoException | undefined);
  const isArgumentError = other?.code?.startsWith('ERR_') ?? false;
  assert.equal(
    one && [one.name, one.code, one.message],
    isArgumentError ? [other?.name, other?.code, other?.message] : undefined,
  );
}

test('what access looks for is checked as node does', () => {
  for (const mode of NUMBERS) {
    assertSameCodeAndMessage(
      () => accessMode(mode),
      () => fs.accessSync('/nowhere', mode as number),
    );
  }
  assert.is(accessMode(undefined), fs.constants.F_OK);
  assert.is(accessMode(fs.constants.R_OK | fs.constants.X_OK), 5);
  assert.is(accessMode(7.9), 7);
});

test('how a file is copied is checked as node does', () => {
  for (const mode of NUMBERS) {
    assertSameCodeAndMessage(
      () => copyMode(mode),
      () => fs.copyFileSync('/nowhere', '/nowhere else', mode as number),
    );
  }
  assert.is(copyMode(null), 0);
  assert.is(copyMode(fs.constants.COPYFILE_EXCL), fs.constants.COPYFILE_EXCL);
});

test('how files of a tree are copied is checked as node does', () => {
  for (const mode of NUMBERS) {
    // Node keeps NaN and the like as if nothing had been said.
    if (Number.isNaN(mode)) continue;
    assertSameArgumentError(
      () => cpMode(mode),
      () => fs.cpSync('/nowhere', '/nowhere else', { mode: mode as number }),
    );
  }
});

test.run();
