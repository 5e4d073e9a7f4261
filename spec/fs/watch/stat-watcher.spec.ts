/** `watchFile` and `unwatchFile`: what they take and tell on a share, as on a disk. */
import { once } from 'node:events';
import type * as nodeFs from 'node:fs';
import * as assert from 'uvu/assert';
import { bothFs, failure, type Side } from '../../support/both-fs.ts';
import { until } from '../../support/settles.ts';

/** Milliseconds between two looks. */
const interval = 10;

type AnyStats = nodeFs.Stats | nodeFs.BigIntStats;
type Change = readonly [now: AnyStats, before: AnyStats];

/** Changes a file until that is told: what was there at the first look is no change. */
async function firstChange({ fs }: Side, path: string, changes: readonly Change[]): Promise<Change> {
  await until(() => {
    void fs.appendFile(path, 'more').catch(() => {});
    return changes.length > 0;
  });
  const [change] = changes;
  assert.ok(change);
  return change;
}

bothFs('fs/watch/stat-watcher', (t) => {
  t('tells what a file is now, and what it was before', async (side) => {
    const { dir, fs, module } = side;
    await fs.writeFile(`${dir}/file`, '');
    const changes: Change[] = [];
    module.watchFile(`${dir}/file`, { interval }, (...change) => changes.push(change));
    const [now, before] = await firstChange(side, `${dir}/file`, changes);
    module.unwatchFile(`${dir}/file`);
    return [now.isFile(), before.isFile(), now.size > before.size, now.ino === before.ino, typeof now.mtimeMs];
  });

  t('tells of a file that is not there, comes, and goes, with stats of nothing', async (side) => {
    const { dir, fs, module } = side;
    const changes: Change[] = [];
    module.watchFile(`${dir}/file`, { interval }, (...change) => changes.push(change));
    await until(() => changes.length === 1);
    await fs.writeFile(`${dir}/file`, 'content');
    await until(() => changes.some(([now]) => Number(now.size) > 0));
    await fs.unlink(`${dir}/file`);
    await until(() => changes.at(-1)?.[0].nlink === 0);
    module.unwatchFile(`${dir}/file`);
    const nothing = changes[0]?.[0];
    const last = changes.at(-1);
    return [
      [nothing?.mode, nothing?.ino, nothing?.size, nothing?.mtimeMs, nothing?.isFile()],
      [last?.[0].ino, last?.[0].mtimeMs, Number(last?.[1].size)],
    ];
  });

  t('gives bigints when it is asked to', async (side) => {
    const { dir, fs, module } = side;
    await fs.writeFile(`${dir}/file`, '');
    const changes: Change[] = [];
    module.watchFile(`${dir}/file`, { bigint: true, interval }, (...change) => changes.push(change));
    const [now, before] = await firstChange(side, `${dir}/file`, changes);
    module.unwatchFile(`${dir}/file`);
    return [typeof now.size, typeof before.mtimeMs, typeof (now as nodeFs.BigIntStats).mtimeNs];
  });

  t('has one watcher for a path, however it is spelled, until the last listener has gone', async (side) => {
    const { dir, fs, module } = side;
    await fs.writeFile(`${dir}/file`, '');
    const heard: string[] = [];
    const one = (): number => heard.push('one');
    const two = (): number => heard.push('two');
    const watcher = module.watchFile(`${dir}/file`, { interval }, one);
    const same = watcher === module.watchFile(`${dir}/./file`, { interval: 1_000_000 }, two);
    module.unwatchFile(`${dir}/file`, one);
    module.unwatchFile(`${dir}/elsewhere`, two);
    const changes: Change[] = [];
    watcher.on('change', (...change) => changes.push(change as unknown as Change));
    await firstChange(side, `${dir}/file`, changes);
    const stopped = once(watcher, 'stop');
    module.unwatchFile(`${dir}/file`);
    await stopped;
    const another = module.watchFile(`${dir}/file`, { interval }, one);
    module.unwatchFile(`${dir}/file`, one);
    return [same, heard.includes('one'), heard.includes('two'), another === watcher];
  });

  t('says its members, and returns itself from ref and unref', async ({ dir, module }) => {
    const watcher = module.watchFile(`${dir}/file`, { persistent: false }, () => {});
    const results = [watcher.ref() === watcher, watcher.unref() === watcher, watcher.constructor.name];
    module.unwatchFile(`${dir}/file`);
    return results;
  });

  t('refuses arguments as node does', async ({ dir, module }) => {
    const failures: unknown[] = [];
    for (const args of [
      [dir],
      [dir, {}],
      [dir, 'text', () => {}],
      [dir, { interval: 'often' }, () => {}],
      [5, () => {}],
      ['a\0b', () => {}],
    ]) {
      const call = async (): Promise<unknown> => Reflect.apply(module.watchFile, undefined, args);
      failures.push(await failure(dir, call()));
    }
    failures.push(await failure(dir, (async () => module.unwatchFile(5 as never))()));
    module.unwatchFile(dir);
    return failures;
  });
});
