/** Streams. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import * as assert from 'uvu/assert';
import { assertFails, assertSame, type Behaviour, bytes } from './behaviour.ts';

const LARGE = 5 * 1024 * 1024 + 321;

export const streamBehaviours: readonly Behaviour[] = [
  {
    name: 'streams a large file in and out',
    async run(fs, dir) {
      const data = bytes(LARGE);
      const parts = Array.from({ length: Math.ceil(LARGE / 100_000) }, (_, i) =>
        data.subarray(i * 100_000, (i + 1) * 100_000),
      );
      await pipeline(Readable.from(parts), fs.createWriteStream(`${dir}/file`));
      assert.is((await fs.stat(`${dir}/file`)).size, LARGE);
      assertSame(await buffer(fs.createReadStream(`${dir}/file`)), data);
    },
  },
  {
    name: 'pipes one file into another',
    async run(fs, dir) {
      const data = bytes(700_001);
      await fs.writeFile(`${dir}/from`, data);
      await pipeline(fs.createReadStream(`${dir}/from`), fs.createWriteStream(`${dir}/to`));
      assertSame(await fs.readFile(`${dir}/to`), data);
    },
  },
  {
    name: 'streams a part of a file',
    async run(fs, dir) {
      const data = bytes(300_000);
      await fs.writeFile(`${dir}/file`, data);
      const part = fs.createReadStream(`${dir}/file`, { start: 1000, end: 250_000, highWaterMark: 10_000 });
      const chunks: Buffer[] = [];
      for await (const chunk of part) chunks.push(chunk);
      assert.ok(chunks.every(({ length }) => length <= 10_000));
      assertSame(Buffer.concat(chunks), data.subarray(1000, 250_001));
      assert.is(part.bytesRead, 249_001);
    },
  },
  {
    name: 'streams text, and an empty file',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/file`, '🐘'.repeat(1000));
      assert.is(await text(fs.createReadStream(`${dir}/file`, 'utf8').setEncoding('utf8')), '🐘'.repeat(1000));
      await fs.writeFile(`${dir}/empty`, '');
      assert.is((await buffer(fs.createReadStream(`${dir}/empty`))).length, 0);
    },
  },
  {
    name: 'streams into the middle and to the end of a file',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/file`, '0123456789');
      await pipeline(
        Readable.from([Buffer.from('abc')]),
        fs.createWriteStream(`${dir}/file`, { flags: 'r+', start: 4 }),
      );
      await pipeline(Readable.from([Buffer.from('end')]), fs.createWriteStream(`${dir}/file`, { flags: 'a' }));
      assert.is(await fs.readFile(`${dir}/file`, 'utf8'), '0123abc789end');
    },
  },
  {
    name: 'tells of a stream being opened and closed',
    async run(fs, dir) {
      const events: string[] = [];
      const stream = fs.createWriteStream(`${dir}/file`);
      for (const event of ['open', 'ready', 'finish', 'close']) stream.on(event, () => events.push(event));
      stream.end('content');
      await once(stream, 'close');
      assert.equal(events, ['open', 'ready', 'finish', 'close']);
      assert.is(stream.bytesWritten, 7);
    },
  },
  {
    name: 'fails a stream of what is not there',
    async run(fs, dir) {
      const path = `${dir}/none`;
      await assertFails(buffer(fs.createReadStream(path)), { code: 'ENOENT', syscall: 'open', path });
      const written = pipeline(Readable.from(['x']), fs.createWriteStream(`${path}/x`));
      await assertFails(written, { code: 'ENOENT', syscall: 'open', path: `${path}/x` });
    },
  },
  {
    name: 'stops a stream half-way',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/file`, bytes(2_000_000));
      for await (const chunk of fs.createReadStream(`${dir}/file`)) {
        assert.ok(chunk.length > 0);
        break;
      }
      const controller = new AbortController();
      const stream = fs.createReadStream(`${dir}/file`, { signal: controller.signal });
      stream.once('data', () => controller.abort());
      await assertFails(pipeline(stream, fs.createWriteStream(`${dir}/copy`)), { name: 'AbortError' });
      await fs.rm(`${dir}/file`);
    },
  },
];
