/** The forms of `writeFile` and `createWriteStream` that node does not have: with `atomic: true` a file is replaced as a whole. */
import type { NoParamCallback, PathLike, WriteStream } from 'node:fs';
import type { Stream } from 'node:stream';

/**
 * The new content is written to a file beside the old one, brought to the server's disk, and takes the old one's name only
 * then: who looks finds the old file or the new one, never a part. When that fails, the temporary file is removed; the error of
 * one that cannot be has its path as `leftover`. Attributes stay as they were, permissions are those of a new file.
 */
export interface Atomic {
  readonly atomic: true;
  /** Permission bits of a file that was not there. Default: 0o666. */
  readonly mode?: number;
  /** Of text. Default: utf8. */
  readonly encoding?: BufferEncoding;
}

interface Dated {
  /** The modification time that the file gets, as `utimes` takes it. Default: now. */
  readonly mtime?: number | string | Date;
}

interface Abortable {
  /** Until the new file takes its name. */
  readonly signal?: AbortSignal;
}

type Bytes = string | NodeJS.ArrayBufferView;
type Chunk = Iterable<Bytes> | AsyncIterable<Bytes> | Stream;

export interface WriteFileAtomically {
  (path: PathLike, data: Bytes | Chunk, options: Atomic & Abortable & Dated): Promise<void>;
  (path: PathLike, data: Bytes, options: Atomic & Abortable & Dated, callback: NoParamCallback): void;
}

export type WriteFileAtomicallySync = (path: PathLike, data: Bytes, options: Atomic & Dated) => void;

/** The file has its name when the stream emits `close`; one that is destroyed before leaves the old one alone. */
export type CreateAtomicWriteStream = (
  path: PathLike,
  options: Atomic & Abortable & { readonly highWaterMark?: number },
) => WriteStream;
