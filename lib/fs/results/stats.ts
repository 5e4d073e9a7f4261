/** Stats: node's own class, filled with what the server says about a file. */
import { Stats } from 'node:fs';

/** What there is to know about a file. Times are nanoseconds since 1970. */
export interface FileFacts {
  /** A number that tells the share from others. */
  readonly dev: number;
  /** Type and permission bits. */
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  /** The size of a block for efficient reads and writes, in bytes. */
  readonly blksize: number;
  /** The server's 64-bit number of the file. In Stats, above 2^53, it loses its last digits, as with any file system. */
  readonly ino: bigint;
  readonly size: number;
  /** Allocated, in blocks of 512 bytes. */
  readonly blocks: number;
  readonly atime: bigint;
  readonly mtime: bigint;
  readonly ctime: bigint;
  readonly birthtime: bigint;
}

/** The facts behind stats again, their times as exact as numbers of milliseconds are. */
export function factsOfStats(stats: Stats): FileFacts {
  const { dev, mode, nlink, uid, gid, blksize, size, blocks } = stats;
  return {
    ...{ dev, mode, nlink, uid, gid, blksize, size, blocks },
    ino: BigInt(stats.ino),
    atime: nanoseconds(stats.atimeMs),
    mtime: nanoseconds(stats.mtimeMs),
    ctime: nanoseconds(stats.ctimeMs),
    birthtime: nanoseconds(stats.birthtimeMs),
  };
}

/** From milliseconds, whose fraction is kept apart: together they are more than a number holds exactly. */
function nanoseconds(time: number): bigint {
  const whole = Math.floor(time);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((time - whole) * 1e6));
}

/** The constructor of Stats: the ten numbers up to `blocks`, then the times, which node 26 splits. */
export type StatsConstructor = new (...fields: number[]) => Stats;

/** The constructor itself: `fs.Stats` is a wrapper that warns of being deprecated. */
const NodeStats: StatsConstructor = Stats.prototype.constructor as unknown as StatsConstructor;

/** What `stat` gives. */
export function makeStats(facts: FileFacts): Stats {
  return constructStats(NodeStats, facts);
}

const WITH_MILLISECONDS = 14;
const WITH_SECONDS_AND_NANOSECONDS = 18;

/**
 * Calls the constructor as the running node's own code does, so that the object is like node's in every detail. Where a node
 * to come has changed it again, the documented properties are set on an object of the class.
 */
export function constructStats(Class: StatsConstructor, facts: FileFacts): Stats {
  const { dev, mode, nlink, uid, gid, blksize, size, blocks } = facts;
  const fields = [dev, mode, nlink, uid, gid, 0, blksize, Number(facts.ino), size, blocks];
  const times = [facts.atime, facts.mtime, facts.ctime, facts.birthtime];
  if (Class.length === WITH_MILLISECONDS) return new Class(...fields, ...times.map(milliseconds));
  if (Class.length === WITH_SECONDS_AND_NANOSECONDS) return new Class(...fields, ...times.flatMap(split));
  const [atimeMs = 0, mtimeMs = 0, ctimeMs = 0, birthtimeMs = 0] = times.map(milliseconds);
  return Object.assign(Object.create(Class.prototype), {
    ...{ dev, mode, nlink, uid, gid, rdev: 0, blksize, ino: Number(facts.ino), size, blocks },
    ...{ atimeMs, mtimeMs, ctimeMs, birthtimeMs },
    atime: new Date(Math.round(atimeMs)),
    mtime: new Date(Math.round(mtimeMs)),
    ctime: new Date(Math.round(ctimeMs)),
    birthtime: new Date(Math.round(birthtimeMs)),
  });
}

/** Whole seconds, rounded down, and the nanoseconds that are left. */
function split(time: bigint): [seconds: number, nanoseconds: number] {
  const seconds = Number(time / 1_000_000_000n);
  const nanoseconds = Number(time % 1_000_000_000n);
  return nanoseconds < 0 ? [seconds - 1, nanoseconds + 1_000_000_000] : [seconds, nanoseconds];
}

/** In node's order of operations, so that the last bit is the same. */
function milliseconds(time: bigint): number {
  const [seconds, nanoseconds] = split(time);
  return seconds * 1000 + nanoseconds / 1_000_000;
}
