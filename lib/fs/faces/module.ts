/** `smb.fs`: an object with exactly the shape of the module `node:fs`. */
import nodeFs from 'node:fs';
import { timeArgument } from '../arguments/time-argument.ts';
import type { FileSystem } from '../file-system.ts';
import { Dir } from '../handles/dir.ts';
import { makeStreamClasses, type StreamClasses } from '../streams/stream-classes.ts';
import type { StreamHost } from '../streams/stream-operations.ts';
import { callbackMethods, type FreeFunction, nameLike } from './callbacks.ts';
import { existsMethod } from './exists.ts';
import { addModuleForms } from './module-forms.ts';

/** What the object holds beside the operations, made elsewhere. */
export interface ModuleParts {
  /** The promise face. */
  readonly promises: object;
  /** The methods whose names end in `Sync`. */
  readonly sync: Readonly<Record<string, FreeFunction>>;
  /** The methods that watch. */
  readonly watching: Readonly<Record<string, FreeFunction>>;
  /** The methods that give blobs. */
  readonly blobs: Readonly<Record<string, FreeFunction>>;
  /** The methods that find paths by patterns, which node has from 22 on. */
  readonly globs: Readonly<Record<string, FreeFunction>>;
}

/** The modes of `access`, which node 26 has in `constants` alone. */
const ACCESS_MODES = ['F_OK', 'R_OK', 'W_OK', 'X_OK'];

/** The object; its members may be replaced, as those of node's module may. */
export function fsModule(fs: FileSystem, parts: ModuleParts): typeof nodeFs {
  const module: Record<string, unknown> = {
    ...callbackMethods(fs),
    ...parts.sync,
    ...parts.watching,
    ...parts.blobs,
    ...('glob' in nodeFs ? parts.globs : {}),
    exists: existsMethod(fs),
    Dir,
    Dirent: nodeFs.Dirent,
    Stats: nodeFs.Stats,
    _toUnixTimestamp: toUnixTimestamp,
  };
  // Where node has no such thing, programs that ask whether it is there are told the same.
  if (nodeFs.lchmod === undefined) Object.assign(module, { lchmod: undefined, lchmodSync: undefined });
  addModuleForms(module);
  for (const name of ACCESS_MODES) {
    const property = Object.getOwnPropertyDescriptor(nodeFs, name);
    if (property) Object.defineProperty(module, name, property);
  }
  if ('Utf8Stream' in nodeFs) module.Utf8Stream = utf8StreamOn(module, nodeFs.Utf8Stream);
  defineStreams(module, makeStreamClasses(fs, module as unknown as StreamHost));
  Object.defineProperty(module, 'constants', { value: nodeFs.constants, enumerable: true });
  Object.defineProperty(module, 'promises', { get: () => parts.promises, enumerable: true, configurable: true });
  return module as unknown as typeof nodeFs;
}

/** The stream classes may be replaced, and the functions that make streams then use the new ones. */
function defineStreams(module: Record<string, unknown>, { ReadStream, WriteStream }: StreamClasses): void {
  const classes: Record<string, unknown> = { ReadStream, WriteStream };
  for (const name of Object.keys(classes)) {
    const property: PropertyDescriptor = {
      get: () => classes[name],
      set: (value: unknown) => {
        classes[name] = value;
      },
      enumerable: true,
      configurable: true,
    };
    Object.defineProperty(module, name, property);
    Object.defineProperty(module, `File${name}`, property);
    // No arrow function: programs have been seen to call it with `new`.
    const create = function create(...args: unknown[]): unknown {
      return Reflect.construct(classes[name] as FreeFunction, args);
    };
    module[`create${name}`] = nameLike(create, `create${name}`);
  }
}

/** Node's own, which works on whatever it is given for an `fs`: without a word, on this one. */
function utf8StreamOn(module: Record<string, unknown>, nodes: typeof nodeFs.Utf8Stream): typeof nodeFs.Utf8Stream {
  return class Utf8Stream extends nodes {
    constructor(options: nodeFs.Utf8StreamOptions) {
      super({ fs: module, ...options });
    }
  };
}

/** Seconds since 1970, for what has found out that node exports this. */
function toUnixTimestamp(time: unknown): number | undefined {
  const nanoseconds = timeArgument(time);
  return nanoseconds === undefined ? Number.NaN : Number(nanoseconds / 1000n) / 1e6;
}
