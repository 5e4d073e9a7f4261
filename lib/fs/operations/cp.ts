/** `cp`: copies a file, a link, or with `recursive` a folder and everything in it; the content stays on the server. */
import { type CpOptions, cpOptions } from '../arguments/cp-options.ts';
import { type CpCall, runCp, runCpSync } from '../cp-run.ts';
import { type CpOperation, type CpTask, copyTree } from '../cp-tree.ts';
import type { FileSystem } from '../file-system.ts';
import type { Operation } from '../operation.ts';
import { chmod } from './chmod.ts';
import { copyFile } from './copy-file.ts';
import { mkdir } from './mkdir.ts';
import { readdir } from './readdir.ts';
import { lstat, stat } from './stat.ts';
import { readlink, symlink } from './symlink.ts';
import { unlink } from './unlink.ts';
import { utimes } from './utimes.ts';

/** What the copying is made of. */
const STEPS: Readonly<Record<CpOperation, Operation<unknown>>> = {
  ...{ chmod, copyFile, lstat, mkdir, readdir, readlink, stat, symlink, unlink, utimes },
};

/** `cp(source, destination[, options])` */
export const cp: Operation<void> = (fs, source, destination, given) => {
  const { task, options } = prepare(fs, source, destination, given);
  return () => runCp(task, options, (name, args) => STEPS[name](fs, ...args)());
};

/** `cpSync`: `call` is for one synchronous operation of `fs`. */
export function cpSync(fs: FileSystem, [source, destination, given]: readonly unknown[], call: CpCall<unknown>): void {
  const { task, options } = prepare(fs, source, destination, given);
  runCpSync(task, options, call);
}

function prepare(
  fs: FileSystem,
  source: unknown,
  destination: unknown,
  given: unknown,
): { task: CpTask; options: CpOptions } {
  const options = cpOptions(given);
  const from = fs.path(source, 'src');
  const to = fs.path(destination, 'dest');
  return { task: copyTree(from.text, to.text, options), options };
}
