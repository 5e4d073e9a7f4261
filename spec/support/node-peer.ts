/** Compares errors with those of node itself, asked the same. */
import { inspect } from 'node:util';
import * as assert from 'uvu/assert';

/** What `call` throws; undefined when it throws nothing. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Whether an error is about the arguments of a call, and not about a file that is not there. */
export function isArgumentError(error: unknown): boolean {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_');
}

/** An error as a program or a reader sees it, without the stack's frames. */
export function looksOf(error: unknown): Record<string, unknown> | undefined {
  if (!(error instanceof Error)) return undefined;
  return {
    name: error.name,
    constructor: error.constructor,
    text: String(error),
    fields: { ...error },
    // An error without frames, which some of node's are, is printed in brackets.
    printed: inspect(error)
      .replace(/\n {4}at .*/g, '')
      .replace(/^\[([\s\S]*)\] \{\n/, '$1\n'),
    stackTitle: error.stack?.split('\n    at ', 1)[0],
  };
}

/** Both calls throw errors that look the same, or neither throws. */
export function assertSameError(ours: () => unknown, nodes: () => unknown, message?: string): void {
  assert.equal(looksOf(thrownBy(ours)), looksOf(thrownBy(nodes)), message);
}

/**
 * As `assertSameError`, where node's call goes on to the file system when its arguments are good: what it meets there is no
 * argument error, and ours throws nothing.
 */
export function assertSameArgumentError(ours: () => unknown, nodes: () => unknown, message?: string): void {
  const theirs = thrownBy(nodes);
  assert.equal(looksOf(thrownBy(ours)), looksOf(isArgumentError(theirs) ? theirs : undefined), message);
}
