import { memfs } from 'memfs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DirectoryWatch, type Watched, type WatchOptions } from '../../../lib/server/files/directory-watch.ts';
import type { ServedFileSystem } from '../../../lib/server/files/file-system.ts';
import { Volume } from '../../../lib/server/files/volume.ts';
import {
  FILE_NOTIFY_CHANGE_DIR_NAME,
  FILE_NOTIFY_CHANGE_FILE_NAME,
  FILE_NOTIFY_CHANGE_SIZE,
} from '../../../lib/wire/commands/change-notify.ts';
import {
  FILE_ACTION_ADDED,
  FILE_ACTION_MODIFIED,
  FILE_ACTION_RENAMED_NEW_NAME,
  FILE_ACTION_RENAMED_OLD_NAME,
} from '../../../lib/wire/fscc/notify-information.ts';

const test = suite('server/files/directory-watch');

const NAMES = FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME;

function newVolume(): Volume {
  return new Volume({
    kind: 'disk',
    name: 'share',
    comment: '',
    fs: memfs().fs.promises as unknown as ServedFileSystem,
    root: '/',
    local: false,
    readOnly: false,
    encrypt: false,
    guest: false,
    caseSensitive: false,
    maximumSize: Number.POSITIVE_INFINITY,
  });
}

/** Watches the folder `d` of a volume, unless told otherwise. */
class Watching {
  readonly volume: Volume = newVolume();
  readonly watch: DirectoryWatch;
  waits = 0;

  constructor(options: Partial<WatchOptions> = {}) {
    this.watch = new DirectoryWatch(this.volume, {
      place: () => ({ path: '/', components: ['d'] }),
      tree: false,
      filter: NAMES,
      capacity: 65536,
      ...options,
    });
  }

  add(path: string): void {
    this.change(FILE_ACTION_ADDED, path);
  }

  change(action: number, path: string, filter: number = FILE_NOTIFY_CHANGE_FILE_NAME): void {
    this.volume.changed({ action, filter, components: path.split('/') });
  }

  async next(signal: AbortSignal = new AbortController().signal): Promise<Watched> {
    return await this.watch.next(signal, () => this.waits++);
  }

  /** The names of the next changes, which there have to be. */
  async names(): Promise<string[]> {
    const watched = await this.next();
    if (typeof watched === 'string') throw new Error(watched);
    return watched.map(({ fileName }) => fileName);
  }
}

test('what happened before it is asked for is not lost', async () => {
  const watching = new Watching();
  watching.add('d/one');
  watching.add('d/two');
  assert.equal(await watching.names(), ['one', 'two']);
  assert.is(watching.waits, 0);
});

test('who asks before anything has happened waits for it', async () => {
  const watching = new Watching();
  const names = watching.names();
  assert.is(watching.waits, 1);
  watching.add('d/one');
  assert.equal(await names, ['one']);
});

test('those who wait get one change after the other, in their order', async () => {
  const watching = new Watching();
  const [first, second] = [watching.names(), watching.names()];
  watching.add('d/one');
  assert.equal(await first, ['one']);
  watching.add('d/two');
  assert.equal(await second, ['two']);
});

test('both names of a rename come together', async () => {
  const watching = new Watching();
  const [first, second] = [watching.next(), watching.names()];
  watching.change(FILE_ACTION_RENAMED_OLD_NAME, 'd/before');
  watching.change(FILE_ACTION_RENAMED_NEW_NAME, 'd/after');
  assert.equal(await first, [
    { action: FILE_ACTION_RENAMED_OLD_NAME, fileName: 'before' },
    { action: FILE_ACTION_RENAMED_NEW_NAME, fileName: 'after' },
  ]);
  watching.add('d/later');
  assert.equal(await second, ['later']);
});

test('what lies elsewhere, deeper, or is the folder itself, does not count', async () => {
  const watching = new Watching();
  for (const path of ['d', 'e', 'e/one', 'd2/one', 'd/deeper/one', 'x/d/one']) watching.add(path);
  watching.add('d/one');
  assert.equal(await watching.names(), ['one']);
});

test('with its tree what lies deeper counts too', async () => {
  const watching = new Watching({ tree: true });
  watching.add('d/deeper/one');
  watching.add('e/deeper/one');
  assert.equal(await watching.names(), ['deeper\\one']);
});

test('the root of the share can be watched', async () => {
  const watching = new Watching({ tree: true, place: () => ({ path: '/', components: [] }) });
  watching.add('one');
  watching.add('d/two');
  assert.equal(await watching.names(), ['one', 'd\\two']);
});

test('a folder that is renamed is watched where it is', async () => {
  let directory = ['d'];
  const watching = new Watching({ place: () => ({ path: '/', components: directory }) });
  directory = ['moved', 'here'];
  watching.add('d/one');
  watching.add('moved/here/two');
  assert.equal(await watching.names(), ['two']);
});

test('only the kinds of changes count that were asked for', async () => {
  const watching = new Watching({ filter: FILE_NOTIFY_CHANGE_SIZE });
  watching.add('d/one');
  watching.change(FILE_ACTION_MODIFIED, 'd/two', FILE_NOTIFY_CHANGE_SIZE);
  assert.equal(await watching.names(), ['two']);
});

test('names are as clients have to spell them', async () => {
  const watching = new Watching();
  watching.add('d/what?');
  assert.equal(await watching.names(), ['what\uf025']);
});

test('more than there is room for is an overflow, after which it goes on', async () => {
  const watching = new Watching({ capacity: 40 });
  watching.add('d/1234'); // 12 bytes and 8 of the name
  watching.add('d/5678');
  assert.equal(await watching.names(), ['1234', '5678']);
  for (const name of ['1234', '5678', '9']) watching.add(`d/${name}`);
  assert.is(await watching.next(), 'overflow');
  watching.add('d/later');
  assert.equal(await watching.names(), ['later']);
});

test('without room everything is an overflow, for those who wait as well', async () => {
  const watching = new Watching({ capacity: 0 });
  const next = watching.next();
  watching.add('d/one');
  assert.is(await next, 'overflow');
});

test('changes that nobody fetches are not remembered without end', async () => {
  const watching = new Watching({ capacity: 8 * 1024 * 1024 });
  for (let count = 0; count < 5000; count++) watching.add(`d/${count}`);
  assert.is(await watching.next(), 'overflow');
});

test('who is cancelled leaves the changes to the next', async () => {
  const watching = new Watching();
  const abort = new AbortController();
  const [first, second] = [watching.next(abort.signal), watching.names()];
  watching.add('d/one');
  abort.abort();
  assert.is(await first, 'cancelled');
  assert.equal(await second, ['one']);
  assert.is(await watching.next(abort.signal), 'cancelled');
});

for (const reason of ['deleted', 'closed'] as const) {
  test(`a folder that is ${reason} ends all waiting, and is heard of no more`, async () => {
    const watching = new Watching();
    const waiting = [watching.next(), watching.next()];
    watching.watch.end(reason);
    assert.equal(await Promise.all(waiting), [reason, reason]);
    assert.is(watching.volume.listeners.size, 0);
    assert.is(await watching.next(), reason);
  });
}

test.run();
