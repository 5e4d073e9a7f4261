/** The two ways to call an operation: for a promise, or with a callback. */
import type { FileSystem } from '../file-system.ts';
import type { Operation } from '../operation.ts';

export type Callback = (error: unknown, ...results: unknown[]) => void;

/** Calls an operation as `fs.promises` does: every failure rejects, that of an argument too. */
export async function callForPromise<R>(fs: FileSystem, operation: Operation<R>, args: readonly unknown[]): Promise<R> {
  return operation(fs, ...args)();
}

/**
 * Does what an operation has checked its arguments for, as `fs` does: the callback gets the results one by one where there are
 * several. What the callback throws is an uncaught exception, not a failure of the operation.
 */
export function callWithCallback<R>(
  call: () => Promise<R>,
  callback: Callback,
  spread: (result: R) => readonly unknown[],
): void {
  call().then(
    (result) => process.nextTick(callback, null, ...spread(result)),
    (error: unknown) => process.nextTick(callback, error),
  );
}
