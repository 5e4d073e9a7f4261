/** `promises.watch`: what is told to a loop, and what ends it, as on a disk. */
import type { FileChangeInfo } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { bothFs, failure, type Side } from '../../support/both-fs.ts';
import { settled, until } from '../../support/settles.ts';

type Event = FileChangeInfo<string>;
type Changes = AsyncGenerator<Event, void, undefined>;

/** Options of newer lines of node too. */
function watch({ module, dir }: Side, options: object = {}, path = dir): Changes {
  return module.promises.watch(path, options) as Changes;
}

/**
 * Makes and removes a file until `loop` has ended: older lines of node forget what happens while nobody waits for it, and none
 * says when it begins to watch.
 */
async function amidChanges<T>({ fs, dir }: Side, loop: Promise<T>): Promise<T> {
  let isRunning = true;
  const ended = loop.finally(() => {
    isRunning = false;
  });
  // Whether it has failed is looked at below.
  ended.catch(() => {});
  while (isRunning) {
    await fs.writeFile(`${dir}/name`, 'content');
    await fs.unlink(`${dir}/name`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return settled(ended);
}

/** The next event, whatever it is. */
async function next(side: Side, changes: Changes): Promise<Event> {
  const { value } = await amidChanges(side, changes.next());
  assert.ok(value);
  return value;
}

bothFs('fs/watch/change-iterator', (t) => {
  t('tells of what happens until the loop is left', async (side) => {
    const changes = watch(side);
    const told = new Set<string>();
    const loop = async (): Promise<void> => {
      for await (const { eventType, filename } of changes) {
        told.add(`${eventType} ${filename}`);
        if (told.size === 2) break;
      }
    };
    await amidChanges(side, loop());
    return [[...told].sort(), await changes.next(), await changes.return()];
  });

  t('gives names in the encoding that it is asked for', async (side) => {
    const names: unknown[] = [];
    for (const encoding of ['hex', 'base64']) {
      const changes = watch(side, { encoding });
      names.push((await next(side, changes)).filename);
      await changes.return();
    }
    return names;
  });

  t('tells of what is below, when asked to', async (side) => {
    const { dir, fs } = side;
    await fs.mkdir(`${dir}/deep/er`, { recursive: true });
    const changes = watch(side, { recursive: true });
    const found = async (): Promise<unknown> => {
      for await (const { filename } of changes) if (filename === 'deep/er/name') return filename;
      return undefined;
    };
    return amidChanges({ ...side, dir: `${dir}/deep/er` }, found());
  });

  t('fails with its signal, before and while it waits', async (side) => {
    const { dir } = side;
    const waiting = new AbortController();
    const changes = watch(side, { signal: waiting.signal });
    await next(side, changes);
    const later = failure(
      dir,
      (async () => {
        for await (const _ of changes);
      })(),
    );
    waiting.abort(new Error('the reason'));
    const before = watch(side, { signal: AbortSignal.abort() });
    return [await settled(later), await changes.next(), await failure(dir, before.next()), await before.next()];
  });

  t('refuses arguments as node does, when it is first asked', async (side) => {
    const { dir } = side;
    const failures: unknown[] = [];
    for (const [path, options] of [
      [5, {}],
      ['a\0b', {}],
      [dir, 'buffer'],
      [dir, { persistent: 1 }],
      [dir, { recursive: 1 }],
      [dir, { signal: 1 }],
      [`${dir}/missing`, {}],
    ] as const) {
      const changes = watch(side, options as object, path as string);
      failures.push(await failure(dir, settled(changes.next())));
    }
    return failures;
  });

  t.share('ends when more waits than it was allowed to keep, where that is an error', async (side) => {
    const changes = watch(side, { maxQueue: 1, overflow: 'error' });
    await next(side, changes);
    await amidChanges(
      side,
      until(() => false, 100).catch(() => {}),
    );
    const { code } = (await failure(
      side.dir,
      (async () => {
        for await (const _ of changes)
          await amidChanges(
            side,
            until(() => false, 100).catch(() => {}),
          );
      })(),
    )) as NodeJS.ErrnoException;
    assert.is(code, 'ERR_FS_WATCH_QUEUE_OVERFLOW');
  });

  t.share('leaves out what is more than it was allowed to keep, with a warning', async (side) => {
    const warnings: string[] = [];
    const listener = ({ message }: Error): number => warnings.push(message);
    process.on('warning', listener);
    const changes = watch(side, { maxQueue: 1 });
    await next(side, changes);
    await amidChanges(
      side,
      until(() => warnings.length > 0),
    );
    process.off('warning', listener);
    assert.is(warnings[0], 'fs.watch maxQueue exceeded');
    assert.is((await settled(changes.next())).value?.filename, 'name');
    await changes.return();
  });

  t.share('holds nothing open on the server once it was returned from', async (side) => {
    const changes = watch(side);
    await next(side, changes);
    assert.ok((await side.samba.openFiles()).length > 0);
    await changes.return();
    let open: readonly string[] | undefined;
    for (const deadline = Date.now() + 30_000; open?.length !== 0; open = await side.samba.openFiles()) {
      assert.ok(Date.now() < deadline, 'the folder is still open');
    }
  });

  t.share('ends with its file system', async (side) => {
    const changes = watch(side);
    await next(side, changes);
    const loop = (async () => {
      for await (const _ of changes);
    })();
    await side.smb.close();
    await settled(loop);
  });
});
