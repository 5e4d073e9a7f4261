/** The flags of `open`: node's letters and numbers, as what they ask for. */
import { constants } from 'node:fs';
import { invalidArgValue } from '../errors/node-errors.ts';
import { validateInt32 } from './validate.ts';

/** What an `open` asks for. */
export interface OpenFlags {
  read: boolean;
  write: boolean;
  /** Every write goes to the end of the file. */
  append: boolean;
  /** Make the file where there is none. */
  create: boolean;
  /** With `create`: fail where there is one already, a symbolic link included. */
  exclusive: boolean;
  /** Empty the file. */
  truncate: boolean;
  /** Every write is on the server's disk before it is done. */
  sync: boolean;
  /** Only a folder will do. */
  directory: boolean;
  /** A symbolic link at the end of the path is an error. */
  noFollow: boolean;
}

const { O_RDONLY, O_WRONLY, O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_TRUNC } = constants;
/** Windows knows none of these: there nobody can ask for them. */
const { O_SYNC = 0, O_DSYNC = 0, O_DIRECTORY = 0, O_NOFOLLOW = 0 } = constants as Partial<typeof constants>;
const ACCESS_MODE = O_RDONLY | O_WRONLY | O_RDWR;

const READ_SYNC = O_RDONLY | O_SYNC;
const UPDATE_SYNC = O_RDWR | O_SYNC;
const WRITE = O_TRUNC | O_CREAT | O_WRONLY;
const WRITE_READ = O_TRUNC | O_CREAT | O_RDWR;
const APPEND = O_APPEND | O_CREAT | O_WRONLY;
const APPEND_READ = O_APPEND | O_CREAT | O_RDWR;

const BY_NAME: ReadonlyMap<unknown, number> = new Map([
  ['r', O_RDONLY],
  ['rs', READ_SYNC],
  ['sr', READ_SYNC],
  ['r+', O_RDWR],
  ['rs+', UPDATE_SYNC],
  ['sr+', UPDATE_SYNC],
  ['w', WRITE],
  ['wx', WRITE | O_EXCL],
  ['xw', WRITE | O_EXCL],
  ['w+', WRITE_READ],
  ['wx+', WRITE_READ | O_EXCL],
  ['xw+', WRITE_READ | O_EXCL],
  ['a', APPEND],
  ['ax', APPEND | O_EXCL],
  ['xa', APPEND | O_EXCL],
  ['as', APPEND | O_SYNC],
  ['sa', APPEND | O_SYNC],
  ['a+', APPEND_READ],
  ['ax+', APPEND_READ | O_EXCL],
  ['xa+', APPEND_READ | O_EXCL],
  ['as+', APPEND_READ | O_SYNC],
  ['sa+', APPEND_READ | O_SYNC],
]);

/** This platform's number of `flags`, `r` when there are none; throws ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE. */
export function flagsNumber(flags: unknown, name = 'flags'): number {
  if (typeof flags === 'number') {
    validateInt32(flags, name);
    return flags + 0; // -0 becomes 0
  }
  if (flags === undefined || flags === null) return O_RDONLY;
  const number = BY_NAME.get(flags);
  if (number === undefined) throw invalidArgValue('flags', flags);
  return number;
}

/** What `flags` asks for; throws as `flagsNumber`. */
export function parseFlags(flags: unknown, name = 'flags'): OpenFlags {
  const number = flagsNumber(flags, name);
  const access = number & ACCESS_MODE;
  const has = (flag: number) => flag !== 0 && (number & flag) === flag;
  return {
    // The fourth access mode, 3, has no name: Linux asks for both permissions, and so does this.
    read: access !== O_WRONLY,
    write: access !== O_RDONLY,
    append: has(O_APPEND),
    create: has(O_CREAT),
    exclusive: has(O_EXCL),
    truncate: has(O_TRUNC),
    sync: has(O_SYNC) || has(O_DSYNC),
    directory: has(O_DIRECTORY),
    noFollow: has(O_NOFOLLOW),
  };
}
