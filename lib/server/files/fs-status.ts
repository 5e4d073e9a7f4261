/** The errors of a file system as the statuses that clients know.  [MS-ERREF] 2.3 */
import {
  STATUS_ACCESS_DENIED,
  STATUS_DIRECTORY_NOT_EMPTY,
  STATUS_DISK_FULL,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_FILE_SYSTEM_LIMITATION,
  STATUS_INVALID_PARAMETER,
  STATUS_IO_DEVICE_ERROR,
  STATUS_MEDIA_WRITE_PROTECTED,
  STATUS_NOT_A_DIRECTORY,
  STATUS_NOT_SAME_DEVICE,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_QUOTA_EXCEEDED,
  STATUS_SHARING_VIOLATION,
  STATUS_TOO_MANY_LINKS,
  STATUS_TOO_MANY_OPENED_FILES,
} from '../../wire/ntstatus.ts';

const STATUSES: ReadonlyMap<string, number> = new Map([
  ['EACCES', STATUS_ACCESS_DENIED],
  ['EPERM', STATUS_ACCESS_DENIED],
  ['EBUSY', STATUS_SHARING_VIOLATION],
  ['EDQUOT', STATUS_QUOTA_EXCEEDED],
  ['EEXIST', STATUS_OBJECT_NAME_COLLISION],
  ['EFBIG', STATUS_FILE_SYSTEM_LIMITATION],
  ['EINVAL', STATUS_INVALID_PARAMETER],
  ['EIO', STATUS_IO_DEVICE_ERROR],
  ['EISDIR', STATUS_FILE_IS_A_DIRECTORY],
  ['ELOOP', STATUS_OBJECT_PATH_NOT_FOUND],
  ['EMFILE', STATUS_TOO_MANY_OPENED_FILES],
  ['EMLINK', STATUS_TOO_MANY_LINKS],
  ['ENAMETOOLONG', STATUS_OBJECT_NAME_INVALID],
  ['ENFILE', STATUS_TOO_MANY_OPENED_FILES],
  ['ENOENT', STATUS_OBJECT_NAME_NOT_FOUND],
  ['ENOSPC', STATUS_DISK_FULL],
  ['ENOSYS', STATUS_NOT_SUPPORTED],
  ['ENOTDIR', STATUS_NOT_A_DIRECTORY],
  ['ENOTEMPTY', STATUS_DIRECTORY_NOT_EMPTY],
  ['ENOTSUP', STATUS_NOT_SUPPORTED],
  ['EROFS', STATUS_MEDIA_WRITE_PROTECTED],
  ['ERR_OUT_OF_RANGE', STATUS_FILE_SYSTEM_LIMITATION], // memfs, of a file that no buffer can hold
  ['ERR_FS_FILE_TOO_LARGE', STATUS_FILE_SYSTEM_LIMITATION],
  ['ETXTBSY', STATUS_SHARING_VIOLATION],
  ['EXDEV', STATUS_NOT_SAME_DEVICE],
]);

/** The status of what a file system threw; undefined when it is no error of a file system. */
export function statusOfFsError(error: unknown): number | undefined {
  const code = codeOf(error);
  return code === undefined ? undefined : STATUSES.get(code);
}

/** Whether the file system says that a name leads to nothing, or only to itself. */
export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
