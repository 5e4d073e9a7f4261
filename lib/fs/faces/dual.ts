/** `SmbFs`'s own way to call: a promise without a callback, `fs`'s way with one. */
import { FileHandle } from '../file-handle.ts';
import type { FileSystem } from '../file-system.ts';
import type { Operation } from '../operation.ts';
import { operations } from '../operations/table.ts';
import { validateCallback } from '../validate.ts';
import { callForPromise, callWithCallback } from './calls.ts';
import { callbackResults } from './results.ts';

/** A method of `fs`, called either way. */
export type DualMethod = (...args: unknown[]) => unknown;

/** Operations whose promise gives something else than what the callback gets. */
const PROMISED: Readonly<Record<string, (fs: FileSystem, result: unknown) => unknown>> = {
  open: (fs, fd) => new FileHandle(fs, fd as number),
};

/** Every operation as a function that needs no `this`. */
export function dualMethods(fs: FileSystem): Record<string, DualMethod> {
  const entries = Object.entries(operations);
  return Object.fromEntries(entries.map(([name, operation]) => [name, dualMethod(fs, name, operation)]));
}

function dualMethod(fs: FileSystem, name: string, operation: Operation<unknown>): DualMethod {
  const promised = PROMISED[name];
  const method = (...args: unknown[]): unknown => {
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      validateCallback(callback);
      callWithCallback(fs, operation, args.slice(0, -1), callback, (result) => callbackResults(name, result));
      return undefined;
    }
    const result = callForPromise<unknown>(fs, operation, args);
    return promised ? result.then((value) => promised(fs, value)) : result;
  };
  Object.defineProperty(method, 'name', { value: name });
  return method;
}
