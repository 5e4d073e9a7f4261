/** The two ways to call an operation: for a promise, or with a callback. */
import type { FileSystem } from '../file-system.ts';
import type { Operation } from '../operation.ts';

export type Callback = (error: unknown, ...results: unknown[]) => void;

/** Calls an operation as `fs.promises` does: every failure rejects, that of an argument too. */
export async function callForPromise<R>(fs: FileSystem, operation: Operation<R>, args: readonly unknown[]): Promise<R> {
  return operation(fs, ...args)();
}

/**
 * Calls an operation as `fs` does: a bad argument throws, everything else goes to the callback, which gets the results one by
 * one where there are several. What the callback throws is an uncaught exception, not a failure of the operation.
 */
export function callWithCallback<R>(
  fs: FileSystem,
  operation: Operation<R>,
  args: readonly unknown[],
  callback: Callback,
  spread: (result: R) => readonly unknown[],
): void {
  operation(fs, ...args)().then(
    (result) => process.nextTick(callback, null, ...spread(result)),
    (error: unknown) => process.nextTick(callback, error),
  );
}
