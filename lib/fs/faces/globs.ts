/** The methods that find paths by patterns: the same walk for every face. */
import type { Dirent } from 'node:fs';
import { validateCallback } from '../arguments/validate.ts';
import type { FileSystem } from '../file-system.ts';
import { glob, globSync } from '../glob/glob.ts';
import { globOptions } from '../glob/glob-options.ts';
import { direntOf } from '../results/dirent.ts';
import { routedOperations } from '../sync/routed-operations.ts';
import { type FreeFunction, nameLike } from './callbacks.ts';
import { signatureOf, takeApart } from './signatures.ts';

/** `glob` with a callback, as `fs` has it, and `globSync`; `sync` are the methods that wait asleep. */
export function globMethods(
  fs: FileSystem,
  sync: Readonly<Record<string, FreeFunction>>,
): Readonly<Record<'glob' | 'globSync', FreeFunction>> {
  const withCallback: FreeFunction = (...given) => {
    const { args, callback, inPlace } = takeApart(signatureOf('glob'), given);
    const whom = callback ?? inPlace;
    validateCallback(whom);
    collect(find(fs, args)).then(
      (found) => process.nextTick(whom, null, found),
      (error: unknown) => process.nextTick(whom, error),
    );
  };
  const atOnce: FreeFunction = (...args) =>
    globSync(globOptions(fs, args), (name, ...request) => sync[`${name}Sync`]?.(...request), direntOf);
  return { glob: nameLike(withCallback, 'glob'), globSync: nameLike(atOnce, 'globSync') };
}

/** `glob` to iterate over, as `fs.promises` has it: what is wrong with the arguments is thrown by the first step. */
export function globIterator(fs: FileSystem): FreeFunction {
  return async function* glob(...args) {
    yield* find(fs, args.slice(0, 2));
  };
}

/** `SmbFs`'s own `glob`: to iterate over without a callback, `fs`'s with one. */
export function dualGlob(fs: FileSystem, withCallback: FreeFunction): FreeFunction {
  const iterate = globIterator(fs);
  const signature = signatureOf('glob');
  return nameLike((...given) => {
    const { callback, inPlace } = takeApart(signature, given);
    return callback || inPlace !== undefined ? withCallback(...given) : iterate(...given);
  }, 'glob');
}

function find(fs: FileSystem, args: readonly unknown[]): AsyncGenerator<string | Dirent, void, undefined> {
  const ask = async (name: string, ...request: readonly unknown[]): Promise<unknown> =>
    routedOperations[name]?.(fs, ...request)();
  return glob(globOptions(fs, args), ask, direntOf);
}

async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const each of all) list.push(each);
  return list;
}
