/** How the operations cross to the worker and back: most as they are, some with their data and results in another shape. */

import { callOptions } from '../arguments/call-options.ts';
import type { FileSystem } from '../file-system.ts';
import { decoded } from '../operations/read-file.ts';
import { writeSource } from '../operations/write-source.ts';
import { makeBigIntStats } from '../results/bigint-stats.ts';
import { makeBigIntStatFs, makeStatFs, type ShareRoom } from '../results/statfs.ts';
import { type FileFacts, makeStats } from '../results/stats.ts';
import { copyOfBytes, packArgument, unpackResult } from './wire-values.ts';

/** A checked call, as it is sent and as its result is read. */
export interface Crossing {
  readonly args: readonly unknown[];
  /** Memory that is handed over. */
  readonly transfer?: readonly ArrayBuffer[] | undefined;
  unpack(result: unknown): unknown;
}

type MakeCrossing = (fs: FileSystem, args: readonly unknown[]) => Crossing;

const CROSSINGS: Readonly<Record<string, MakeCrossing>> = {
  appendFile: writing,
  fstat: stating,
  lstat: stating,
  readFile: reading,
  stat: stating,
  statfs: measuring,
  writeFile: writing,
};

/** The crossing of an operation whose arguments it has checked. */
export function crossingOf(name: string, fs: FileSystem, args: readonly unknown[]): Crossing {
  const make = CROSSINGS[name];
  return make ? make(fs, args) : { args: args.map((one) => packArgument(fs, one)), unpack: unpackResult };
}

/** Text is made of the bytes here, where they have come without a copy. */
function reading(fs: FileSystem, [file, given]: readonly unknown[]): Crossing {
  const options = callOptions(given, { flag: 'r' });
  return {
    args: [packArgument(fs, file), { flag: options.flag }],
    unpack: (result) => decoded(unpackResult(result) as Buffer, options),
  };
}

function writing(fs: FileSystem, [file, data, given]: readonly unknown[]): Crossing {
  const options = callOptions(given, { encoding: 'utf8' });
  const { mode, flag, flush, atomic, mtime } = options;
  const [bytes = Buffer.alloc(0)] = writeSource(data, options.encoding) as readonly Buffer[];
  const copy = copyOfBytes(bytes);
  return {
    args: [packArgument(fs, file), copy, { mode, flag, flush, atomic, mtime }],
    transfer: [copy.buffer],
    unpack: unpackResult,
  };
}

/** Asked for with every digit; the caller's form is made here. */
function stating(fs: FileSystem, [file, options]: readonly unknown[]): Crossing {
  const { bigint } = (options ?? {}) as { bigint?: unknown };
  return {
    args: [packArgument(fs, file), { bigint: true }],
    unpack: (result) => (bigint ? makeBigIntStats : makeStats)(factsOf(result as Record<string, bigint>)),
  };
}

function factsOf(stats: Readonly<Record<string, bigint>>): FileFacts {
  const number = (name: string): number => Number(stats[name]);
  const nanoseconds = (name: string): bigint => stats[`${name}Ns`] ?? 0n;
  return {
    dev: number('dev'),
    mode: number('mode'),
    nlink: number('nlink'),
    uid: number('uid'),
    gid: number('gid'),
    blksize: number('blksize'),
    ino: stats.ino ?? 0n,
    size: number('size'),
    blocks: number('blocks'),
    atime: nanoseconds('atime'),
    mtime: nanoseconds('mtime'),
    ctime: nanoseconds('ctime'),
    birthtime: nanoseconds('birthtime'),
  };
}

function measuring(fs: FileSystem, [path, options]: readonly unknown[]): Crossing {
  const { bigint } = (options ?? {}) as { bigint?: unknown };
  return {
    args: [packArgument(fs, path)],
    unpack: (result) => (bigint ? makeBigIntStatFs : makeStatFs)(result as ShareRoom),
  };
}
