/** What a method of `fs` is: written once, called through every face. */
import type { FileSystem } from './file-system.ts';

/**
 * One method of `fs`. The call itself checks the arguments and throws node's argument errors, in node's order; what it returns
 * does the work. So a callback face throws where node throws, and a promise face rejects.
 *
 * Arguments come as the caller gave them, without a callback.
 */
export type Operation<R> = (fs: FileSystem, ...args: readonly unknown[]) => () => Promise<R>;
