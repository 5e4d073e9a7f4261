/** `smb.fs`: an object with exactly the shape of the module `node:fs`. */
import nodeFs from 'node:fs';
import { Dir } from '../dir.ts';
import type { FileSystem } from '../file-system.ts';
import { watch } from '../watch/fs-watcher.ts';
import { StatWatchers } from '../watch/stat-watcher.ts';
import { callbackMethods, type FreeFunction, nameLike } from './callbacks.ts';
import { existsMethod } from './exists.ts';

/** What the object holds beside the operations, made elsewhere. */
export interface ModuleParts {
  /** The promise face. */
  readonly promises: object;
  /** The methods whose names end in `Sync`. */
  readonly sync: Readonly<Record<string, FreeFunction>>;
  /** Makes the classes and functions of streams, which call the methods of the object they belong to. */
  readonly streams: (module: object) => Readonly<Record<string, unknown>>;
}

/** The modes of `access`, which node 26 has in `constants` alone. */
const ACCESS_MODES = ['F_OK', 'R_OK', 'W_OK', 'X_OK'];

/** The object; its members may be replaced, as those of node's module may. */
export function fsModule(fs: FileSystem, parts: ModuleParts): typeof nodeFs {
  const module: Record<string, unknown> = {
    ...callbackMethods(fs),
    ...parts.sync,
    ...watchMethods(fs),
    exists: existsMethod(fs),
    Dir,
    Dirent: nodeFs.Dirent,
    Stats: nodeFs.Stats,
  };
  defineNative(module.realpath, module.realpathSync);
  for (const name of ACCESS_MODES) {
    const property = Object.getOwnPropertyDescriptor(nodeFs, name);
    if (property) Object.defineProperty(module, name, property);
  }
  Object.assign(module, parts.streams(module));
  Object.defineProperty(module, 'constants', { value: nodeFs.constants, enumerable: true });
  Object.defineProperty(module, 'promises', { get: () => parts.promises, enumerable: true, configurable: true });
  return module as unknown as typeof nodeFs;
}

/** There is one way to find a real path here: the server's. */
function defineNative(...methods: unknown[]): void {
  for (const method of methods) {
    if (typeof method === 'function') Object.defineProperty(method, 'native', { value: method, writable: true });
  }
}

function watchMethods(fs: FileSystem): Record<string, FreeFunction> {
  const watchers = new StatWatchers(fs);
  return {
    watch: nameLike((...args) => watch(fs, ...(args as [unknown])), 'watch'),
    watchFile: nameLike((...args) => watchers.watchFile(...(args as [unknown])), 'watchFile'),
    unwatchFile: nameLike((...args) => watchers.unwatchFile(...(args as [unknown])), 'unwatchFile'),
  };
}
