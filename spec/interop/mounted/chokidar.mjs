/** chokidar, told by the server what happens on a share, and looking for itself. */
import assert from 'node:assert/strict';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { watch } from 'chokidar';

/** Anew each time, which the folder's own time of change shows. */
async function create(file) {
  await rm(file, { force: true });
  await writeFile(file, '');
}

for (const usePolling of [false, true]) {
  const folder = `/mnt/nas/chokidar-${usePolling}`;
  await mkdir(folder);
  await writeFile(`${folder}/early`, '');
  const watcher = watch(folder, { usePolling, interval: 50 });
  const seen = [];
  // A folder that is being removed can be busy for a moment.
  watcher.on('error', ({ code }) => assert.equal(code, 'EBUSY'));
  watcher.on('all', (event, path) => seen.push(`${event} ${path.slice(folder.length)}`));
  await new Promise((resolve) => watcher.on('ready', resolve));
  assert.deepEqual(seen.sort(), ['add /early', 'addDir ']);

  const told = (event, path) =>
    new Promise((resolve) => {
      watcher.on(event, (name) => name === `${folder}${path}` && resolve(true));
    });
  // A folder is watched from a little after chokidar has shown it: what is done is done until it was seen.
  const repeatedly = async (event, path, action) => {
    const seen = told(event, path);
    do await action(`${folder}${path}`);
    while (!(await Promise.race([seen, delay(250)])));
  };
  const once = async (event, path, action) => {
    const seen = told(event, path);
    await action(`${folder}${path}`);
    await seen;
  };
  await repeatedly('add', '/new', create);
  await repeatedly('change', '/new', (file) => appendFile(file, 'more'));
  await once('addDir', '/sub', (sub) => mkdir(sub));
  await repeatedly('add', '/sub/deep', create);
  await once('unlinkDir', '/sub', (sub) => rm(sub, { recursive: true, maxRetries: 5 }));
  await once('unlink', '/new', (file) => rm(file));
  await watcher.close();
}
