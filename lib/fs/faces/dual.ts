/** `SmbFs`'s own way to call: a promise without a callback, `fs`'s way with one. */

import { validateCallback } from '../arguments/validate.ts';
import type { FileSystem } from '../file-system.ts';
import { FileHandle } from '../handles/file-handle.ts';
import type { Operation } from '../operation.ts';
import { routedOperations as operations } from '../sync/routed-operations.ts';
import { type FreeFunction, nameLike } from './callbacks.ts';
import { callForPromise, callWithCallback } from './calls.ts';
import { callbackResults } from './results.ts';
import { signatureOf, takeApart } from './signatures.ts';

/** Operations whose promise gives something else than what the callback gets. */
const PROMISED: Readonly<Record<string, (fs: FileSystem, result: unknown) => unknown>> = {
  open: (fs, fd) => new FileHandle(fs, fd as number),
};

/** Every operation as a function that needs no `this`. */
export function dualMethods(fs: FileSystem): Record<string, FreeFunction> {
  const entries = Object.entries(operations);
  return Object.fromEntries(entries.map(([name, operation]) => [name, dualMethod(fs, name, operation)]));
}

function dualMethod(fs: FileSystem, name: string, operation: Operation<unknown>): FreeFunction {
  const promised = PROMISED[name];
  const signature = signatureOf(name);
  const method = (...given: unknown[]): unknown => {
    const { args, callback, inPlace } = takeApart(signature, given);
    if (callback) {
      callWithCallback(operation(fs, ...args), callback, (result) => callbackResults(name, result));
      return undefined;
    }
    // In the callback's own place anything else is a mistake, which a promise would hide.
    if (inPlace !== undefined) validateCallback(inPlace);
    const result = callForPromise<unknown>(fs, operation, args);
    return promised ? result.then((value) => promised(fs, value)) : result;
  };
  return nameLike(method, name, signature);
}
