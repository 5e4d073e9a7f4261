/** `stat`, `lstat` and `fstat`. */
import type { BigIntStats, Stats } from 'node:fs';
import type { FileInfo } from '../../open/file-info.ts';
import { stat as statPath } from '../../open/paths/stat.ts';
import { validateFd, validateObject } from '../arguments/validate.ts';
import { fsError } from '../errors/system-error.ts';
import type { FileSystem } from '../file-system.ts';
import type { Operation } from '../operation.ts';
import { makeBigIntStats } from '../results/bigint-stats.ts';
import { fileFacts, fileTypeOf } from '../results/file-facts.ts';
import { makeStats } from '../results/stats.ts';

/** `stat(path[, options])` */
export const stat: Operation<Stats | BigIntStats> = (fs, path, options) => statOf(fs, 'stat', path, options);

/** `lstat(path[, options])`: of a link itself. */
export const lstat: Operation<Stats | BigIntStats> = (fs, path, options) => statOf(fs, 'lstat', path, options);

/** `fstat(fd[, options])` */
export const fstat: Operation<Stats | BigIntStats> = (fs, fd, options) => {
  const number = validateFd(fd);
  const { bigint } = statOptions(options);
  return async () => statsOf(fs, await fs.descriptors.get(number, 'fstat').stat(), true, bigint);
};

/** Makes the stats of what is known of a file; `followed` as in `fileTypeOf`. */
export function statsOf(fs: FileSystem, info: FileInfo, followed: boolean, bigint: boolean): Stats | BigIntStats {
  const facts = fileFacts(info, fileTypeOf(info, followed), fs.options);
  return bigint ? makeBigIntStats(facts) : makeStats(facts);
}

function statOf(fs: FileSystem, syscall: 'stat' | 'lstat', path: unknown, options: unknown) {
  const target = fs.path(path);
  const { bigint } = statOptions(options);
  // `link/` is what the link points to.
  const follow = syscall === 'stat' || target.mustBeDirectory;
  return async (): Promise<Stats | BigIntStats> => {
    const site = { syscall, path: target, lastLink: follow ? 'found' : 'itself' } as const;
    const info = await fs.call(site, async (tree, { name }) => {
      const found = await statPath(tree, name, follow);
      if (follow) await fs.links.stop(tree, name, found);
      const shown = follow ? found : await fs.links.shown(tree, name, found);
      return fs.withModes(name, shown);
    });
    if (target.mustBeDirectory && !info.isDirectory) throw fsError('ENOTDIR', syscall, target.text);
    return statsOf(fs, info, follow, bigint);
  };
}

function statOptions(options: unknown): { bigint: boolean } {
  if (options === undefined || options === null) return { bigint: false };
  validateObject(options, 'options');
  return { bigint: Boolean((options as { bigint?: unknown }).bigint) };
}
