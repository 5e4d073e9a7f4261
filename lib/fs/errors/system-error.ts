/** File system errors in node's own shape: what `err.code === 'ENOENT'` is asked of. */
import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import { ntstatusName } from '../../wire/ntstatus.ts';
import { errnoOfStatus } from './errno.ts';

/** What node's fs throws, plus `ntstatus`: the name of what the server answered, where a server answered. */
export interface FsError extends Error {
  /** Negative, and this platform's: -2 is ENOENT on Linux, -4058 on Windows. */
  errno: number;
  code: string;
  /** The operation, in the kernel's words: `open`, `scandir`, `unlink`. */
  syscall: string;
  path?: string;
  dest?: string;
  ntstatus?: string;
}

/** Where an error comes from. */
export interface FsErrorOrigin {
  /** The server's answer. */
  ntstatus?: number | undefined;
  cause?: unknown;
}

/** What node has no words for. Numbers are the platform's, or Linux's where it has none. */
const UNKNOWN_TO_NODE: ReadonlyMap<string, readonly [errno: number, message: string]> = new Map([
  ['EDQUOT', [-(constants.errno.EDQUOT ?? 122), 'disk quota exceeded']],
]);

let systemErrors: ReadonlyMap<string, readonly [errno: number, message: string]> | undefined;

function systemError(code: string): readonly [errno: number, message: string] {
  systemErrors ??= new Map([
    ...UNKNOWN_TO_NODE,
    ...[...getSystemErrorMap()].map(([errno, [name, message]]) => [name, [errno, message]] as const),
  ]);
  return systemErrors.get(code) ?? [-constants.errno.EIO, 'unknown error'];
}

/** This platform's number of `code`, as `err.errno` has it: negative. */
export function errnoNumber(code: string): number {
  return systemError(code)[0];
}

/**
 * The error of a failed operation, worded as node's: `ENOENT: no such file or directory, open '/x'`. `path` and `dest` are the
 * caller's own spelling.
 */
export function fsError(
  code: string,
  syscall: string,
  path?: string,
  dest?: string,
  origin: FsErrorOrigin = {},
): FsError {
  const [errno, words] = systemError(code);
  let message = `${code}: ${words}, ${syscall}`;
  if (path !== undefined) message += ` '${path}'`;
  if (dest !== undefined) message += ` -> '${dest}'`;
  const error = new Error(message, origin.cause === undefined ? undefined : { cause: origin.cause });
  return Object.assign(error, {
    errno,
    code,
    syscall,
    ...(path === undefined ? {} : { path }),
    ...(dest === undefined ? {} : { dest }),
    ...(origin.ntstatus === undefined ? {} : { ntstatus: ntstatusName(origin.ntstatus) }),
  });
}

/** The error of an operation that the server refused with `status`. */
export function statusError(status: number, syscall: string, path?: string, dest?: string, cause?: unknown): FsError {
  return fsError(errnoOfStatus(status), syscall, path, dest, { ntstatus: status, cause });
}

/** Has an error that is none of the system's say where it came from, as those do. */
export function withSite<E extends Error>(error: E, syscall: string, path?: string, dest?: string): E {
  return Object.assign(error, {
    syscall,
    ...(path === undefined ? {} : { path }),
    ...(dest === undefined ? {} : { dest }),
  });
}
