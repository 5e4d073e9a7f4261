import nodeAssert from 'node:assert';
import * as fs from 'node:fs';
import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBigIntStats } from '../../../lib/fs/results/bigint-stats.ts';
import { constructStats, type FileFacts, makeStats, type StatsConstructor } from '../../../lib/fs/results/stats.ts';

const test = suite('fs/stats');

const TIMES = ['atime', 'mtime', 'ctime', 'birthtime'] as const;

/** A file of this computer, as node sees it, and its facts. */
function peer(path: string): { facts: FileFacts; stats: fs.Stats; bigint: fs.BigIntStats } {
  const stats = fs.statSync(path);
  const bigint = fs.statSync(path, { bigint: true });
  const { dev, mode, nlink, uid, gid, blksize, size, blocks } = stats;
  const facts = {
    ...{ dev, mode, nlink, uid, gid, blksize, size, blocks, ino: bigint.ino },
    ...{ atime: bigint.atimeNs, mtime: bigint.mtimeNs, ctime: bigint.ctimeNs, birthtime: bigint.birthtimeNs },
  };
  return { facts, stats, bigint };
}

const file = peer(import.meta.filename);
const folder = peer(import.meta.dirname);

const facts: FileFacts = {
  ...{ dev: 1, mode: fs.constants.S_IFREG | 0o644, nlink: 1, uid: 2, gid: 3, blksize: 4096, ino: 2n ** 63n + 1n },
  ...{
    size: 2 ** 40 + 1,
    blocks: 9,
    atime: 0n,
    mtime: 1_700_000_000_123_500_000n,
    ctime: -1_500_000n,
    birthtime: -1_500_000_000n,
  },
};

test('stats are node’s own in every detail', () => {
  for (const { facts, stats } of [file, folder]) {
    const ours = makeStats(facts);
    nodeAssert.deepStrictEqual(ours, stats);
    assert.equal(Object.keys(ours), Object.keys(stats));
    assert.is(inspect(ours), inspect(stats));
    assert.is(JSON.stringify(ours), JSON.stringify(stats));
    assert.instance(ours, fs.Stats);
    assert.is(ours.isFile(), stats.isFile());
    assert.is(ours.isDirectory(), stats.isDirectory());
    for (const time of TIMES) assert.equal(ours[time], stats[time]);
    nodeAssert.deepStrictEqual(Object.getOwnPropertyDescriptors(ours), Object.getOwnPropertyDescriptors(stats));
  }
});

test('bigint stats are like node’s own, whose class is not to be had', () => {
  for (const { facts, bigint } of [file, folder]) {
    const ours = makeBigIntStats(facts);
    assert.equal(Object.keys(ours), Object.keys(bigint));
    assert.is(inspect(ours), inspect(bigint));
    assert.is(ours.isFile(), bigint.isFile());
    assert.is(ours.isDirectory(), bigint.isDirectory());
    assert.is(ours.isSymbolicLink(), false);
    for (const time of TIMES) assert.equal(ours[time], bigint[time]);
    nodeAssert.deepStrictEqual(Object.getOwnPropertyDescriptors(ours), Object.getOwnPropertyDescriptors(bigint));
    assert.is(ours instanceof fs.Stats, (bigint as unknown) instanceof fs.Stats);
  }
});

test('instants are there where node has them', () => {
  for (const { facts, stats, bigint } of [file, folder]) {
    for (const time of TIMES) {
      const instant = `${time}Instant` as 'mtime';
      assert.is(String(makeStats(facts)[instant]), String(stats[instant]));
      assert.is(String(makeBigIntStats(facts)[instant]), String(bigint[instant]));
    }
  }
});

test('times keep what is finer than a millisecond, before 1970 too', () => {
  const stats = makeStats(facts);
  assert.is(stats.atimeMs, 0);
  assert.is(stats.mtimeMs, 1_700_000_000_123.5);
  assert.equal(stats.mtime, new Date(1_700_000_000_124));
  assert.is(stats.ctimeMs, -1.5);
  assert.is(stats.birthtimeMs, -1500);
  const bigint = makeBigIntStats(facts);
  assert.is(bigint.mtimeNs, 1_700_000_000_123_500_000n);
  assert.is(bigint.mtimeMs, 1_700_000_000_123n);
  assert.is(bigint.birthtimeNs, -1_500_000_000n);
});

test('large numbers are exact where they can be', () => {
  assert.is(makeBigIntStats(facts).ino, 2n ** 63n + 1n);
  assert.is(makeStats(facts).ino, 2 ** 63);
  assert.is(makeStats(facts).size, 2 ** 40 + 1);
});

test('dates may be replaced, as libraries do', () => {
  for (const stats of [makeStats(facts), makeBigIntStats(facts)]) {
    stats.mtime = new Date(5);
    assert.equal(stats.mtime, new Date(5));
  }
});

test('a constructor that node may have one day is not called with wrong arguments', () => {
  class Later {
    readonly isLater = true;
    isFile(): boolean {
      return this.isLater;
    }
  }
  const { facts, stats } = peer(import.meta.filename);
  const later = constructStats(Later as unknown as StatsConstructor, facts);
  assert.instance(later, Later);
  for (const [name, value] of Object.entries(stats)) assert.equal(Reflect.get(later, name), value, name);
  for (const time of TIMES) assert.equal(later[time], stats[time]);
});

test.run();
