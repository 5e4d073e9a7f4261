/** How calls fail: in node's words, and with nothing broken afterwards. */
import * as assert from 'uvu/assert';
import { assertFails, type Behaviour, bytes } from './behaviour.ts';

export const errorBehaviours: readonly Behaviour[] = [
  {
    name: 'says what is missing',
    async run(fs, dir) {
      const path = `${dir}/none`;
      const failed = (syscall: string) => ({
        name: 'Error',
        code: 'ENOENT',
        errno: -2,
        syscall,
        path,
        message: `ENOENT: no such file or directory, ${syscall} '${path}'`,
      });
      await assertFails(fs.readFile(path), failed('open'));
      await assertFails(fs.open(path), failed('open'));
      await assertFails(fs.truncate(path), failed('open'));
      await assertFails(fs.stat(path), failed('stat'));
      await assertFails(fs.lstat(path), failed('lstat'));
      await assertFails(fs.readdir(path), failed('scandir'));
      await assertFails(fs.opendir(path), failed('opendir'));
      await assertFails(fs.unlink(path), failed('unlink'));
      await assertFails(fs.rmdir(path), failed('rmdir'));
      await assertFails(fs.utimes(path, 1, 1), failed('utime'));
      await assertFails(fs.writeFile(`${path}/x`, ''), { code: 'ENOENT', syscall: 'open', path: `${path}/x` });
      const dest = `${dir}/to`;
      await assertFails(fs.copyFile(path, dest), { code: 'ENOENT', syscall: 'copyfile', path, dest });
    },
  },
  {
    name: 'says what is a folder',
    async run(fs, dir) {
      await fs.mkdir(`${dir}/folder`);
      const path = `${dir}/folder`;
      await assertFails(fs.readFile(path), { code: 'EISDIR', syscall: 'read' });
      await assertFails(fs.writeFile(path, ''), { code: 'EISDIR', syscall: 'open', path });
      await assertFails(fs.appendFile(path, ''), { code: 'EISDIR', syscall: 'open', path });
      await assertFails(fs.open(path, 'r+'), { code: 'EISDIR', syscall: 'open', path });
      await assertFails(fs.truncate(path), { code: 'EISDIR', syscall: 'open', path });
    },
  },
  {
    name: 'says what is no folder',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/file`, '');
      const path = `${dir}/file/x`;
      await assertFails(fs.readFile(path), { code: 'ENOTDIR', syscall: 'open', path });
      await assertFails(fs.writeFile(path, ''), { code: 'ENOTDIR', syscall: 'open', path });
      await assertFails(fs.stat(path), { code: 'ENOTDIR', syscall: 'stat', path });
      await assertFails(fs.mkdir(path), { code: 'ENOTDIR', syscall: 'mkdir', path });
      await assertFails(fs.unlink(path), { code: 'ENOTDIR', syscall: 'unlink', path });
      await assertFails(fs.readdir(`${dir}/file`), { code: 'ENOTDIR', syscall: 'scandir', path: `${dir}/file` });
      await assertFails(fs.opendir(`${dir}/file`), { code: 'ENOTDIR', syscall: 'opendir', path: `${dir}/file` });
    },
  },
  {
    name: 'refuses arguments that make no sense',
    async run(fs, dir) {
      const wrong = undefined as unknown as string;
      await assertFails(fs.readFile(wrong), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
      await assertFails(fs.stat(`${dir}/\0`), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
      await assertFails(fs.open(dir, 'nonsense'), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
      await assertFails(fs.mkdir(wrong), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
      await assertFails(fs.writeFile(`${dir}/file`, wrong), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
      assert.equal(await fs.readdir(dir), []);
    },
  },
  {
    name: 'does nothing once its signal has said so',
    async run(fs, dir) {
      const signal = AbortSignal.abort();
      await fs.writeFile(`${dir}/file`, 'kept');
      await assertFails(fs.readFile(`${dir}/file`, { signal }), { name: 'AbortError', code: 'ABORT_ERR' });
      await assertFails(fs.writeFile(`${dir}/file`, 'lost', { signal }), { name: 'AbortError', code: 'ABORT_ERR' });
      assert.is(await fs.readFile(`${dir}/file`, 'utf8'), 'kept');
    },
  },
  {
    name: 'stops reading and writing when its signal says so',
    async run(fs, dir) {
      const data = bytes(16 * 1024 * 1024);
      const aborted = { name: 'AbortError', code: 'ABORT_ERR' };
      const writing = new AbortController();
      const written = fs.writeFile(`${dir}/file`, data, { signal: writing.signal });
      setImmediate(() => writing.abort());
      await assertFails(written, aborted);
      await fs.writeFile(`${dir}/file`, data);
      const reading = new AbortController();
      const read = fs.readFile(`${dir}/file`, { signal: reading.signal });
      setImmediate(() => reading.abort());
      await assertFails(read, aborted);
      assert.is((await fs.stat(`${dir}/file`)).size, data.length);
    },
  },
];
