/** `exists`: the one method whose callback gets no error. */
import { promisify } from 'node:util';
import { validateCallback } from '../arguments/validate.ts';
import type { FileSystem } from '../file-system.ts';
import { routedOperations } from '../sync/routed-operations.ts';
import { type FreeFunction, nameLike } from './callbacks.ts';

/** `exists(path, callback)`: whatever keeps the answer from being yes makes it no, a bad argument too. */
export function existsMethod(fs: FileSystem): FreeFunction {
  const exists = (path?: unknown, callback?: unknown): undefined => {
    validateCallback(callback);
    answer(fs, path).then((found) => process.nextTick(callback, found));
  };
  return promisified(fs, exists);
}

/** `exists(path[, callback])`: a promise without a callback. */
export function dualExists(fs: FileSystem): FreeFunction {
  const withCallback = existsMethod(fs);
  return promisified(fs, (path, callback) =>
    callback === undefined ? answer(fs, path) : withCallback(path, callback),
  );
}

function promisified(fs: FileSystem, exists: FreeFunction): FreeFunction {
  Object.defineProperty(exists, promisify.custom, { value: nameLike((path) => answer(fs, path), 'exists') });
  return nameLike(exists, 'exists');
}

async function answer(fs: FileSystem, path: unknown): Promise<boolean> {
  try {
    await routedOperations.access?.(fs, path)();
    return true;
  } catch {
    return false;
  }
}
