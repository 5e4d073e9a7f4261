import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as ntstatus from '../../lib/wire/ntstatus.ts';
import { isErrorStatus, isWarningStatus, ntstatusName } from '../../lib/wire/ntstatus.ts';
import { NTSTATUS_TABLE } from '../../lib/wire/ntstatus-table.ts';

const test = suite('wire/ntstatus');

/** Copied from the published page by hand, so that the generator is not its own witness. */
const PUBLISHED: ReadonlyArray<readonly [status: number, name: string]> = [
  [0x00000000, 'STATUS_SUCCESS'],
  [0x00000102, 'STATUS_TIMEOUT'],
  [0x00000103, 'STATUS_PENDING'],
  [0x00000104, 'STATUS_REPARSE'],
  [0x0000010b, 'STATUS_NOTIFY_CLEANUP'],
  [0x0000010c, 'STATUS_NOTIFY_ENUM_DIR'],
  [0x40000000, 'STATUS_OBJECT_NAME_EXISTS'],
  [0x80000001, 'STATUS_GUARD_PAGE_VIOLATION'],
  [0x80000005, 'STATUS_BUFFER_OVERFLOW'],
  [0x80000006, 'STATUS_NO_MORE_FILES'],
  [0x80000014, 'STATUS_EA_LIST_INCONSISTENT'],
  [0x8000001a, 'STATUS_NO_MORE_ENTRIES'],
  [0x8000002d, 'STATUS_STOPPED_ON_SYMLINK'],
  [0xc0000001, 'STATUS_UNSUCCESSFUL'],
  [0xc0000002, 'STATUS_NOT_IMPLEMENTED'],
  [0xc0000003, 'STATUS_INVALID_INFO_CLASS'],
  [0xc0000004, 'STATUS_INFO_LENGTH_MISMATCH'],
  [0xc0000008, 'STATUS_INVALID_HANDLE'],
  [0xc000000d, 'STATUS_INVALID_PARAMETER'],
  [0xc000000f, 'STATUS_NO_SUCH_FILE'],
  [0xc0000010, 'STATUS_INVALID_DEVICE_REQUEST'],
  [0xc0000011, 'STATUS_END_OF_FILE'],
  [0xc0000016, 'STATUS_MORE_PROCESSING_REQUIRED'],
  [0xc0000017, 'STATUS_NO_MEMORY'],
  [0xc0000022, 'STATUS_ACCESS_DENIED'],
  [0xc0000023, 'STATUS_BUFFER_TOO_SMALL'],
  [0xc0000033, 'STATUS_OBJECT_NAME_INVALID'],
  [0xc0000034, 'STATUS_OBJECT_NAME_NOT_FOUND'],
  [0xc0000035, 'STATUS_OBJECT_NAME_COLLISION'],
  [0xc0000039, 'STATUS_OBJECT_PATH_INVALID'],
  [0xc000003a, 'STATUS_OBJECT_PATH_NOT_FOUND'],
  [0xc000003b, 'STATUS_OBJECT_PATH_SYNTAX_BAD'],
  [0xc0000043, 'STATUS_SHARING_VIOLATION'],
  [0xc0000054, 'STATUS_FILE_LOCK_CONFLICT'],
  [0xc0000055, 'STATUS_LOCK_NOT_GRANTED'],
  [0xc0000056, 'STATUS_DELETE_PENDING'],
  [0xc0000061, 'STATUS_PRIVILEGE_NOT_HELD'],
  [0xc000006a, 'STATUS_WRONG_PASSWORD'],
  [0xc000006d, 'STATUS_LOGON_FAILURE'],
  [0xc000006e, 'STATUS_ACCOUNT_RESTRICTION'],
  [0xc0000071, 'STATUS_PASSWORD_EXPIRED'],
  [0xc0000072, 'STATUS_ACCOUNT_DISABLED'],
  [0xc000007e, 'STATUS_RANGE_NOT_LOCKED'],
  [0xc000007f, 'STATUS_DISK_FULL'],
  [0xc000009a, 'STATUS_INSUFFICIENT_RESOURCES'],
  [0xc00000a2, 'STATUS_MEDIA_WRITE_PROTECTED'],
  [0xc00000b5, 'STATUS_IO_TIMEOUT'],
  [0xc00000ba, 'STATUS_FILE_IS_A_DIRECTORY'],
  [0xc00000bb, 'STATUS_NOT_SUPPORTED'],
  [0xc00000c9, 'STATUS_NETWORK_NAME_DELETED'],
  [0xc00000cc, 'STATUS_BAD_NETWORK_NAME'],
  [0xc00000d4, 'STATUS_NOT_SAME_DEVICE'],
  [0xc0000101, 'STATUS_DIRECTORY_NOT_EMPTY'],
  [0xc0000103, 'STATUS_NOT_A_DIRECTORY'],
  [0xc0000106, 'STATUS_NAME_TOO_LONG'],
  [0xc000011f, 'STATUS_TOO_MANY_OPENED_FILES'],
  [0xc0000120, 'STATUS_CANCELLED'],
  [0xc0000121, 'STATUS_CANNOT_DELETE'],
  [0xc0000128, 'STATUS_FILE_CLOSED'],
  [0xc000015b, 'STATUS_LOGON_TYPE_NOT_GRANTED'],
  [0xc0000203, 'STATUS_USER_SESSION_DELETED'],
  [0xc000022d, 'STATUS_RETRY'],
  [0xc0000233, 'STATUS_DOMAIN_CONTROLLER_NOT_FOUND'],
  [0xc0000234, 'STATUS_ACCOUNT_LOCKED_OUT'],
  [0xc0000257, 'STATUS_PATH_NOT_COVERED'],
  [0xc0000265, 'STATUS_TOO_MANY_LINKS'],
  [0xc0000275, 'STATUS_NOT_A_REPARSE_POINT'],
  [0xc000035c, 'STATUS_NETWORK_SESSION_EXPIRED'],
  [0xc0000466, 'STATUS_SERVER_UNAVAILABLE'],
  [0xc0000467, 'STATUS_FILE_NOT_AVAILABLE'],
  [0xc000a000, 'STATUS_INVALID_SIGNATURE'],
  [0xc000a100, 'STATUS_HASH_NOT_SUPPORTED'],
  [0xc002001b, 'RPC_NT_CALL_FAILED'],
  [0xc05d0000, 'STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP'],
  [0xc05d0001, 'STATUS_SMB_BAD_CLUSTER_DIALECT'],
];

