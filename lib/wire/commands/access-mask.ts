/** Access masks: what an open may do, asked for in DesiredAccess and answered in MaximalAccess.  [MS-SMB2] 2.2.13.1 */

/** Files, pipes and printers. */
export const FILE_READ_DATA = 0x00000001;
export const FILE_WRITE_DATA = 0x00000002;
export const FILE_APPEND_DATA = 0x00000004;
export const FILE_EXECUTE = 0x00000020;

/** Directories: the same bits by other names. */
export const FILE_LIST_DIRECTORY = 0x00000001;
export const FILE_ADD_FILE = 0x00000002;
export const FILE_ADD_SUBDIRECTORY = 0x00000004;
export const FILE_TRAVERSE = 0x00000020;

/** Both. */
export const FILE_READ_EA = 0x00000008;
export const FILE_WRITE_EA = 0x00000010;
export const FILE_DELETE_CHILD = 0x00000040;
export const FILE_READ_ATTRIBUTES = 0x00000080;
export const FILE_WRITE_ATTRIBUTES = 0x00000100;
export const DELETE = 0x00010000;
export const READ_CONTROL = 0x00020000;
export const WRITE_DAC = 0x00040000;
export const WRITE_OWNER = 0x00080000;
export const SYNCHRONIZE = 0x00100000;
export const ACCESS_SYSTEM_SECURITY = 0x01000000;
export const MAXIMUM_ALLOWED = 0x02000000;
export const GENERIC_ALL = 0x10000000;
export const GENERIC_EXECUTE = 0x20000000;
export const GENERIC_WRITE = 0x40000000;
export const GENERIC_READ = 0x80000000;
