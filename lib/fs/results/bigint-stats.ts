/** BigIntStats, which node does not export: made after its pattern, on the base class it shares with Stats. */
import { type BigIntStats as BigIntStatsShape, constants, Stats } from 'node:fs';
import type { FileFacts } from './stats.ts';

const NS_PER_MS = 1_000_000n;
const TIMES = ['atime', 'mtime', 'ctime', 'birthtime'] as const;

class BigIntStats {
  dev: bigint;
  mode: bigint;
  nlink: bigint;
  uid: bigint;
  gid: bigint;
  rdev: bigint;
  blksize: bigint;
  ino: bigint;
  size: bigint;
  blocks: bigint;
  atimeMs: bigint;
  mtimeMs: bigint;
  ctimeMs: bigint;
  birthtimeMs: bigint;
  atimeNs: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
  birthtimeNs: bigint;

  constructor(facts: FileFacts) {
    this.dev = BigInt(facts.dev);
    this.mode = BigInt(facts.mode);
    this.nlink = BigInt(facts.nlink);
    this.uid = BigInt(facts.uid);
    this.gid = BigInt(facts.gid);
    this.rdev = 0n;
    this.blksize = BigInt(facts.blksize);
    this.ino = facts.ino;
    this.size = BigInt(facts.size);
    this.blocks = BigInt(facts.blocks);
    this.atimeMs = facts.atime / NS_PER_MS;
    this.mtimeMs = facts.mtime / NS_PER_MS;
    this.ctimeMs = facts.ctime / NS_PER_MS;
    this.birthtimeMs = facts.birthtime / NS_PER_MS;
    this.atimeNs = facts.atime;
    this.mtimeNs = facts.mtime;
    this.ctimeNs = facts.ctime;
    this.birthtimeNs = facts.birthtime;
  }

  /** What the base class asks in `isFile()` and the rest. */
  _checkModeProperty(type: number): boolean {
    return (this.mode & BigInt(constants.S_IFMT)) === BigInt(type);
  }
}

Object.setPrototypeOf(BigIntStats.prototype, Object.getPrototypeOf(Stats.prototype));
for (const time of TIMES) {
  // From node 22 on, both classes share accessors that make the date from the milliseconds when it is first looked at.
  const date = Object.getOwnPropertyDescriptor(Stats.prototype, time);
  if (date !== undefined) Object.defineProperty(BigIntStats.prototype, time, date);
  if (`${time}Instant` in Stats.prototype) defineInstant(time);
}

/** The instants of node 26, which Stats makes from fields of its own. */
function defineInstant(time: (typeof TIMES)[number]): void {
  const name = `${time}Instant`;
  const keep = (stats: BigIntStats, value: unknown) => {
    Object.defineProperty(stats, name, { value, writable: true, enumerable: true, configurable: true });
    return value;
  };
  Object.defineProperty(BigIntStats.prototype, name, {
    get(this: BigIntStats) {
      return keep(this, instant(this[`${time}Ns`]));
    },
    set(this: BigIntStats, value: unknown) {
      keep(this, value);
    },
    enumerable: true,
    configurable: true,
  });
}

function instant(nanoseconds: bigint): unknown {
  const { Temporal } = globalThis as unknown as { Temporal: { Instant: new (nanoseconds: bigint) => unknown } };
  return new Temporal.Instant(nanoseconds);
}

/** What `stat` gives with `bigint: true`. */
export function makeBigIntStats(facts: FileFacts): BigIntStatsShape {
  const stats = new BigIntStats(facts) as unknown as BigIntStatsShape;
  for (const time of TIMES) {
    if (!(time in stats)) stats[time] = new Date(Number(stats[`${time}Ms`]));
  }
  return stats;
}