test('values have the names that the specification publishes', () => {
  for (const [status, name] of PUBLISHED) assert.is(ntstatusName(status), name);
});

test('every constant is the value of its name', () => {
  const constants = Object.entries(ntstatus).filter(([, value]) => typeof value === 'number');
  assert.ok(constants.length > 150);
  for (const [name, status] of constants) assert.is(ntstatusName(Number(status)), name);
});

test('the table is whole, in order, and names each value once', () => {
  const lines = NTSTATUS_TABLE.trimEnd().split('\n');
  assert.is(lines.length, 1796);
  for (const line of lines) assert.match(line, /^0x[0-9a-f]{8} [A-Z][A-Z0-9_]+$/);
  assert.equal(lines, [...lines].sort());
  const columns = lines.map((line) => line.split(' '));
  for (const column of [0, 1]) assert.is(new Set(columns.map((values) => values[column])).size, lines.length);
});

test('a value without a name shows as a number', () => {
  assert.is(ntstatusName(0xc0001234), 'NTSTATUS 0xc0001234');
  assert.is(ntstatusName(0x4f), 'NTSTATUS 0x0000004f');
});

test('the top two bits tell errors from warnings, information and success', () => {
  const severities = (status: number) => [isErrorStatus(status), isWarningStatus(status)];
  assert.equal(severities(ntstatus.STATUS_ACCESS_DENIED), [true, false]);
  assert.equal(severities(0xffffffff), [true, false]);
  assert.equal(severities(ntstatus.STATUS_BUFFER_OVERFLOW), [false, true]);
  assert.equal(severities(0x40000000), [false, false]);
  assert.equal(severities(ntstatus.STATUS_PENDING), [false, false]);
  assert.equal(severities(ntstatus.STATUS_SUCCESS), [false, false]);
});

test.run();
