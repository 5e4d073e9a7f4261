import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { timeArgument } from '../../../lib/fs/arguments/time-argument.ts';
import { assertSameArgumentError } from '../../support/node-peer.ts';

const test = suite('fs/time-argument');

test('seconds are numbers or text, and rounded to microseconds', () => {
  const cases: ReadonlyArray<readonly [time: number | string, nanoseconds: bigint]> = [
    [0, 0n],
    [1, 1_000_000_000n],
    [1.5, 1_500_000_000n],
    ['1.5', 1_500_000_000n],
    ['', 0n],
    [' 5 ', 5_000_000_000n],
    ['-1.5', -1_500_000_000n],
    [1700000000.123, 1_700_000_000_123_000_000n],
    [1700000000.123456, 1_700_000_000_123_456_000n],
    [4294967296.25, 4_294_967_296_250_000_000n],
    [0.9999999, 1_000_000_000n],
  ];
  for (const [time, nanoseconds] of cases) assert.is(timeArgument(time), nanoseconds, String(time));
});

test('a Date is exact', () => {
  assert.is(timeArgument(new Date(1700000000123)), 1_700_000_000_123_000_000n);
  assert.is(timeArgument(new Date(-1)), -1_000_000n);
});

test('a negative number is now', () => {
  const before = BigInt(Date.now()) * 1_000_000n;
  const now = timeArgument(-1) ?? 0n;
  assert.ok(now >= before && now <= BigInt(Date.now()) * 1_000_000n);
});

test('what no file can have for a time is undefined', () => {
  for (const time of [new Date(Number.NaN), 'Infinity', '-Infinity', 1e20, '1e300']) {
    assert.is(timeArgument(time), undefined, String(time));
  }
});

test('node itself sets the same times, to the microsecond', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smbfs-'));
  try {
    for (const time of [0, 1.5, '77.25', 1700000000.123456, 4e9, new Date(1700000000123), new Date(5), '-3.5']) {
      fs.utimesSync(folder, time, time);
      const { mtimeNs } = fs.statSync(folder, { bigint: true });
      const difference = Number(mtimeNs - (timeArgument(time) ?? 0n));
      assert.ok(Math.abs(difference) <= 1000, `${time}: ${difference} ns apart`);
    }
  } finally {
    fs.rmdirSync(folder);
  }
});

test('what node refuses is refused in the same words, and nothing else', () => {
  const values: readonly unknown[] = [
    ...[undefined, null, true, {}, [], 'x', 'NaN', '1,5', 1n, Symbol('s'), () => {}],
    ...[Number.NaN, Infinity, -Infinity, 0, -1, '5', new Date(0), { getTime: () => 0 }],
  ];
  for (const time of values) {
    assertSameArgumentError(
      () => timeArgument(time),
      () => fs.utimesSync('/nowhere', time as number, 0),
    );
    assertSameArgumentError(
      () => timeArgument(time, 'atime'),
      () => fs.futimesSync(2 ** 31 - 1, time as number, 0),
    );
  }
});

test.run();
