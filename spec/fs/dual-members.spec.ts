/** Methods of `SmbFs` that are more than an operation with or without a callback. */
import { once } from 'node:events';
import type { Stats } from 'node:fs';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { bothFs } from '../support/both-fs.ts';
import { Heard } from '../support/heard.ts';

bothFs('fs/dual members', (t) => {
  t.share('exists gives a promise, or calls back with the answer alone', async ({ smb, dir }) => {
    assert.is(await smb.exists(dir), true);
    assert.is(await smb.exists(`${dir}/nothing`), false);
    assert.is(await smb.exists(Reflect.apply(Object, undefined, [5])), false);
    const answers = await new Promise<unknown[]>((resolve) => smb.exists(dir, (...all: unknown[]) => resolve(all)));
    assert.equal(answers, [true]);
    assert.is(await promisify(smb.exists)(dir), true);
    assert.throws(() => Reflect.apply(smb.exists, undefined, [dir, 5]), /"cb" argument must be of type function/);
  });

  t.share('cp gives a promise, or calls back', async ({ smb, dir }) => {
    await smb.mkdir(`${dir}/tree/deep`, { recursive: true });
    const cp = promisify(smb.cp) as typeof smb.promises.cp;
    await smb.cp(`${dir}/tree`, `${dir}/copy`, { recursive: true });
    await cp(`${dir}/tree`, `${dir}/copy/more`, { recursive: true });
    assert.equal((await smb.readdir(`${dir}/copy`)).sort(), ['deep', 'more']);
  });

  t.share('watch gives a watcher', async ({ smb, dir }) => {
    const { watch } = smb;
    const heard = await new Heard(watch(dir)).begun((attempt) => smb.writeFile(`${dir}/file`, `${attempt}`));
    assert.ok(heard.names.every((name) => name === 'file'));
    heard.watcher.close();
  });

  t.share('watchFile and unwatchFile are those of smb.fs', async ({ smb, dir }) => {
    await smb.writeFile(`${dir}/file`, '');
    const watcher = smb.watchFile(`${dir}/file`, { interval: 20 }, () => {});
    let now: Stats | undefined;
    watcher.once('change', (stats) => {
      now = stats;
    });
    // What was there when it looked first is no change.
    while (!now) await smb.appendFile(`${dir}/file`, 'more');
    assert.ok(now.size > 0);
    const stopped = once(watcher, 'stop');
    smb.fs.unwatchFile(`${dir}/file`);
    await stopped;
  });
});
