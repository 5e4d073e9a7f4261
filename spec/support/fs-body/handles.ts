/** Open files: positions, parts, what is seen while a file is open. */
import * as assert from 'uvu/assert';
import { assertFails, assertSame, type Behaviour, bytes } from './behaviour.ts';

const GIB = 2 ** 30;

/** On both sides of what 31, 32 and 33 bits hold. */
const FAR_OFFSETS = [2 * GIB - 5, 2 * GIB + 10, 4 * GIB - 5, 4 * GIB + 10, 4 * GIB + 1_000_003, 9 * GIB + 11];

export const handleBehaviours: readonly Behaviour[] = [
  {
    name: 'reads and writes at a position and where it left off',
    async run(fs, dir) {
      const file = await fs.open(`${dir}/file`, 'w+');
      try {
        await file.write('0123456789');
        await file.write('ab', 4);
        await file.write(Buffer.from('..XY..'), 2, 2, 8);
        await file.write('!');
        assert.is((await file.stat()).size, 11);
        const buffer = Buffer.alloc(8, '-');
        assert.is((await file.read(buffer, 2, 4, 3)).bytesRead, 4);
        assert.is(buffer.toString(), '--3ab6--');
        const { bytesRead, buffer: same } = await file.read({ buffer, position: 8 });
        assert.is(bytesRead, 3);
        assert.is(same, buffer);
        assert.is(buffer.toString('latin1', 0, 3), 'XY!');
      } finally {
        await file.close();
      }
      const reader = await fs.open(`${dir}/file`);
      try {
        const part = Buffer.alloc(6);
        assert.is((await reader.read(part)).bytesRead, 6);
        assert.is(part.toString(), '0123ab');
        assert.is((await reader.read(part, 0, 2, 0)).bytesRead, 2);
        assert.is(await reader.readFile('utf8'), '67XY!');
      } finally {
        await reader.close();
      }
    },
  },
  {
    name: 'reads nothing into nothing, and nothing at the end of a file',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/file`, 'abc');
      const file = await fs.open(`${dir}/file`, 'r+');
      try {
        assert.is((await file.read(Buffer.alloc(4), 0, 0, 0)).bytesRead, 0);
        assert.is((await file.read(Buffer.alloc(4), 0, 4, 3)).bytesRead, 0);
        assert.is((await file.read(Buffer.alloc(4), 0, 4, 4 * GIB)).bytesRead, 0);
        assert.is((await file.read(Buffer.alloc(4), 0, 4, 1)).bytesRead, 2);
        assert.is((await file.write(Buffer.alloc(0), 0, 0, 10)).bytesWritten, 0);
        assert.is((await file.stat()).size, 3);
      } finally {
        await file.close();
      }
    },
  },
  {
    name: 'reads and writes lists of buffers',
    async run(fs, dir) {
      const data = bytes(300_000);
      const parts = [data.subarray(0, 1), data.subarray(1, 100_000), data.subarray(100_000)];
      const file = await fs.open(`${dir}/file`, 'w+');
      try {
        assert.is((await file.writev(parts, 5)).bytesWritten, data.length);
        const into = [Buffer.alloc(200_000), Buffer.alloc(200_000)];
        assert.is((await file.readv(into, 5)).bytesRead, data.length);
        assertSame(Buffer.concat(into).subarray(0, data.length), data);
      } finally {
        await file.close();
      }
    },
  },
  {
    name: 'writes many parts at once, each in its place',
    async run(fs, dir) {
      const size = 20_011;
      const data = bytes(64 * size);
      const file = await fs.open(`${dir}/file`, 'w+');
      try {
        const starts = Array.from({ length: 64 }, (_, index) => index * size);
        await Promise.all(starts.map((start) => file.write(data, start, size, start)));
        const parts = starts.map(() => Buffer.alloc(size));
        await Promise.all(starts.map((start, index) => file.read(parts[index] as Buffer, 0, size, start)));
        assertSame(Buffer.concat(parts), data);
      } finally {
        await file.close();
      }
      assertSame(await fs.readFile(`${dir}/file`), data);
    },
  },
  {
    name: 'reads and writes beyond 2, 4 and 8 GiB of a sparse file',
    async run(fs, dir) {
      const path = `${dir}/sparse`;
      const file = await fs.open(path, 'w+');
      try {
        for (const offset of FAR_OFFSETS) await file.write(Buffer.from(`<${offset}>`), 0, null, offset);
        for (const offset of FAR_OFFSETS) {
          const text = `<${offset}>`;
          const buffer = Buffer.alloc(text.length + 4, '?');
          await file.read(buffer, 4, text.length, offset);
          assert.is(buffer.toString(), `????${text}`);
        }
        const hole = Buffer.alloc(16, 1);
        assert.is((await file.read(hole, 0, 16, 5 * GIB)).bytesRead, 16);
        assertSame(hole, Buffer.alloc(16), 'a hole');
        assert.is((await file.stat()).size, 9 * GIB + 11 + `<${9 * GIB + 11}>`.length);
        await file.truncate(4 * GIB + 1);
        assert.is((await file.stat({ bigint: true })).size, BigInt(4 * GIB + 1));
      } finally {
        await file.close();
      }
      assert.is((await fs.stat(path)).size, 4 * GIB + 1);
      await fs.unlink(path);
    },
  },
  {
    name: 'appends at the end whatever the position',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/file`, 'abc');
      const file = await fs.open(`${dir}/file`, 'a+');
      try {
        await file.write('de', 0);
        await file.appendFile('f');
        const { buffer, bytesRead } = await file.read(Buffer.alloc(10), 0, 10, 0);
        assert.is(buffer.toString('latin1', 0, bytesRead), 'abcdef');
      } finally {
        await file.close();
      }
    },
  },
  {
    name: 'opens to write without emptying, and creates only where it may',
    async run(fs, dir) {
      await assertFails(fs.open(`${dir}/file`, 'r+'), { code: 'ENOENT', syscall: 'open', path: `${dir}/file` });
      await fs.writeFile(`${dir}/file`, 'abc');
      const file = await fs.open(`${dir}/file`, 'r+');
      await file.write('X', 1);
      await file.close();
      assert.is(await fs.readFile(`${dir}/file`, 'utf8'), 'aXc');
      await assertFails(fs.open(`${dir}/file`, 'wx'), { code: 'EEXIST', syscall: 'open', path: `${dir}/file` });
      const emptied = await fs.open(`${dir}/file`, 'w');
      assert.is((await emptied.stat()).size, 0);
      await emptied.close();
    },
  },
  {
    name: 'refuses what a file was not opened for',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/file`, 'abc');
      const reader = await fs.open(`${dir}/file`, 'r');
      await assertFails(reader.write('x'), { code: 'EBADF', syscall: 'write' });
      await reader.close();
      const writer = await fs.open(`${dir}/file`, 'a');
      await assertFails(writer.read(Buffer.alloc(1), 0, 1, 0), { code: 'EBADF', syscall: 'read' });
      await writer.close();
    },
  },
  {
    name: 'flushes, cuts and describes an open file',
    async run(fs, dir) {
      const file = await fs.open(`${dir}/file`, 'w+');
      await file.writeFile('content');
      await file.sync();
      await file.datasync();
      await file.truncate(4);
      assert.is((await file.stat()).size, 4);
      assert.ok((await file.stat()).isFile());
      await file.close();
      assert.is(await fs.readFile(`${dir}/file`, 'utf8'), 'cont');
    },
  },
  {
    name: 'is done with a closed handle, and closes one at the end of its block',
    async run(fs, dir) {
      const file = await fs.open(`${dir}/file`, 'w');
      await file.close();
      await file.close();
      assert.is(file.fd, -1);
      await assertFails(file.write('x'), { code: 'EBADF' });
      const other = await fs.open(`${dir}/file`, 'r');
      await other[Symbol.asyncDispose]();
      await assertFails(other.stat(), { code: 'EBADF' });
    },
  },
  {
    name: 'shows what one handle writes to another',
    async run(fs, dir) {
      const writer = await fs.open(`${dir}/file`, 'w');
      const reader = await fs.open(`${dir}/file`, 'r');
      try {
        const buffer = Buffer.alloc(10);
        for (const word of ['one', 'two', 'six']) {
          await writer.write(word);
          assert.is((await reader.read(buffer, 0, 3, null)).bytesRead, 3);
          assert.is(buffer.toString('latin1', 0, 3), word);
        }
      } finally {
        await writer.close();
        await reader.close();
      }
    },
  },
];
