/** Write streams, the same body on node's: events, order, what an acknowledgement means, and what is left open. */
import { once } from 'node:events';
import type { WriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { bothFs, failure } from '../../support/both-fs.ts';
import { told } from '../../support/events.ts';
import { assertStamped, BLOCK, stamp } from '../../support/stamps.ts';

const MIB = 1024 * 1024;

/** Chunks of very different lengths, and all of them in one. */
function chunksOf(count: number): { readonly chunks: Buffer[]; readonly content: Buffer } {
  const chunks = Array.from({ length: count }, (_, index) =>
    Buffer.alloc(1 + ((index * index * 7919) % 200_000), index),
  );
  return { chunks, content: Buffer.concat(chunks) };
}

async function finished(stream: WriteStream): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.once('close', resolve);
    stream.once('error', reject);
  });
}

bothFs('fs/streams/write-stream', (t) => {
  t('tells what happens in its order', async ({ fs, module, dir }) => {
    const stream = module.createWriteStream(`${dir}/file`);
    const before = [stream.pending, stream.bytesWritten, stream.path === `${dir}/file`];
    const events = told(stream);
    stream.write('hello ');
    stream.write(Buffer.from('world'));
    stream.end('!');
    const told1 = await events;
    return [...told1, before, stream.bytesWritten, stream.pending, await fs.readFile(`${dir}/file`, 'utf8')];
  });

  t('writes in order what comes in pieces', async ({ fs, module, dir }) => {
    const { chunks, content } = chunksOf(120);
    const stream = module.createWriteStream(`${dir}/file`);
    await pipeline(Readable.from(chunks), stream);
    const read = await fs.readFile(`${dir}/file`);
    return [read.equals(content), stream.bytesWritten, read.length];
  });

  t('starts where it shall, and leaves the rest', async ({ fs, module, dir }) => {
    await fs.writeFile(`${dir}/file`, 'x'.repeat(20));
    const results: unknown[] = [];
    for (const options of [
      { flags: 'r+', start: 5 },
      { flags: 'r+' },
      { flags: 'a' },
      { flags: 'a', start: 3 },
      { start: 2 },
    ]) {
      const stream = module.createWriteStream(`${dir}/file`, options);
      stream.write('ab');
      stream.end('cd');
      await finished(stream);
      results.push(await fs.readFile(`${dir}/file`, 'latin1'), stream.bytesWritten);
    }
    return results;
  });

  t('appends in order, much at a time', async ({ fs, module, dir }) => {
    const { chunks, content } = chunksOf(100);
    await fs.writeFile(`${dir}/file`, 'before');
    await pipeline(Readable.from(chunks), module.createWriteStream(`${dir}/file`, { flags: 'a' }));
    const read = await fs.readFile(`${dir}/file`);
    return [read.length, read.subarray(6).equals(content), read.toString('latin1', 0, 6)];
  });

  t('calls back for a chunk when the chunk can be read', async ({ fs, module, dir }) => {
    const stream = module.createWriteStream(`${dir}/file`);
    const lengths: number[] = [];
    for (const chunk of ['one', 'two', Buffer.alloc(3 * MIB)]) {
      await new Promise<void>((resolve, reject) => {
        stream.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
      lengths.push((await fs.stat(`${dir}/file`)).size);
    }
    stream.end();
    await finished(stream);
    return lengths;
  });

  t('does not look at a chunk any more when it asks for the next', async ({ fs, module, dir }) => {
    const stream = module.createWriteStream(`${dir}/file`);
    const chunk = Buffer.alloc(100_000);
    for (let index = 0; index < 60; index++) {
      chunk.fill(index);
      if (!stream.write(chunk)) await once(stream, 'drain');
    }
    stream.end();
    await finished(stream);
    const read = await fs.readFile(`${dir}/file`);
    return [read.length, read.every((byte, at) => byte === Math.floor(at / 100_000))];
  });

  t('keeps what it has taken when it is destroyed', async ({ fs, module, dir }) => {
    const stream = module.createWriteStream(`${dir}/file`);
    for (let index = 0; index < 20; index++) if (!stream.write(Buffer.alloc(100_000, 7))) await once(stream, 'drain');
    const events = told(stream);
    stream.destroy();
    const read = await events.then(() => fs.readFile(`${dir}/file`));
    return [read.length, read.every((byte) => byte === 7), await events];
  });

  t('shows what it has taken to whoever asks by the same number', async ({ module, dir }) => {
    const stream = module.createWriteStream(`${dir}/file`, { flags: 'w+' });
    for (let index = 0; index < 20; index++) if (!stream.write(Buffer.alloc(100_000, 7))) await once(stream, 'drain');
    const fd = (stream as unknown as { fd: number }).fd;
    const size = await new Promise((resolve) => module.fstat(fd, (error, stats) => resolve(error ?? stats.size)));
    const last = await new Promise((resolve) => {
      module.read(fd, Buffer.alloc(2), 0, 2, 1_999_998, (error, _, bytes) => resolve(error ?? [...bytes]));
    });
    stream.end();
    await finished(stream);
    return [size, last];
  });

  t('fails as node does', async ({ fs, module, dir }) => {
    await fs.writeFile(`${dir}/file`, 'x');
    await fs.mkdir(`${dir}/folder`);
    const results: unknown[] = [];
    for (const [name, options] of [
      ['missing/file', {}],
      ['folder', {}],
      ['file', { flags: 'wx' }],
      ['file', { flags: 'r' }],
    ] as const) {
      const stream = module.createWriteStream(`${dir}/${name}`, options);
      const caught = failure(dir, new Promise((_, reject) => stream.once('error', reject)));
      stream.end('data');
      results.push([await told(stream), await caught]);
    }
    for (const options of [5, { start: 'x' }, { start: -1 }, { flush: 1 }, { encoding: 'nix' }, { fd: 'x' }]) {
      const call = async () => module.createWriteStream(`${dir}/file`, options as object);
      results.push(await failure(dir, call()));
    }
    return results;
  });

  t('writes to an open file, and closes it or not', async ({ fs, dir }) => {
    const results: unknown[] = [];
    for (const options of [{}, { autoClose: false }, { start: 2, flush: true }]) {
      const handle = await fs.open(`${dir}/file`, 'w+');
      await handle.write('0123456789');
      const stream = handle.createWriteStream(options);
      await pipeline(Readable.from(['abc', 'def']), stream);
      results.push(handle.fd < 0, await fs.readFile(`${dir}/file`, 'utf8'));
      // A handle never closes, in node too, before a stream on it has.
      stream.destroy();
      await handle.close();
    }
    return results;
  });

  t('waits for its stream when a handle is closed', async ({ fs, dir }) => {
    const handle = await fs.open(`${dir}/file`, 'w');
    const stream = handle.createWriteStream();
    const events = told(stream);
    stream.write(Buffer.alloc(2 * MIB, 1));
    await handle.close();
    return [await events, (await fs.stat(`${dir}/file`)).size, handle.fd];
  });

  t.share('gives every byte its place', async ({ fs, module, dir }) => {
    const content = Buffer.alloc(40 * MIB);
    stamp(content, 3, 0);
    const stream = module.createWriteStream(`${dir}/file`);
    for (let at = 0, index = 1; at < content.length; index++) {
      const length = (index % 37) * BLOCK + index;
      if (!stream.write(content.subarray(at, at + length))) await once(stream, 'drain');
      at += length;
    }
    stream.end();
    await finished(stream);
    assertStamped(await fs.readFile(`${dir}/file`), 3, 0, Buffer.alloc(content.length));
  });

  t.share('fails before it finishes, when data that it had taken is lost', async ({ smb, dir }) => {
    const stream = smb.createWriteStream(`${dir}/file`);
    const events = told(stream);
    for (let index = 0; index < 30; index++) if (!stream.write(Buffer.alloc(65536))) await once(stream, 'drain');
    smb.destroy();
    stream.end();
    assert.equal(
      (await events).filter((event) => event !== 'open' && event !== 'ready'),
      ['error ERR_SMB_CLOSED', 'close'],
    );
  });

  t.share('fails at once when nothing more is written to it', async ({ smb, dir }) => {
    const stream = smb.createWriteStream(`${dir}/file`);
    await once(stream, 'open');
    const events = told(stream);
    stream.write(Buffer.alloc(16 * MIB));
    smb.destroy();
    assert.equal(await events, ['error ERR_SMB_CLOSED', 'close']);
  });

  t.share('leaves nothing open, whenever it is destroyed', async ({ module, dir, samba }) => {
    const closed = Array.from({ length: 40 }, async (_, index) => {
      const stream = module.createWriteStream(`${dir}/file-${index}`);
      const events = told(stream);
      for (let chunk = 0; chunk < index; chunk++) stream.write(Buffer.alloc(65536));
      if (index % 2 > 0) await delay(index);
      stream.destroy();
      assert.equal(
        (await events).filter((event) => event.startsWith('error')),
        [],
      );
    });
    await Promise.all(closed);
    assert.equal(await samba.openFiles(), []);
  });

  t.share('runs 200 times at once', async ({ fs, module, dir, samba }) => {
    const content = Buffer.alloc(MIB);
    stamp(content, 4, 0);
    const pieces = Array.from({ length: 16 }, (_, index) => content.subarray(index * 65536, (index + 1) * 65536));
    const names = Array.from({ length: 200 }, (_, index) => `${dir}/file-${index}`);
    await Promise.all(names.map((name) => pipeline(Readable.from(pieces), module.createWriteStream(name))));
    const scratch = Buffer.alloc(MIB);
    for (const name of names) assertStamped(await fs.readFile(name), 4, 0, scratch);
    assert.equal(await samba.openFiles(), []);
  });
});
