/** What is known of a file without reading it, and how it is changed. */
import { constants } from 'node:fs';
import * as assert from 'uvu/assert';
import { assertFails, type Behaviour } from './behaviour.ts';

const HALF_A_MINUTE = 30_000;

export const statBehaviours: readonly Behaviour[] = [
  {
    name: 'describes files and folders',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/file`, 'abc');
      for (const stats of [await fs.stat(`${dir}/file`), await fs.lstat(`${dir}/file`)]) {
        assert.is(stats.size, 3);
        assert.is(stats.nlink, 1);
        assert.ok(stats.isFile());
        assert.not(stats.isDirectory());
        assert.not(stats.isSymbolicLink());
        assert.ok(Math.abs(stats.mtimeMs - Date.now()) < HALF_A_MINUTE, 'written just now');
        assert.is(stats.mtime.getTime(), Math.round(stats.mtimeMs));
      }
      const folder = await fs.stat(dir);
      assert.ok(folder.isDirectory());
      assert.not(folder.isFile());
    },
  },
  {
    name: 'describes files in whole nanoseconds',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/file`, 'abc');
      const [plain, precise] = [await fs.stat(`${dir}/file`), await fs.stat(`${dir}/file`, { bigint: true })];
      assert.is(precise.size, 3n);
      assert.is(precise.mtimeMs, BigInt(Math.floor(plain.mtimeMs)));
      assert.is(precise.mtimeNs / 1_000_000n, precise.mtimeMs);
      assert.ok((await fs.lstat(dir, { bigint: true })).isDirectory());
    },
  },
  {
    name: 'knows a file by its number, wherever it goes',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/a`, '');
      await fs.writeFile(`${dir}/b`, '');
      const { ino } = await fs.stat(`${dir}/a`, { bigint: true });
      assert.is.not((await fs.stat(`${dir}/b`, { bigint: true })).ino, ino);
      await fs.rename(`${dir}/a`, `${dir}/c`);
      assert.is((await fs.stat(`${dir}/c`, { bigint: true })).ino, ino);
      const file = await fs.open(`${dir}/c`);
      assert.is((await file.stat({ bigint: true })).ino, ino);
      await file.close();
    },
  },
  {
    name: 'sets times, as dates, numbers and digits',
    async run(fs, dir) {
      const path = `${dir}/file`;
      await fs.writeFile(path, '');
      await fs.utimes(path, new Date('2001-02-03T04:05:06.789Z'), 1_234_567_890.125);
      const stats = await fs.stat(path);
      assert.is(stats.atime.toISOString(), '2001-02-03T04:05:06.789Z');
      assert.is(stats.mtimeMs, 1_234_567_890_125);
      await fs.utimes(path, '86400', 0);
      assert.is((await fs.stat(path)).atimeMs, 86_400_000);
      assert.is((await fs.stat(path)).mtimeMs, 0);
      await fs.utimes(dir, 1, 2);
      assert.is((await fs.stat(dir)).mtimeMs, 2000);
    },
  },
  {
    name: 'says whether something is there and may be used',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/file`, '');
      await fs.access(`${dir}/file`);
      await fs.access(`${dir}/file`, constants.R_OK | constants.W_OK);
      await fs.access(dir, constants.R_OK | constants.W_OK | constants.X_OK);
      await assertFails(fs.access(`${dir}/none`), { code: 'ENOENT', syscall: 'access', path: `${dir}/none` });
    },
  },
  {
    name: 'knows how much room there is',
    async run(fs, dir) {
      const room = await fs.statfs(dir);
      assert.ok(room.bsize > 0 && room.blocks > 0);
      assert.ok(room.blocks >= room.bfree && room.bfree >= room.bavail);
      const precise = await fs.statfs(dir, { bigint: true });
      assert.is(precise.blocks * precise.bsize, BigInt(room.blocks) * BigInt(room.bsize));
    },
  },
  {
    name: 'finds the real path of a detour',
    async run(fs, dir) {
      await fs.mkdir(`${dir}/a/b`, { recursive: true });
      const real = await fs.realpath(dir);
      assert.is(await fs.realpath(`${dir}/a/./b/../b/`), `${real}/a/b`);
      await assertFails(fs.realpath(`${dir}/none`), { code: 'ENOENT', path: `${dir}/none` });
    },
  },
];
