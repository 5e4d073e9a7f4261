/** StatFs, which node does not export: the room on a share. */
import type { BigIntStatsFs, StatsFs } from 'node:fs';

/** The room on a share, in blocks of `bsize` bytes. */
export interface ShareRoom {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  /** What this user may use of `bfree`: less under a quota. */
  readonly bavail: number;
}

/** What Linux calls the file system of an SMB mount: SMB2_MAGIC_NUMBER. */
const SMB2_MAGIC = 0xfe534d42;

class StatFs<T extends number | bigint> {
  type: T;
  bsize: T;
  /** New in node 24; earlier versions have it here too. */
  frsize: T;
  blocks: T;
  bfree: T;
  bavail: T;
  /** SMB does not count files: 0, as on any mount of a share. */
  files: T;
  ffree: T;

  constructor(room: ShareRoom, as: (value: number) => T) {
    this.type = as(SMB2_MAGIC);
    this.bsize = as(room.bsize);
    this.frsize = as(room.bsize);
    this.blocks = as(room.blocks);
    this.bfree = as(room.bfree);
    this.bavail = as(room.bavail);
    this.files = as(0);
    this.ffree = as(0);
  }
}

/** What `statfs` gives. */
export function makeStatFs(room: ShareRoom): StatsFs {
  return new StatFs(room, Number);
}

/** What `statfs` gives with `bigint: true`. */
export function makeBigIntStatFs(room: ShareRoom): BigIntStatsFs {
  return new StatFs(room, BigInt);
}
