/** The methods whose names end in `Sync`: the worker does the work, and the caller's thread sleeps until it is done. */
import * as nodeFs from 'node:fs';
import { types } from 'node:util';
import { parseFlags } from '../arguments/flags.ts';
import { parseFileMode } from '../arguments/mode-arguments.ts';
import { readSyncArguments } from '../arguments/read-arguments.ts';
import { validateFd } from '../arguments/validate.ts';
import { vectorArguments } from '../arguments/vector-arguments.ts';
import { writeArguments } from '../arguments/write-arguments.ts';
import { invalidArgType } from '../errors/node-errors.ts';
import type { FileSystem } from '../file-system.ts';
import { dirOptions } from '../handles/dir.ts';
import { NODE_MAJOR } from '../node-version.ts';
import { cpSync } from '../operations/cp.ts';
import { operations } from '../operations/table.ts';
import { withStackOf } from '../sync/wire-errors.ts';
import { copyOfBytes } from '../sync/wire-values.ts';
import type { WorkerEngine } from '../sync/worker-engine.ts';
import { type FreeFunction, nameLike } from './callbacks.ts';
import { signatureOf } from './signatures.ts';

const DEFAULT_MODE = 0o666;

/** A call of the operation `name`, before its errors have the caller's stack. */
type SyncCall = (fs: FileSystem, engine: WorkerEngine, args: readonly unknown[], name: string) => unknown;

/** Methods that are more than their operation, waited for. */
const CALLS: Readonly<Record<string, SyncCall>> = {
  appendFile: writeAllSync,
  close: closeSync,
  cp: copySync,
  lstat: statSync,
  open: openSync,
  opendir: opendirSync,
  read: readSync,
  readv: readvSync,
  stat: statSync,
  write: writeSync,
  writeFile: writeAllSync,
  writev: writevSync,
};

/** Every operation of the table, and `existsSync`, as functions that need no `this`. */
export function syncMethods(fs: FileSystem, engine: WorkerEngine): Record<string, FreeFunction> {
  const methods: Record<string, FreeFunction> = { existsSync: existsMethod(fs, engine) };
  for (const name of Object.keys(operations)) methods[`${name}Sync`] = syncMethod(fs, engine, name);
  if ('mkdtempDisposableSync' in nodeFs) methods.mkdtempDisposableSync = disposableMethod(fs, engine);
  const { realpathSync } = methods;
  // There is one way to find a real path here: the server's.
  if (realpathSync)
    Object.defineProperty(realpathSync, 'native', { value: realpathSync, writable: true, configurable: true });
  return methods;
}

function syncMethod(fs: FileSystem, engine: WorkerEngine, name: string): FreeFunction {
  // The last parameter is the callback's.
  const parameters = signatureOf(name).parameters - 1;
  const call = CALLS[name] ?? runSync;
  const method = (...given: unknown[]): unknown => {
    try {
      return call(fs, engine, given.slice(0, parameters), name);
    } catch (error) {
      throw withStackOf(error, method);
    }
  };
  return nameLike(method, `${name}Sync`);
}

/** `existsSync(path)`: whatever keeps the answer from being yes makes it no, a bad argument too. */
function existsMethod(fs: FileSystem, engine: WorkerEngine): FreeFunction {
  const exists = (path?: unknown): boolean => {
    try {
      runSync(fs, engine, [path], 'access');
      return true;
    } catch {
      return false;
    }
  };
  return nameLike(exists, 'existsSync');
}

/** `mkdtempDisposableSync(prefix[, options])`: new in node 24, and only there. */
function disposableMethod(fs: FileSystem, engine: WorkerEngine): FreeFunction {
  const make = syncMethod(fs, engine, 'mkdtemp');
  const removeTree = syncMethod(fs, engine, 'rm');
  const makeDisposable = (prefix?: unknown, options?: unknown): unknown => {
    const path = make(prefix, options);
    const remove = (): void => void removeTree(path, { force: true, recursive: true });
    return { path, remove, [Symbol.dispose]: remove };
  };
  return nameLike(makeDisposable, 'mkdtempDisposableSync');
}

/** Checks the arguments in this thread: what is wrong with them is thrown before anything is sent. */
function runSync(fs: FileSystem, engine: WorkerEngine, args: readonly unknown[], name: string): unknown {
  operations[name]?.(fs, ...args);
  return engine.runSync(name, args);
}

