/** Whole files: written, appended to, read, cut. */
import { constants } from 'node:fs';
import { Readable } from 'node:stream';
import * as assert from 'uvu/assert';
import { assertFails, assertSame, type Behaviour, bytes } from './behaviour.ts';

/** Sizes on both sides of what one request or one credit carries. */
const SIZES = [1, 4095, 4096, 65535, 65536, 65537, 1024 * 1024 - 1, 1024 * 1024 + 1];

const LARGE = 9 * 1024 * 1024 + 123;

export const contentBehaviours: readonly Behaviour[] = [
  {
    name: 'writes and reads files of sizes around every limit',
    async run(fs, dir) {
      for (const size of SIZES) {
        const data = bytes(size, size);
        await fs.writeFile(`${dir}/file`, data);
        assertSame(await fs.readFile(`${dir}/file`), data, `a file of ${size} bytes`);
        assert.is((await fs.stat(`${dir}/file`)).size, size);
      }
    },
  },
  {
    name: 'writes and reads a large file',
    async run(fs, dir) {
      const data = bytes(LARGE);
      await fs.writeFile(`${dir}/large`, data);
      assertSame(await fs.readFile(`${dir}/large`), data);
    },
  },
  {
    name: 'writes and reads an empty file',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/empty`, '');
      assert.is((await fs.stat(`${dir}/empty`)).size, 0);
      assert.is(await fs.readFile(`${dir}/empty`, 'utf8'), '');
      assert.is((await fs.readFile(`${dir}/empty`)).length, 0);
    },
  },
  {
    name: 'writes and reads text in an encoding',
    async run(fs, dir) {
      const text = 'Füße, 象, 🐘';
      await fs.writeFile(`${dir}/utf8`, text);
      assert.is(await fs.readFile(`${dir}/utf8`, 'utf8'), text);
      assert.is(await fs.readFile(`${dir}/utf8`, { encoding: 'base64' }), Buffer.from(text).toString('base64'));
      await fs.writeFile(`${dir}/utf16`, text, 'utf16le');
      assert.is(await fs.readFile(`${dir}/utf16`, 'utf16le'), text);
    },
  },
  {
    name: 'writes views, iterables and streams',
    async run(fs, dir) {
      const data = bytes(64);
      const words = new Uint32Array(data.buffer, data.byteOffset + 8, 4);
      await fs.writeFile(`${dir}/view`, words);
      assertSame(await fs.readFile(`${dir}/view`), data.subarray(8, 24));
      await fs.writeFile(`${dir}/iterable`, ['one, ', 'two, ', 'three']);
      assert.is(await fs.readFile(`${dir}/iterable`, 'utf8'), 'one, two, three');
      await fs.writeFile(`${dir}/stream`, Readable.from([data.subarray(0, 10), data.subarray(10)]));
      assertSame(await fs.readFile(`${dir}/stream`), data);
    },
  },
  {
    name: 'replaces what was in a file',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/file`, bytes(100_000));
      await fs.writeFile(`${dir}/file`, 'short');
      assert.is(await fs.readFile(`${dir}/file`, 'utf8'), 'short');
      await fs.writeFile(`${dir}/file`, '');
      assert.is((await fs.stat(`${dir}/file`)).size, 0);
    },
  },
  {
    name: 'appends to a file, and makes it where there is none',
    async run(fs, dir) {
      const data = bytes(200_000);
      await fs.appendFile(`${dir}/file`, data.subarray(0, 10));
      await fs.appendFile(`${dir}/file`, data.subarray(10, 150_000));
      await fs.writeFile(`${dir}/file`, data.subarray(150_000), { flag: 'a' });
      assertSame(await fs.readFile(`${dir}/file`), data);
    },
  },
  {
    name: 'writes only where there is no file with the flag wx',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/file`, 'first', { flag: 'wx' });
      await assertFails(fs.writeFile(`${dir}/file`, 'second', { flag: 'wx' }), { code: 'EEXIST', syscall: 'open' });
      assert.is(await fs.readFile(`${dir}/file`, 'utf8'), 'first');
    },
  },
  {
    name: 'cuts a file and lengthens it with zeros',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/file`, 'abcdef');
      await fs.truncate(`${dir}/file`, 3);
      assert.is(await fs.readFile(`${dir}/file`, 'utf8'), 'abc');
      await fs.truncate(`${dir}/file`, 5);
      assert.is(await fs.readFile(`${dir}/file`, 'utf8'), 'abc\0\0');
      await fs.truncate(`${dir}/file`);
      assert.is((await fs.stat(`${dir}/file`)).size, 0);
    },
  },
  {
    name: 'copies files of sizes around every limit',
    async run(fs, dir) {
      for (const size of [0, 1, 65537, 3 * 1024 * 1024 + 7]) {
        const data = bytes(size, size);
        await fs.writeFile(`${dir}/from`, data);
        await fs.copyFile(`${dir}/from`, `${dir}/to`);
        assertSame(await fs.readFile(`${dir}/to`), data, `a copy of ${size} bytes`);
        assertSame(await fs.readFile(`${dir}/from`), data, 'the original');
      }
      await fs.writeFile(`${dir}/from`, 'shorter');
      await fs.copyFile(`${dir}/from`, `${dir}/to`);
      assert.is(await fs.readFile(`${dir}/to`, 'utf8'), 'shorter');
    },
  },
  {
    name: 'copies only where there is no file with COPYFILE_EXCL',
    async run(fs, dir) {
      const { COPYFILE_EXCL } = constants;
      await fs.writeFile(`${dir}/from`, 'new');
      await fs.copyFile(`${dir}/from`, `${dir}/to`, COPYFILE_EXCL);
      assert.is(await fs.readFile(`${dir}/to`, 'utf8'), 'new');
      await fs.writeFile(`${dir}/to`, 'old');
      const site = { syscall: 'copyfile', path: `${dir}/from`, dest: `${dir}/to` };
      await assertFails(fs.copyFile(`${dir}/from`, `${dir}/to`, COPYFILE_EXCL), { code: 'EEXIST', ...site });
      assert.is(await fs.readFile(`${dir}/to`, 'utf8'), 'old');
    },
  },
];
