/** What the file system says of a file, in the specification's terms.  [MS-FSCC] 2.4 */
import { FILETIME_UNIX_EPOCH, filetimeFromUnixNanoseconds } from '../../wire/filetime.ts';
import type { ServedStats } from './file-system.ts';

/** Bytes of an allocation unit, as the server pretends. */
export const ALLOCATION_UNIT = 4096;

const OWNER_WRITE = 0o200n;

export interface FileStats {
  readonly directory: boolean;
  /** Neither a file nor a directory: a pipe, a device, a socket. Nothing of the kind is served. */
  readonly special: boolean;
  /** Tells files apart, whatever they are called; undefined where the file system has no numbers. */
  readonly identity: string | undefined;
  readonly indexNumber: bigint;
  readonly endOfFile: number;
  readonly allocationSize: number;
  /** Whether the file system keeps anything of it: a file that is one hole has a length and no content. */
  readonly occupied: boolean;
  readonly numberOfLinks: number;
  /** Nobody may write to it. */
  readonly writeProtected: boolean;
  readonly mode: number;
  /** As the file system has it, if it has any: together with `identity` it tells a file from its successors. */
  readonly birth: bigint;
  /** FILETIMEs, as the three below. */
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
}

export function fileStats(stats: ServedStats): FileStats {
  const directory = stats.isDirectory();
  const ino = integer(stats.ino);
  const mode = integer(stats.mode);
  const endOfFile = directory ? 0 : Number(stats.size);
  const birth = filetime(stats.birthtimeNs, stats.birthtimeMs);
  const lastWriteTime = filetime(stats.mtimeNs, stats.mtimeMs);
  return {
    directory,
    special: !directory && !stats.isFile(),
    identity: ino === 0n ? undefined : `${stats.dev}:${ino}`,
    indexNumber: ino,
    endOfFile,
    allocationSize: Math.ceil(endOfFile / ALLOCATION_UNIT) * ALLOCATION_UNIT,
    occupied: stats.blocks === undefined || Number(stats.blocks) > 0,
    numberOfLinks: directory ? 1 : Math.max(1, Number(stats.nlink)),
    writeProtected: (mode & OWNER_WRITE) === 0n,
    mode: Number(mode & 0o7777n),
    birth,
    creationTime: birth > FILETIME_UNIX_EPOCH ? birth : lastWriteTime, // 0 where the file system does not know it
    lastAccessTime: filetime(stats.atimeNs, stats.atimeMs),
    lastWriteTime,
    changeTime: filetime(stats.ctimeNs, stats.ctimeMs),
  };
}

function filetime(nanoseconds: bigint | undefined, milliseconds: number | bigint): bigint {
  if (nanoseconds !== undefined) return filetimeFromUnixNanoseconds(nanoseconds);
  if (typeof milliseconds === 'bigint') return filetimeFromUnixNanoseconds(milliseconds * 1_000_000n);
  return filetimeFromUnixNanoseconds(BigInt(Math.round(milliseconds * 1000)) * 1000n);
}

function integer(value: number | bigint): bigint {
  return typeof value === 'bigint' ? BigInt.asUintN(64, value) : BigInt(Math.max(0, Math.trunc(value)));
}
