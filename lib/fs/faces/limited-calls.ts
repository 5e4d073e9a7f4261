/** The forms that methods of `SmbFs` have beside node's own: with `timeout` and `signal` among their options. */
import type {
  BigIntStats,
  BigIntStatsFs,
  CopyOptions,
  Dir,
  Dirent,
  MakeDirectoryOptions,
  OpenDirOptions,
  PathLike,
  RmOptions,
  Stats,
  StatsFs,
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { CallLimits } from '../call-limits.ts';

type Bytes = string | NodeJS.ArrayBufferView;

interface Encoded {
  readonly encoding?: BufferEncoding | null;
}

interface Written extends Encoded {
  readonly mode?: number | string;
  readonly flag?: string;
  readonly flush?: boolean;
  /** The modification time that the file gets, as `utimes` takes it: a small file is still one round trip. Default: now. */
  readonly mtime?: number | string | Date;
}

/** What gives text. */
type TextCall = (path: PathLike, options: CallLimits & Encoded) => Promise<string>;

interface StatCall<Of> {
  (of: Of, options: CallLimits & { readonly bigint?: false }): Promise<Stats>;
  (of: Of, options: CallLimits & { readonly bigint: true }): Promise<BigIntStats>;
}

interface ReadFileCall {
  (path: PathLike | FileHandle, options: CallLimits & { encoding?: null; flag?: string }): Promise<Buffer>;
  (path: PathLike | FileHandle, options: CallLimits & { encoding: BufferEncoding; flag?: string }): Promise<string>;
}

type WriteFileCall = (
  path: PathLike | FileHandle,
  data: Bytes | Iterable<Bytes> | AsyncIterable<Bytes>,
  options: CallLimits & Written,
) => Promise<void>;

interface ReaddirCall {
  (path: PathLike, options: CallLimits & Encoded & { withFileTypes?: false; recursive?: boolean }): Promise<string[]>;
  (path: PathLike, options: CallLimits & Encoded & { withFileTypes: true; recursive?: boolean }): Promise<Dirent[]>;
}

interface StatfsCall {
  (path: PathLike, options: CallLimits & { readonly bigint?: false }): Promise<StatsFs>;
  (path: PathLike, options: CallLimits & { readonly bigint: true }): Promise<BigIntStatsFs>;
}

/** By method. Callbacks take such options too, where the types of `node:fs` are told to overlook them. */
export interface LimitedCalls {
  appendFile: WriteFileCall;
  cp: (source: string | URL, destination: string | URL, options: CallLimits & CopyOptions) => Promise<void>;
  fstat: StatCall<number>;
  lstat: StatCall<PathLike>;
  mkdir: (path: PathLike, options: CallLimits & MakeDirectoryOptions) => Promise<string | undefined>;
  mkdtemp: (prefix: string, options: CallLimits & Encoded) => Promise<string>;
  opendir: (path: PathLike, options: CallLimits & OpenDirOptions) => Promise<Dir>;
  readFile: ReadFileCall;
  readdir: ReaddirCall;
  readlink: TextCall;
  realpath: TextCall;
  rm: (path: PathLike, options: CallLimits & RmOptions) => Promise<void>;
  rmdir: (path: PathLike, options: CallLimits) => Promise<void>;
  stat: StatCall<PathLike>;
  statfs: StatfsCall;
  writeFile: WriteFileCall;
}
