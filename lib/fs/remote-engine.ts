/** A worker that does the work of a file system, as the operations see it. */

import type { OpenFlags } from './arguments/flags.ts';
import type { FsPath } from './fs-path.ts';
import type { Descriptor } from './handles/descriptor.ts';
import type { PathWatchOptions } from './watch/path-watch-options.ts';

export interface RemoteEngine {
  /** Does the operation `name`, whose arguments have been checked. */
  run(name: string, args: readonly unknown[], signal?: AbortSignal): Promise<unknown>;
  open(path: FsPath, flags: OpenFlags, mode: number, signal?: AbortSignal): Promise<Descriptor>;
  /** Does `fchmod` where modes are remembered. */
  chmod(descriptor: Descriptor, mode: number): Promise<void>;
  /** Resolves with a Dir; `options` are those of `opendir`, checked. */
  openDir(path: FsPath, options: unknown): Promise<unknown>;
  /** As `watchPath`. */
  watch(path: FsPath, options: PathWatchOptions): Promise<void>;
  /** As `watch`, but this thread sleeps until the server watches, and what cannot be watched is thrown. */
  watchSync(path: FsPath, options: PathWatchOptions): Promise<void>;
}
