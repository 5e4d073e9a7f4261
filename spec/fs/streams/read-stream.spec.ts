/** Read streams, the same body on node's: events, ranges, what goes wrong, and what is left open. */
import { type EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { bothFs, failure } from '../../support/both-fs.ts';
import { contentOf, told } from '../../support/events.ts';
import { assertStamped, BLOCK, stamp } from '../../support/stamps.ts';

const MIB = 1024 * 1024;

/** Bytes none of which says the same as its neighbours. */
function numbered(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 7 + (index >> 8)) % 251));
}

bothFs('fs/streams/read-stream', (t) => {
  t('tells what happens in its order', async ({ fs, module, dir }) => {
    await fs.writeFile(`${dir}/file`, numbered(150_000));
    const stream = module.createReadStream(`${dir}/file`);
    const before = [stream.pending, stream.bytesRead, stream.path === `${dir}/file`];
    const events = told(stream);
    stream.resume();
    return [...(await events), before, stream.bytesRead, stream.pending, stream.destroyed];
  });

  t('gives the range that was asked for, in chunks of highWaterMark', async ({ fs, module, dir }) => {
    await fs.writeFile(`${dir}/file`, numbered(300_000));
    const results: unknown[] = [];
    for (const options of [
      {},
      { start: 0, end: 0 },
      { start: 5, end: 99_999 },
      { end: 10 },
      { start: 299_999 },
      { start: 300_000 },
      { start: 1_000_000 },
      { start: 7, highWaterMark: 10_000 },
      { end: 299_998, highWaterMark: 262_144 },
      { end: 9_999_999, highWaterMark: 3_000_000 },
    ]) {
      const stream = module.createReadStream(`${dir}/file`, options);
      const lengths: number[] = [];
      stream.on('data', ({ length }) => lengths.push(length));
      const content = await contentOf(module.createReadStream(`${dir}/file`, options));
      if (!stream.closed) await once(stream, 'close');
      results.push([lengths, content.length, content.subarray(0, 9), stream.bytesRead]);
    }
    return results;
  });

  t('gives text in an encoding, and no half characters', async ({ fs, module, dir }) => {
    await fs.writeFile(`${dir}/file`, 'äöü€😀'.repeat(100));
    const parts: unknown[] = [];
    for await (const part of module.createReadStream(`${dir}/file`, { encoding: 'utf8', highWaterMark: 7 })) {
      parts.push(part);
    }
    return parts;
  });

  t('fails as node does', async ({ fs, module, dir }) => {
    await fs.writeFile(`${dir}/file`, 'x');
    const results: unknown[] = [];
    for (const name of ['missing', 'file/below', '']) {
      const stream = module.createReadStream(`${dir}/${name}`);
      const caught = failure(dir, new Promise((_, reject) => stream.once('error', reject)));
      stream.resume();
      results.push([await told(stream), await caught]);
    }
    const wrong: [unknown, unknown][] = [
      [5, {}],
      ['a\0b', {}],
      [`${dir}/file`, 5],
      [`${dir}/file`, { start: 2, end: 1 }],
      [`${dir}/file`, { start: 'x' }],
      [`${dir}/file`, { start: -1 }],
      [`${dir}/file`, { encoding: 'nix' }],
      [`${dir}/file`, { fd: 'x' }],
      [`${dir}/file`, { signal: 5 }],
      [`${dir}/file`, { fs: { open: 1 } }],
    ];
    for (const [path, options] of wrong) {
      const call = async () => module.createReadStream(path as string, options as object);
      results.push(await failure(dir, call()));
    }
    return results;
  });

  t('reads an open file from its current position, and closes it or not', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, numbered(1000));
    const results: unknown[] = [];
    for (const autoClose of [true, false]) {
      const handle = await fs.open(`${dir}/file`);
      await handle.read(Buffer.alloc(100), 0, 100, null);
      const closed = once(handle as unknown as EventEmitter, 'close');
      const content = await contentOf(handle.createReadStream({ autoClose, end: 499, highWaterMark: 128 }));
      const { bytesRead } = handle.fd < 0 ? { bytesRead: -1 } : await handle.read(Buffer.alloc(900), 0, 900, null);
      results.push([content.length, content[0], bytesRead, handle.fd < 0]);
      await handle.close();
      await closed;
    }
    return results;
  });

  t('reads by number, and leaves the position where it has read to', async ({ fs, module, dir }) => {
    await fs.writeFile(`${dir}/file`, numbered(5000));
    const fd = await new Promise<number>((resolve, reject) => {
      module.open(`${dir}/file`, 'r', (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    const stream = module.createReadStream('', { fd, autoClose: false, end: 999 });
    const content = await contentOf(stream);
    const rest = await new Promise((resolve) => {
      module.read(fd, Buffer.alloc(10_000), 0, 10_000, null, (error, bytesRead) => resolve(error ?? bytesRead));
    });
    await new Promise((resolve) => module.close(fd, resolve));
    return [content.length, rest, stream.destroyed, stream.path];
  });

  t('sees what was written while it read', async ({ fs, module, dir }) => {
    await fs.writeFile(`${dir}/file`, numbered(400_000));
    let length = 0;
    let grown = false;
    for await (const chunk of module.createReadStream(`${dir}/file`)) {
      length += chunk.length;
      if (!grown) await fs.appendFile(`${dir}/file`, numbered(200_000));
      grown = true;
    }
    return length;
  });

  t('is aborted by a signal, before and during', async ({ fs, module, dir }) => {
    await fs.writeFile(`${dir}/file`, Buffer.alloc(3 * MIB));
    const results: unknown[] = [];
    const early = module.createReadStream(`${dir}/file`, { signal: AbortSignal.abort() });
    results.push(await told(early));
    const control = new AbortController();
    const late = module.createReadStream(`${dir}/file`, { signal: control.signal });
    late.once('data', () => control.abort());
    const events = await told(late);
    results.push(events.filter((event) => !event.startsWith('data')));
    return results;
  });

  t('is piped, iterated in part, and destroyed', async ({ fs, module, dir }) => {
    await fs.writeFile(`${dir}/file`, numbered(200_000));
    const through = new PassThrough();
    const [content] = await Promise.all([
      contentOf(through),
      pipeline(module.createReadStream(`${dir}/file`), through),
    ]);
    const part = module.createReadStream(`${dir}/file`);
    for await (const _ of part) break;
    const destroyed = module.createReadStream(`${dir}/file`);
    const events = told(destroyed);
    destroyed.destroy(new Error('enough'));
    return [content.length, part.destroyed, await events, destroyed.closed];
  });

  t('does without new, and for classes of old', async ({ fs, module, dir }) => {
    await fs.writeFile(`${dir}/file`, 'hello');
    const Stream = module.ReadStream as unknown as (path: string) => AsyncIterable<unknown>;
    class Derived extends module.ReadStream {}
    const Old = function (this: object, path: string): void {
      Reflect.apply(module.ReadStream, this, [path]);
    };
    Object.setPrototypeOf(Old.prototype, module.ReadStream.prototype);
    const streams = [
      Stream(`${dir}/file`),
      Reflect.construct(Derived, [`${dir}/file`]),
      Reflect.construct(Old, [`${dir}/file`]),
    ];
    const contents = await Promise.all(streams.map(async (stream) => (await contentOf(stream)).toString()));
    return [contents, streams.every((stream) => stream instanceof module.ReadStream)];
  });

  t('uses the operations it is given', async ({ module, dir }) => {
    const calls: string[] = [];
    const stream = module.createReadStream(`${dir}/file`, {
      fs: {
        open: (...args: unknown[]) => {
          calls.push('open');
          (args.at(-1) as (error: null, fd: number) => void)(null, 7);
        },
        read: (...args: unknown[]) => {
          calls.push(`read ${args[0]}`);
          (args.at(-1) as (error: null, bytesRead: number) => void)(null, 0);
        },
        close: (fd: number, callback: () => void) => {
          calls.push(`close ${fd}`);
          callback();
        },
      } as never,
    });
    await contentOf(stream);
    return calls;
  });

  t.share('calls functions of the module that were replaced', async ({ fs, module, dir }) => {
    await fs.writeFile(`${dir}/file`, 'hello');
    const { read } = module;
    let calls = 0;
    const replaced = (...args: unknown[]): unknown => {
      calls++;
      return Reflect.apply(read, module, args);
    };
    Object.assign(module, { read: replaced });
    assert.is((await contentOf(module.createReadStream(`${dir}/file`))).toString(), 'hello');
    assert.is(calls, 2);
  });

  t.share('gives every byte in its place, however it is read', async ({ fs, module, dir }) => {
    const content = Buffer.alloc(24 * MIB + BLOCK);
    stamp(content, 1, 0);
    await fs.writeFile(`${dir}/file`, content);
    const scratch = Buffer.alloc(content.length);
    for (const highWaterMark of [undefined, 4096, 99_991, 5 * MIB]) {
      const read = await contentOf(module.createReadStream(`${dir}/file`, { highWaterMark }));
      assert.is(read.length, content.length);
      assertStamped(read, 1, 0, scratch);
    }
    const part = await contentOf(module.createReadStream(`${dir}/file`, { start: 5 * BLOCK, end: 9 * MIB - 1 }));
    assert.is(part.length, 9 * MIB - 5 * BLOCK);
    assertStamped(part, 1, 5 * BLOCK, scratch);
  });

  t.share('ends at the end that a file has come to have', async ({ fs, module, dir }) => {
    await fs.writeFile(`${dir}/file`, Buffer.alloc(20 * MIB, 1));
    const stream = module.createReadStream(`${dir}/file`);
    await once(stream, 'readable');
    await fs.truncate(`${dir}/file`, 3 * MIB);
    const content = await contentOf(stream);
    assert.ok(content.length >= 3 * MIB && content.length < 20 * MIB, `${content.length}`);
    assert.ok(
      content.every((byte) => byte === 1),
      'nothing but what was in the file',
    );
  });

  t.share('leaves nothing open, whenever it is destroyed', async ({ fs, module, dir, samba }) => {
    await fs.writeFile(`${dir}/file`, Buffer.alloc(16 * MIB));
    const closed = Array.from({ length: 40 }, async (_, index) => {
      const stream = module.createReadStream(`${dir}/file`);
      const events = told(stream);
      if (index % 4 > 0) stream.resume();
      if (index % 2 > 0) await delay(index);
      stream.destroy();
      const errors = (await events).filter((event) => event.startsWith('error'));
      assert.equal(errors, []);
    });
    await Promise.all(closed);
    assert.equal(await samba.openFiles(), []);
  });

  t.share('runs 200 times at once', async ({ fs, module, dir, samba }) => {
    const content = Buffer.alloc(MIB);
    stamp(content, 2, 0);
    await fs.writeFile(`${dir}/file`, content);
    const scratch = Buffer.alloc(MIB);
    const all = Array.from({ length: 200 }, () => contentOf(module.createReadStream(`${dir}/file`)));
    for (const read of await Promise.all(all)) assertStamped(read, 2, 0, scratch);
    assert.equal(await samba.openFiles(), []);
  });

  t.share('fails when the connection is lost, once', async ({ fs, smb, dir }) => {
    await fs.writeFile(`${dir}/file`, Buffer.alloc(32 * MIB));
    const stream = smb.createReadStream(`${dir}/file`);
    const events = told(stream);
    await once(stream, 'data');
    smb.destroy();
    assert.equal(
      (await events).filter((event) => /error|end/.test(event)),
      ['error ERR_SMB_CLOSED'],
    );
  });
});
