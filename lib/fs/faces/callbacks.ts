/** `fs`'s own way to call: the callback is mandatory, and nothing is returned. */
import * as nodeFs from 'node:fs';
import { promisify } from 'node:util';
import { validateFunction } from '../arguments/validate.ts';
import type { FileSystem } from '../file-system.ts';
import type { Operation } from '../operation.ts';
import { routedOperations as operations } from '../sync/routed-operations.ts';
import { callForPromise, callWithCallback } from './calls.ts';
import { callbackResults, promisifiedResult } from './results.ts';
import { type Signature, signatureOf, takeApart } from './signatures.ts';

/** A method of `fs` as a function that needs no `this`. */
export type FreeFunction = (...args: unknown[]) => unknown;

/** Operations whose callback gets several results: their promises get one object. */
const SEVERAL_RESULTS: ReadonlySet<string> = new Set(['read', 'readv', 'write', 'writev']);

/** Every operation of the table. */
export function callbackMethods(fs: FileSystem): Record<string, FreeFunction> {
  const entries = Object.entries(operations);
  return Object.fromEntries(entries.map(([name, operation]) => [name, callbackMethod(fs, name, operation)]));
}

function callbackMethod(fs: FileSystem, name: string, operation: Operation<unknown>): FreeFunction {
  const signature = signatureOf(name);
  const method = (...given: unknown[]): undefined => {
    const { args, callback, inPlace } = takeApart(signature, given);
    const whom = callback ?? missingCallback(name, signature, args, inPlace);
    if (signature.checked === 'first') checkCallback(name, whom);
    const call = operation(fs, ...args);
    checkCallback(name, whom);
    callWithCallback(call, whom, (result) => callbackResults(name, result));
  };
  if (SEVERAL_RESULTS.has(name)) {
    const promised = async (...args: unknown[]): Promise<unknown> =>
      promisifiedResult(name, await callForPromise(fs, operation, args));
    Object.defineProperty(method, promisify.custom, { value: nameLike(promised, name) });
  }
  return nameLike(method, name, signature);
}

/** Gives a function the name and the length that node's has. */
export function nameLike<F extends FreeFunction>(method: F, name: string, signature?: Signature): F {
  const nodes = (nodeFs as Readonly<Record<string, unknown>>)[name];
  const length = typeof nodes === 'function' ? nodes.length : (signature?.parameters ?? 0);
  Object.defineProperty(method, 'name', { value: name, configurable: true });
  Object.defineProperty(method, 'length', { value: length, configurable: true });
  return method;
}

/** What is used for a callback: `close` alone may go without, and what fails is then nobody's to handle. */
function missingCallback(
  name: string,
  { parameters, looksBack }: Signature,
  args: readonly unknown[],
  inPlace: unknown,
): unknown {
  if (name === 'close' && inPlace === undefined) return throwFailure;
  return inPlace || !looksBack ? inPlace : args[parameters - 2];
}

function throwFailure(error: unknown): void {
  if (error) throw error;
}

function checkCallback(name: string, callback: unknown): asserts callback is (...results: unknown[]) => void {
  // Node calls it so in this one method.
  validateFunction(callback, name === 'opendir' ? 'callback' : 'cb');
}
