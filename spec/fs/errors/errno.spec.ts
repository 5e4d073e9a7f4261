import { getSystemErrorMap } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errnoOfStatus } from '../../../lib/fs/errors/errno.ts';
import * as ntstatus from '../../../lib/wire/ntstatus.ts';

const test = suite('fs/errno');

/** What a program relies on. */
const EXPECTED: ReadonlyArray<readonly [status: number, code: string]> = [
  [ntstatus.STATUS_OBJECT_NAME_NOT_FOUND, 'ENOENT'],
  [ntstatus.STATUS_OBJECT_PATH_NOT_FOUND, 'ENOENT'],
  [ntstatus.STATUS_NO_SUCH_FILE, 'ENOENT'],
  [ntstatus.STATUS_BAD_NETWORK_NAME, 'ENOENT'],
  [ntstatus.STATUS_OBJECT_NAME_COLLISION, 'EEXIST'],
  [ntstatus.STATUS_ACCESS_DENIED, 'EACCES'],
  [ntstatus.STATUS_LOGON_FAILURE, 'EACCES'],
  [ntstatus.STATUS_CANNOT_DELETE, 'EPERM'],
  [ntstatus.STATUS_SHARING_VIOLATION, 'EBUSY'],
  [ntstatus.STATUS_DELETE_PENDING, 'EBUSY'],
  [ntstatus.STATUS_FILE_LOCK_CONFLICT, 'EBUSY'],
  [ntstatus.STATUS_DIRECTORY_NOT_EMPTY, 'ENOTEMPTY'],
  [ntstatus.STATUS_NOT_A_DIRECTORY, 'ENOTDIR'],
  [ntstatus.STATUS_FILE_IS_A_DIRECTORY, 'EISDIR'],
  [ntstatus.STATUS_NAME_TOO_LONG, 'ENAMETOOLONG'],
  [ntstatus.STATUS_DISK_FULL, 'ENOSPC'],
  [ntstatus.STATUS_QUOTA_EXCEEDED, 'EDQUOT'],
  [ntstatus.STATUS_MEDIA_WRITE_PROTECTED, 'EROFS'],
  [ntstatus.STATUS_FILE_CLOSED, 'EBADF'],
  [ntstatus.STATUS_INVALID_HANDLE, 'EBADF'],
  [ntstatus.STATUS_NOT_SAME_DEVICE, 'EXDEV'],
  [ntstatus.STATUS_TOO_MANY_OPENED_FILES, 'EMFILE'],
  [ntstatus.STATUS_INSUFFICIENT_RESOURCES, 'ENOMEM'],
  [0xc0000205, 'ENOMEM'],
  [ntstatus.STATUS_NOT_SUPPORTED, 'ENOTSUP'],
  [ntstatus.STATUS_NOT_IMPLEMENTED, 'ENOSYS'],
  [ntstatus.STATUS_INVALID_PARAMETER, 'EINVAL'],
  [ntstatus.STATUS_NOT_A_REPARSE_POINT, 'EINVAL'],
  [ntstatus.STATUS_STOPPED_ON_SYMLINK, 'ELOOP'],
  [ntstatus.STATUS_IO_TIMEOUT, 'ETIMEDOUT'],
  [ntstatus.STATUS_CANCELLED, 'ECANCELED'],
  [ntstatus.STATUS_USER_SESSION_DELETED, 'ENOTCONN'],
];

test('statuses have the code that POSIX has for the same', () => {
  for (const [status, code] of EXPECTED) assert.is(errnoOfStatus(status), code, ntstatus.ntstatusName(status));
});

test('what POSIX has no word for, and what nobody knows, is EIO', () => {
  for (const status of [ntstatus.STATUS_DISK_CORRUPT_ERROR, ntstatus.STATUS_UNSUCCESSFUL, 0xc0001234, 0xffffffff]) {
    assert.is(errnoOfStatus(status), 'EIO', ntstatus.ntstatusName(status));
  }
});

test('every code is one that node knows, but for a full quota', () => {
  const known = new Set([...getSystemErrorMap().values()].map(([code]) => code));
  for (const status of Object.values(ntstatus)) {
    if (typeof status !== 'number') continue;
    const code = errnoOfStatus(status);
    assert.ok(known.has(code) || code === 'EDQUOT', code);
  }
});

/** Read one by one and left without a code of their own: faults inside the server, answers, and what asks for something else. */
const LEFT_AT_EIO = [
  ...['STATUS_SUCCESS', 'STATUS_PENDING', 'STATUS_REPARSE', 'STATUS_SOME_NOT_MAPPED', 'STATUS_NOTIFY_CLEANUP'],
  ...['STATUS_OPLOCK_BREAK_IN_PROGRESS', 'STATUS_NOTIFY_ENUM_DIR', 'STATUS_BUFFER_OVERFLOW', 'STATUS_NO_MORE_FILES'],
  ...[
    'STATUS_NO_MORE_EAS',
    'STATUS_NO_MORE_ENTRIES',
    'STATUS_VERIFY_REQUIRED',
    'STATUS_UNSUCCESSFUL',
    'STATUS_END_OF_FILE',
  ],
  ...['STATUS_MORE_PROCESSING_REQUIRED', 'STATUS_DISK_CORRUPT_ERROR', 'STATUS_DATA_ERROR', 'STATUS_CRC_ERROR'],
  ...['STATUS_EA_CORRUPT_ERROR', 'STATUS_FILE_INVALID', 'STATUS_UNEXPECTED_NETWORK_ERROR', 'STATUS_FILE_RENAMED'],
  ...['STATUS_DUPLICATE_NAME', 'STATUS_INTERNAL_ERROR', 'STATUS_FILE_CORRUPT_ERROR', 'STATUS_INVALID_ADDRESS'],
  ...['STATUS_INVALID_DEVICE_STATE', 'STATUS_IO_DEVICE_ERROR', 'STATUS_NO_RANGES_PROCESSED', 'STATUS_CONTEXT_MISMATCH'],
  ...['STATUS_BAD_DATA', 'STATUS_HASH_NOT_PRESENT'],
];

test('no status that this package names is left without a code by oversight', () => {
  const left = Object.entries(ntstatus)
    .filter(([name, status]) => name.startsWith('STATUS_') && errnoOfStatus(Number(status)) === 'EIO')
    .map(([name]) => name);
  assert.equal(left.sort(), LEFT_AT_EIO.sort());
});

test.run();
