/** Methods with two paths, where one is on the share and the other is not. */
import type * as nodeFs from 'node:fs';
import { cpOptions } from '../fs/arguments/cp-options.ts';
import { copyMode } from '../fs/arguments/mode-arguments.ts';
import { validateCallback } from '../fs/arguments/validate.ts';
import { runCp, runCpSync } from '../fs/cp-run.ts';
import { copyTree } from '../fs/cp-tree.ts';
import { fsError } from '../fs/errors/system-error.ts';
import type { FreeFunction } from '../fs/faces/callbacks.ts';
import { callWithCallback } from '../fs/faces/calls.ts';
import { signatureOf, takeApart } from '../fs/faces/signatures.ts';
import type { Territory } from '../fs/territory.ts';
import { copyAcross, copyAcrossSync, type End, type Ends } from './copy-across.ts';
import type { Methods } from './routed.ts';

/** `fs` or `fs.promises` of the share, and the functions that were there before. */
export interface BothSides<Functions> {
  readonly share: Functions;
  readonly local: Functions;
}

type Args = readonly unknown[];

/** What the two paths are called when one is none. */
const NAMES: Readonly<Record<string, readonly [string, string]>> = {
  copyFile: ['src', 'dest'],
  cp: ['src', 'dest'],
  link: ['existingPath', 'newPath'],
  rename: ['oldPath', 'newPath'],
};

/** As `fs.promises` has them; `all` are methods that go where their paths lead, these among them. */
export function promiseCrossings(
  bounds: Territory,
  sides: BothSides<typeof nodeFs.promises>,
  all: () => Methods,
): Methods {
  return {
    copyFile: async (...args) => copyAcross(endsOf('copyFile', bounds, sides, args), copyMode(args[2])),
    cp: async (...args) => {
      const options = cpOptions(args[2]);
      const [from, to] = texts('cp', bounds, args);
      await runCp(copyTree(from, to, options), options, async (name, step) => all()[name]?.(...step));
    },
    link: async (...args) => refuse('link', bounds, args),
    rename: async (...args) => refuse('rename', bounds, args),
  };
}

/** As `fs` has them, with callbacks. */
export function callbackCrossings(bounds: Territory, promised: Methods): Methods {
  const crossing = (name: string): FreeFunction => {
    return (...given) => {
      const { args, callback, inPlace } = takeApart(signatureOf(name), given);
      if (!callback) return validateCallback(inPlace);
      texts(name, bounds, args);
      if (name === 'cp') cpOptions(args[2]);
      if (name === 'copyFile') copyMode(args[2]);
      return callWithCallback(
        async () => promised[name]?.(...args),
        callback,
        () => [],
      );
    };
  };
  return Object.fromEntries(Object.keys(NAMES).map((name) => [name, crossing(name)]));
}

/** As `fs` has them, without waiting. */
export function syncCrossings(bounds: Territory, sides: BothSides<typeof nodeFs>, all: () => Methods): Methods {
  return {
    copyFileSync: (...args) => copyAcrossSync(endsOf('copyFile', bounds, sides, args), copyMode(args[2])),
    cpSync: (...args) => {
      const options = cpOptions(args[2]);
      const [from, to] = texts('cp', bounds, args);
      runCpSync(copyTree(from, to, options), options, (name, step) => all()[`${name}Sync`]?.(...step));
    },
    linkSync: (...args) => refuse('link', bounds, args),
    renameSync: (...args) => refuse('rename', bounds, args),
  };
}

/** What the kernel says of two file systems. */
function refuse(name: string, bounds: Territory, args: Args): never {
  throw fsError('EXDEV', name, ...texts(name, bounds, args));
}

function texts(name: string, bounds: Territory, [from, to]: Args): [string, string] {
  const [first, second] = NAMES[name] ?? ['path', 'path'];
  return [bounds.textOf(from, first), bounds.textOf(to, second)];
}

function endsOf<F>(name: string, bounds: Territory, { share, local }: BothSides<F>, args: Args): Ends<F> {
  const [from, to] = texts(name, bounds, args);
  const end = (path: unknown, text: string): End<F> => ({
    fs: bounds.holdsPath(path) ? share : local,
    path: path as nodeFs.PathLike,
    text,
  });
  return { source: end(args[0], from), destination: end(args[1], to) };
}
