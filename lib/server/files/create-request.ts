/** What a CREATE request may say, before anything is known of the file.  [MS-SMB2] 3.3.5.9, [MS-FSA] 2.1.5.1 */
import { ACCESS_SYSTEM_SECURITY, DELETE, GENERIC_ALL, MAXIMUM_ALLOWED } from '../../wire/commands/access-mask.ts';
import {
  type CreateRequest,
  FILE_CREATE,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_NON_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_BY_FILE_ID,
  FILE_OPEN_IF,
  FILE_OVERWRITE_IF,
  FILE_SHARE_DELETE,
  FILE_SHARE_READ,
  FILE_SHARE_WRITE,
  IMPERSONATION_LEVEL_DELEGATE,
} from '../../wire/commands/create.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_PRIVILEGE_NOT_HELD,
} from '../../wire/ntstatus.ts';
import { StatusFailure } from '../protocol/status-failure.ts';

/** No other answer has this status. */
const STATUS_BAD_IMPERSONATION_LEVEL = 0xc00000a5;

const SHARE_ACCESS = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
/** CreateOptions that no client may send. */
const UNDEFINED_OPTIONS = 0xff00_0000;
/** FileAttributes that are none. */
const UNDEFINED_ATTRIBUTES = 0xffff_8048;
const UNDEFINED_ACCESS = 0x0ce0_fe00;

/** Throws a StatusFailure for a request that contradicts itself, or asks for what this server never does. */
export function checkCreateRequest(request: CreateRequest): void {
  const { createDisposition, createOptions, desiredAccess, fileAttributes, impersonationLevel, shareAccess } = request;
  if (impersonationLevel > IMPERSONATION_LEVEL_DELEGATE) throw new StatusFailure(STATUS_BAD_IMPERSONATION_LEVEL);
  if (createOptions & FILE_OPEN_BY_FILE_ID) throw new StatusFailure(STATUS_NOT_SUPPORTED);
  const directory = (createOptions & FILE_DIRECTORY_FILE) !== 0;
  const opensDirectories = [FILE_CREATE, FILE_OPEN, FILE_OPEN_IF].includes(createDisposition);
  const invalid =
    createDisposition > FILE_OVERWRITE_IF ||
    shareAccess & ~SHARE_ACCESS ||
    createOptions & UNDEFINED_OPTIONS ||
    fileAttributes & UNDEFINED_ATTRIBUTES ||
    (directory && createOptions & FILE_NON_DIRECTORY_FILE) ||
    (directory && !opensDirectories) ||
    (createOptions & FILE_DELETE_ON_CLOSE && !(desiredAccess & (DELETE | GENERIC_ALL | MAXIMUM_ALLOWED)));
  if (invalid) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  if (desiredAccess & ACCESS_SYSTEM_SECURITY) throw new StatusFailure(STATUS_PRIVILEGE_NOT_HELD);
  if (desiredAccess === 0 || desiredAccess & UNDEFINED_ACCESS) throw new StatusFailure(STATUS_ACCESS_DENIED);
}
