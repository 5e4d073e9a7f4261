/** What `cp` does, step by step: the same steps with promises and without, which is for who runs them to know. */
import type { BigIntStats, Stats } from 'node:fs';
import { constants } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path/posix';
import type { CpOptions } from './arguments/cp-options.ts';
import { OperationError } from './errors/operation-error.ts';

/** The operations that it takes. */
export type CpOperation =
  | Look
  | 'chmod'
  | 'copyFile'
  | 'mkdir'
  | 'readdir'
  | 'readlink'
  | 'symlink'
  | 'unlink'
  | 'utimes';

type Look = 'stat' | 'lstat';

/** A step and what it results in: an operation of `fs`, the caller's filter, or other steps, in any order or side by side. */
export type CpStep =
  | { readonly kind: 'operation'; readonly name: CpOperation; readonly args: readonly unknown[] }
  | { readonly kind: 'filter'; readonly source: string; readonly destination: string }
  | { readonly kind: 'all'; readonly tasks: readonly CpTask[] };

/** A run through steps: each is answered with its result, or with what it failed with. */
export type CpTask<R = unknown> = Generator<CpStep, R, unknown>;

/** Copies `source` to `destination`, both as the caller wrote them. */
export function* copyTree(source: string, destination: string, options: CpOptions): CpTask<void> {
  const found = yield* compare(source, destination, options);
  if (!found) return;
  yield* refuseParents(source, found.source, destination);
  const parent = dirname(destination);
  if (!(yield* statIfThere('stat', parent))) yield* operation('mkdir', parent, { recursive: true });
  yield* copyEntry(source, destination, found, options);
}

/** What is there at the source and at the destination. */
interface Found {
  readonly source: BigIntStats;
  readonly destination: BigIntStats | undefined;
}

/** Looks at both ends; undefined when the caller's filter leaves this out. */
function* compare(source: string, destination: string, options: CpOptions): CpTask<Found | undefined> {
  if (options.filter && !(yield { kind: 'filter', source, destination })) return undefined;
  const look = options.dereference ? 'stat' : 'lstat';
  const both = [operation(look, source, { bigint: true }), statIfThere(look, destination)];
  const [here, there] = (yield { kind: 'all', tasks: both }) as [BigIntStats, BigIntStats | undefined];
  if (there) {
    if (areIdentical(here, there)) throw invalid('src and dest cannot be the same', destination);
    if (here.isDirectory() && !there.isDirectory()) {
      throw new OperationError('ERR_FS_CP_DIR_TO_NON_DIR', 'Cannot overwrite non-directory with directory', {
        ...failure('EISDIR', `cannot overwrite non-directory ${destination} with directory ${source}`, destination),
      });
    }
    if (!here.isDirectory() && there.isDirectory()) {
      throw new OperationError('ERR_FS_CP_NON_DIR_TO_DIR', 'Cannot overwrite directory with non-directory', {
        ...failure('ENOTDIR', `cannot overwrite directory ${destination} with non-directory ${source}`, destination),
      });
    }
  }
  if (here.isDirectory() && isSameOrInside(destination, source)) throw intoItself(source, destination);
  return { source: here, destination: there };
}

/** A folder is not copied into itself, by whatever path its inside is reached. */
function* refuseParents(source: string, stats: BigIntStats, destination: string): CpTask<void> {
  const sourceParent = resolve(dirname(source));
  for (
    let parent = resolve(dirname(destination));
    parent !== sourceParent && parent !== '/';
    parent = dirname(parent)
  ) {
    const found = yield* statIfThere('stat', parent);
    if (!found) return;
    if (areIdentical(stats, found)) throw intoItself(source, destination);
  }
}

function* copyEntry(source: string, destination: string, found: Found, options: CpOptions): CpTask<void> {
  if (found.source.isDirectory()) {
    if (!options.recursive) {
      throw new OperationError('ERR_FS_EISDIR', 'Path is a directory', {
        ...failure('EISDIR', `${source} is a directory (not copied)`, source),
      });
    }
    yield* copyFolder(source, destination, found, options);
  } else if (found.source.isSymbolicLink()) {
    yield* copyLink(source, destination, found, options);
  } else {
    yield* copyFile(source, destination, found, options);
  }
}

function* copyFolder(source: string, destination: string, found: Found, options: CpOptions): CpTask<void> {
  if (!found.destination) yield* operation('mkdir', destination);
  const names = (yield* operation('readdir', source)) as string[];
  const tasks = names.map((name) => copyChild(join(source, name), join(destination, name), options));
  yield { kind: 'all', tasks };
}

function* copyChild(source: string, destination: string, options: CpOptions): CpTask<void> {
  const found = yield* compare(source, destination, options);
  if (found) yield* copyEntry(source, destination, found, options);
}

function* copyFile(source: string, destination: string, found: Found, options: CpOptions): CpTask<void> {
  if (found.destination) {
    if (!options.force) {
      if (!options.errorOnExist) return;
      throw new OperationError('ERR_FS_CP_EEXIST', 'Target already exists', {
        ...failure('EEXIST', `${destination} already exists`, destination),
      });
    }
    yield* operation('unlink', destination);
  }
  yield* operation('copyFile', source, destination, options.mode);
  if (options.preserveTimestamps) {
    // Anew: the copying has read the file.
    const { atime, mtime } = (yield* operation('stat', source)) as Stats;
    yield* operation('utimes', destination, atime, mtime);
  }
  yield* operation('chmod', destination, Number(found.source.mode));
}

function* copyLink(source: string, destination: string, found: Found, options: CpOptions): CpTask<void> {
  let target = (yield* operation('readlink', source)) as string;
  if (!options.verbatimSymlinks && !isAbsolute(target)) target = resolve(dirname(source), target);
  if (found.destination?.isSymbolicLink()) {
    const old = resolve(dirname(destination), (yield* operation('readlink', destination)) as string);
    if (isSameOrInside(old, target)) throw intoItself(target, old, destination);
    const stats = (yield* operation('stat', source)) as Stats;
    if (stats.isDirectory() && isSameOrInside(target, old)) {
      throw new OperationError(
        'ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY',
        'Cannot overwrite symlink in subdirectory of self',
        failure('EINVAL', `cannot overwrite ${old} with ${target}`, destination),
      );
    }
    yield* operation('unlink', destination);
  }
  yield* operation('symlink', target, destination);
}

function* operation(name: CpOperation, ...args: readonly unknown[]): CpTask {
  return yield { kind: 'operation', name, args };
}

function* statIfThere(name: Look, path: string): CpTask<BigIntStats | undefined> {
  try {
    return (yield { kind: 'operation', name, args: [path, { bigint: true }] }) as BigIntStats;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

function areIdentical(one: BigIntStats, other: BigIntStats): boolean {
  return one.ino !== 0n && one.ino === other.ino && one.dev === other.dev;
}

function isSameOrInside(path: string, folder: string): boolean {
  return `${resolve(path)}/`.startsWith(`${resolve(folder)}/`.replace('//', '/'));
}

function failure(code: 'EEXIST' | 'EINVAL' | 'EISDIR' | 'ENOTDIR', message: string, path: string) {
  return { code, message, path, syscall: 'cp', errno: constants.errno[code] };
}

function invalid(message: string, path: string): Error {
  return new OperationError('ERR_FS_CP_EINVAL', 'Invalid src or dest', failure('EINVAL', message, path));
}

function intoItself(source: string, destination: string, path: string = destination): Error {
  return invalid(`cannot copy ${source} to a subdirectory of self ${destination}`, path);
}
