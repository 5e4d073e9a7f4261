/** The methods of `fs` by name: every face is made from this table. */
import type { Operation } from '../operation.ts';
import { close, open } from './open.ts';
import { read, readv } from './read.ts';
import { readFile } from './read-file.ts';
import { fstat, lstat, stat } from './stat.ts';
import { fdatasync, fsync } from './sync.ts';
import { ftruncate, truncate } from './truncate.ts';
import { write, writev } from './write.ts';
import { appendFile, writeFile } from './write-file.ts';

/** One entry a method. What is no operation on the share (streams, watchers, `exists`) is the faces' own. */
export const operations = {
  appendFile,
  close,
  fdatasync,
  fstat,
  fsync,
  ftruncate,
  lstat,
  open,
  read,
  readFile,
  readv,
  stat,
  truncate,
  write,
  writeFile,
  writev,
} as const satisfies Record<string, Operation<unknown>>;

export type OperationName = keyof typeof operations;
