import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OperationError } from '../../../lib/fs/errors/operation-error.ts';
import { looksOf, thrownBy } from '../../support/node-peer.ts';

const test = suite('fs/operation-error');

function removalOf(folder: string): OperationError {
  const info = {
    code: 'EISDIR',
    message: 'is a directory',
    path: folder,
    syscall: 'rm',
    errno: os.constants.errno.EISDIR,
  };
  return new OperationError('ERR_FS_EISDIR', 'Path is a directory', info);
}

test('removing a folder that may not be removed fails as in node', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smbfs-'));
  const theirs = thrownBy(() => fs.rmSync(folder));
  fs.rmdirSync(folder);
  const ours = removalOf(folder);
  // Node's class is not exported.
  assert.equal({ ...looksOf(ours), constructor: 0 }, { ...looksOf(theirs), constructor: 0 });
  assert.equal(Object.getOwnPropertyNames(ours).sort(), Object.getOwnPropertyNames(theirs).sort());
  assert.is(JSON.stringify(ours), JSON.stringify(theirs));
});

test('both paths show where there are two', () => {
  const info = { code: 'EINVAL', message: 'no', path: '/a', dest: '/b', syscall: 'cp', errno: 22 };
  const error = new OperationError('ERR_FS_CP_EINVAL', 'Invalid src or dest', info);
  assert.is(error.message, 'Invalid src or dest: cp returned EINVAL (no) /a => /b');
  assert.equal({ ...error }, { code: 'ERR_FS_CP_EINVAL', info, errno: 22, syscall: 'cp', path: '/a', dest: '/b' });
});

test('what happened inside can be corrected through the error', () => {
  const error = removalOf('/a');
  assert.is(Reflect.set(error, 'path', '/b'), true);
  assert.is(error.info.path, '/b');
});

test.run();