/** `statSync` and `lstatSync`: with `throwIfNoEntry: false`, undefined for what is not there. */
function statSync(fs: FileSystem, engine: WorkerEngine, args: readonly unknown[], name: string): unknown {
  try {
    return runSync(fs, engine, args, name);
  } catch (error) {
    const { throwIfNoEntry } = (args[1] ?? {}) as { throwIfNoEntry?: unknown };
    const { code } = error as { code?: unknown };
    // From node 22 on, for `stat` alone, a file in the middle of the path is one way not to be there.
    const missing = code === 'ENOENT' || (code === 'ENOTDIR' && name === 'stat' && NODE_MAJOR >= 22);
    if (throwIfNoEntry === false && missing) return undefined;
    throw error;
  }
}

/** `writeFileSync` and `appendFileSync`: unlike the asynchronous ones, of what is there, and of nothing that makes more. */
function writeAllSync(fs: FileSystem, engine: WorkerEngine, args: readonly unknown[], name: string): unknown {
  operations[name]?.(fs, ...args);
  const [, data] = args;
  if (typeof data !== 'string' && !types.isArrayBufferView(data)) {
    throw invalidArgType('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  return engine.runSync(name, args);
}

/** `cpSync`: a filter is asked in this thread, so that the steps are taken from here; without one the worker takes them all. */
function copySync(fs: FileSystem, engine: WorkerEngine, args: readonly unknown[], name: string): unknown {
  const [, , options] = args;
  if ((options as { filter?: unknown } | undefined)?.filter === undefined) return runSync(fs, engine, args, name);
  return cpSync(fs, args, (step, stepArgs) => runSync(fs, engine, stepArgs, step));
}

function openSync(fs: FileSystem, engine: WorkerEngine, [path, flags, mode]: readonly unknown[]): number {
  const target = fs.path(path);
  return engine.openSync(target, parseFlags(flags), parseFileMode(mode, 'mode', DEFAULT_MODE));
}

function closeSync(_fs: FileSystem, engine: WorkerEngine, [fd]: readonly unknown[]): void {
  engine.closeSync(validateFd(fd));
}

function opendirSync(fs: FileSystem, engine: WorkerEngine, [path, options]: readonly unknown[]): unknown {
  const target = fs.path(path);
  dirOptions(options);
  return engine.openDirSync(target, options);
}

/** `readSync(fd, buffer[, offset, length, position])` or `readSync(fd, buffer, options)`: the bytes read. */
function readSync(_fs: FileSystem, engine: WorkerEngine, [fd, ...args]: readonly unknown[]): number {
  const [number, { buffer, offset, length, position }] = onDescriptor(fd, () => readSyncArguments(args));
  const data = engine.runOnFile('read', number, [length, position]) as Uint8Array;
  Buffer.from(buffer.buffer, buffer.byteOffset + offset, length).set(data);
  return data.length;
}

function readvSync(_fs: FileSystem, engine: WorkerEngine, [fd, ...args]: readonly unknown[]): number {
  const [number, { buffers, position }] = onDescriptor(fd, () => vectorArguments(args));
  const data = engine.runOnFile('read', number, [totalLength(buffers), position]) as Uint8Array;
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of buffers) {
    Buffer.from(buffer, byteOffset, byteLength).set(data.subarray(at, at + byteLength));
    at += byteLength;
  }
  return data.length;
}

/** `writeSync(fd, bytes[, offset, length, position])`, with options, or `(fd, text, position, encoding)`: the bytes written. */
function writeSync(_fs: FileSystem, engine: WorkerEngine, [fd, ...args]: readonly unknown[]): unknown {
  const [number, { data, position }] = onDescriptor(fd, () => writeArguments(args));
  const copy = copyOfBytes(data);
  return engine.runOnFile('write', number, [copy, position], [copy.buffer]);
}

function writevSync(_fs: FileSystem, engine: WorkerEngine, [fd, ...args]: readonly unknown[]): unknown {
  const [number, { buffers, position }] = onDescriptor(fd, () => vectorArguments(args));
  const data = new Uint8Array(totalLength(buffers));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of buffers) {
    data.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return engine.runOnFile('write', number, [data, position], [data.buffer]);
}

/** A checked descriptor and what `request` makes of the other arguments; from node 22 on those are looked at first. */
function onDescriptor<T>(fd: unknown, request: () => T): [number, T] {
  if (NODE_MAJOR < 22) validateFd(fd);
  const rest = request();
  return [validateFd(fd), rest];
}

function totalLength(buffers: readonly NodeJS.ArrayBufferView[]): number {
  return buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
