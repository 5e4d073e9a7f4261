/** `smb.promises`: an object with the shape of the module `node:fs/promises`. */
import nodeFs from 'node:fs';
import type * as nodePromises from 'node:fs/promises';
import { nodeError } from '../errors/node-errors.ts';
import type { FileSystem } from '../file-system.ts';
import { FileHandle } from '../handles/file-handle.ts';
import type { Operation } from '../operation.ts';
import { routedOperations as operations } from '../sync/routed-operations.ts';
import { watchChanges } from '../watch/change-iterator.ts';
import type { FreeFunction } from './callbacks.ts';
import { callForPromise } from './calls.ts';
import { globIterator } from './globs.ts';

/** Operations on a number: a FileHandle has them for its methods. */
const BY_DESCRIPTOR: ReadonlySet<string> = new Set([
  'close',
  'fchmod',
  'fchown',
  'fdatasync',
  'fstat',
  'fsync',
  'ftruncate',
  'futimes',
  'read',
  'readv',
  'write',
  'writev',
]);

/** Operations that take a number in place of a path, which these functions do not: here it is a FileHandle. */
const BY_HANDLE: ReadonlySet<string> = new Set(['appendFile', 'readFile', 'writeFile']);

/** Every operation on a path as a function that needs no `this`. */
export function promisesModule(fs: FileSystem): typeof nodePromises {
  const module: Record<string, unknown> = {};
  for (const [name, operation] of Object.entries(operations)) {
    if (!BY_DESCRIPTOR.has(name)) module[name] = like(name, promiseMethod(fs, name, operation));
  }
  // Where node has no such thing it says so, and `lchmod` of `SmbFs` itself is there.
  if (nodeFs.lchmod === undefined) module.lchmod = like('lchmod', lchmodMissing);
  if ('mkdtempDisposable' in nodeFs.promises) {
    module.mkdtempDisposable = like('mkdtempDisposable', (prefix, options) => temporaryFolder(fs, prefix, options));
  }
  if ('glob' in nodeFs.promises) module.glob = like('glob', globIterator(fs));
  module.watch = like('watch', (path, options) => watchChanges(fs, path, options));
  Object.defineProperty(module, 'constants', { value: nodeFs.constants, enumerable: true });
  return module as unknown as typeof nodePromises;
}

function promiseMethod(fs: FileSystem, name: string, operation: Operation<unknown>): FreeFunction {
  if (name === 'open')
    return async (...args) => new FileHandle(fs, (await callForPromise(fs, operation, args)) as number);
  if (!BY_HANDLE.has(name)) return (...args) => callForPromise(fs, operation, args);
  return async (...args) => {
    if (typeof args[0] === 'number') fs.path(args[0]);
    return callForPromise(fs, operation, args);
  };
}

/** `mkdtempDisposable(prefix[, options])`: a folder that goes, with everything in it, when it is disposed of. */
async function temporaryFolder(fs: FileSystem, prefix: unknown, options: unknown): Promise<unknown> {
  const call = (name: string, ...args: unknown[]) => operations[name]?.(fs, ...args)();
  const path = await call('mkdtemp', prefix, options);
  // Whatever the working directory will be.
  const { place, text } = fs.path(path);
  const folder = (place && fs.paths.present(place.components)) ?? text;
  const remove = async (): Promise<void> => void (await call('rm', folder, { recursive: true, force: true }));
  return { path, remove, [Symbol.asyncDispose]: remove };
}

async function lchmodMissing(): Promise<never> {
  throw nodeError('ERR_METHOD_NOT_IMPLEMENTED', 'The lchmod() method is not implemented');
}

/** Gives a function the name and the length that node's has. */
function like(name: string, method: FreeFunction): FreeFunction {
  const nodes = (nodeFs.promises as Readonly<Record<string, unknown>>)[name];
  Object.defineProperty(method, 'name', { value: name, configurable: true });
  if (typeof nodes === 'function') Object.defineProperty(method, 'length', { value: nodes.length, configurable: true });
  return method;
}
