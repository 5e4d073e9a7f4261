import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errnoNumber, fsError, statusError } from '../../../lib/fs/errors/system-error.ts';
import { STATUS_DELETE_PENDING, STATUS_OBJECT_NAME_NOT_FOUND } from '../../../lib/wire/ntstatus.ts';
import { assertSameError, looksOf } from '../../support/node-peer.ts';

const test = suite('fs/system-error');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smbfs-'));
const [file, full, gone] = [path.join(folder, 'file'), path.join(folder, 'full'), path.join(folder, 'gone')];
fs.writeFileSync(file, '');
fs.mkdirSync(full);
fs.writeFileSync(path.join(full, 'inside'), '');
test.after(() => fs.rmSync(folder, { recursive: true }));

const NO_FD = 2 ** 31 - 1;

/** Failures of the real thing, and what we say of the same. */
const FAILURES: ReadonlyArray<readonly [nodes: () => unknown, ours: Parameters<typeof fsError>]> = [
  [() => fs.openSync(gone, 'r'), ['ENOENT', 'open', gone]],
  [() => fs.statSync(''), ['ENOENT', 'stat', '']],
  [() => fs.renameSync(gone, file), ['ENOENT', 'rename', gone, file]],
  [() => fs.symlinkSync('', ''), ['ENOENT', 'symlink', '', '']],
  [() => fs.mkdirSync(full), ['EEXIST', 'mkdir', full]],
  [() => fs.rmdirSync(full), ['ENOTEMPTY', 'rmdir', full]],
  [() => fs.rmdirSync(file), ['ENOTDIR', 'rmdir', file]],
  [() => fs.readdirSync(file), ['ENOTDIR', 'scandir', file]],
  [() => fs.openSync(full, 'w'), ['EISDIR', 'open', full]],
  [() => fs.readlinkSync(file), ['EINVAL', 'readlink', file]],
  [() => fs.copyFileSync(file, full), ['EISDIR', 'copyfile', file, full]],
  [() => fs.statSync(path.join(folder, 'x'.repeat(256))), ['ENAMETOOLONG', 'stat', path.join(folder, 'x'.repeat(256))]],
  [() => fs.fsyncSync(NO_FD), ['EBADF', 'fsync']],
];

test('failures look like those of the kernel’s file system', () => {
  for (const [nodes, ours] of FAILURES) {
    assertSameError(() => {
      throw fsError(...ours);
    }, nodes);
  }
});

test('failures look like those of node’s asynchronous functions', async () => {
  const theirs = await fs.promises.rename(gone, file).catch((error: unknown) => error);
  assert.equal(looksOf(fsError('ENOENT', 'rename', gone, file)), looksOf(theirs));
});

test('every code that node knows has its number and words', () => {
  for (const [errno, [code, words]] of getSystemErrorMap()) {
    const error = fsError(code, 'open', '/a');
    assert.is(error.errno, errno);
    assert.is(errnoNumber(code), errno);
    assert.is(error.message, `${code}: ${words}, open '/a'`);
  }
});

test('a full quota, for which node has no words, has a number too', () => {
  const error = fsError('EDQUOT', 'write');
  assert.is(error.message, 'EDQUOT: disk quota exceeded, write');
  assert.is(error.errno, -(os.constants.errno.EDQUOT ?? 122));
});

test('the server’s answer is told by name, and the cause kept', () => {
  const cause = new Error('below');
  const error = statusError(STATUS_OBJECT_NAME_NOT_FOUND, 'rename', '/a', '/b', cause);
  assert.is(error.message, "ENOENT: no such file or directory, rename '/a' -> '/b'");
  assert.is(error.ntstatus, 'STATUS_OBJECT_NAME_NOT_FOUND');
  assert.is(error.cause, cause);
  assert.equal(Object.keys(error), ['errno', 'code', 'syscall', 'path', 'dest', 'ntstatus']);
  assert.is(
    fsError('EACCES', 'open', '/a', undefined, { ntstatus: STATUS_DELETE_PENDING }).ntstatus,
    'STATUS_DELETE_PENDING',
  );
  assert.not.ok('ntstatus' in fsError('ENOENT', 'open'));
  assert.not.ok('cause' in fsError('ENOENT', 'open'));
});

test.run();
