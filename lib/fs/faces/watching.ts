/** The methods that watch: the same ones on `SmbFs` and on the module. */
import type { FileSystem } from '../file-system.ts';
import { watch } from '../watch/fs-watcher.ts';
import { StatWatchers } from '../watch/stat-watcher.ts';
import { type FreeFunction, nameLike } from './callbacks.ts';

/** `watch`, `watchFile` and `unwatchFile`, which know of the same files. */
export function watchMethods(fs: FileSystem): Readonly<Record<string, FreeFunction>> {
  const watchers = new StatWatchers(fs);
  return {
    watch: nameLike((...args) => watch(fs, ...(args as [unknown])), 'watch'),
    watchFile: nameLike((...args) => watchers.watchFile(...(args as [unknown])), 'watchFile'),
    unwatchFile: nameLike((...args) => watchers.unwatchFile(...(args as [unknown])), 'unwatchFile'),
  };
}
