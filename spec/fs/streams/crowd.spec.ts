/** Many streams at once: each gives or keeps its own content, and whatever becomes of them, nothing stays open. */
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { bothFs } from '../../support/both-fs.ts';
import { contentOf } from '../../support/events.ts';
import { assertStamped, BLOCK, stamp } from '../../support/stamps.ts';

const STREAMS_EACH_WAY = 100;

/** More than a stream reads or writes at once. */
const LENGTH = 33 * BLOCK;

const DESTROYED = 60;

/** Turns of the event loop after which a stream is destroyed, at most: by then most have begun, and some have ended. */
const LATEST_TURN = 120;

function content(id: number): Buffer {
  const data = Buffer.alloc(LENGTH);
  stamp(data, id, 0);
  return data;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, id) => id);
}

/** Destroys a stream after so many turns of the event loop; resolves when it is closed, whether by that or before. */
async function destroyAfter(turns: number, stream: Readable | Writable): Promise<void> {
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  // As node's, one that is destroyed while it writes may say so; nothing else goes wrong.
  stream.on('error', ({ code }: NodeJS.ErrnoException) => assert.is(code, 'ERR_STREAM_DESTROYED'));
  for (let i = 0; i < turns; i++) await turn();
  stream.destroy();
  await closed;
}

bothFs('fs/streams/crowd', (t) => {
  t('200 streams at once, half of them read and half written, keep their contents apart', async (side) => {
    const { fs, module, dir } = side;
    const scratch = Buffer.alloc(LENGTH);
    const ids = numbers(STREAMS_EACH_WAY);
    await Promise.all(ids.map((id) => fs.writeFile(`${dir}/read ${id}`, content(id))));
    const reading = ids.map(async (id) => {
      assertStamped(await contentOf(module.createReadStream(`${dir}/read ${id}`)), id, 0, scratch);
    });
    const writing = ids.map((id) => {
      const data = content(STREAMS_EACH_WAY + id);
      const pieces = [data.subarray(0, 10), data.subarray(10, BLOCK + 1), data.subarray(BLOCK + 1)];
      return pipeline(pieces, module.createWriteStream(`${dir}/written ${id}`));
    });
    await Promise.all([...reading, ...writing]);
    for (const id of ids) {
      assertStamped(await fs.readFile(`${dir}/written ${id}`), STREAMS_EACH_WAY + id, 0, scratch);
    }
    return (await fs.readdir(dir)).length;
  });

  t.share('streams that are destroyed at random moments leave nothing open on the server', async (side) => {
    const { fs, module, dir, samba } = side;
    const seed = Date.now() % 1_000_000;
    console.log(`seed ${seed}`);
    const turns = fc.sample(fc.nat(LATEST_TURN), { numRuns: DESTROYED, seed });
    await Promise.all(turns.map((_, id) => fs.writeFile(`${dir}/${id}`, content(id))));
    const streams = turns.map((_, id) => {
      if (id % 2 === 0) return module.createReadStream(`${dir}/${id}`).resume();
      const stream = module.createWriteStream(`${dir}/${id}`);
      for (let piece = 0; piece < 4; piece++) stream.write(content(id));
      stream.end();
      return stream;
    });
    await Promise.all(streams.map((stream, id) => destroyAfter(turns[id] ?? 0, stream)));
    assert.equal(await samba.openFiles(), []);
    const late = module.createReadStream(`${dir}/0`);
    await once(late, 'open');
    assert.is((await samba.openFiles()).length, 1, 'what is open is seen');
    await destroyAfter(0, late);
    assert.equal(await samba.openFiles(), []);
  });
});
