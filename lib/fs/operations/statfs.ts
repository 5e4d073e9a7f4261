/** `statfs`: the room on a share. */
import type { BigIntStatsFs, StatsFs } from 'node:fs';
import { volumeSize } from '../../open/paths/volume-size.ts';
import type { Operation } from '../operation.ts';
import { makeBigIntStatFs, makeStatFs } from '../results/statfs.ts';

/** `statfs(path[, options])` */
export const statfs: Operation<StatsFs | BigIntStatsFs> = (fs, path, options) => {
  const target = fs.path(path);
  const { bigint = false } = (options ?? {}) as { bigint?: unknown };
  return async () => {
    const size = await fs.call({ syscall: 'statfs', path: target }, (tree, { name, mustBeDirectory }) =>
      volumeSize(tree, name, { directory: mustBeDirectory }),
    );
    const room = {
      bsize: size.unit,
      blocks: Number(size.total),
      bfree: Number(size.free),
      bavail: Number(size.available),
    };
    return bigint ? makeBigIntStatFs(room) : makeStatFs(room);
  };
};
