/** FileFsAttributeInformation: what a file system can do, and its name.  [MS-FSCC] 2.5.1 */
import { type InformationClass, SMB2_0_INFO_FILESYSTEM } from './information-class.ts';

export const FILE_CASE_SENSITIVE_SEARCH = 0x00000001;
export const FILE_CASE_PRESERVED_NAMES = 0x00000002;
export const FILE_UNICODE_ON_DISK = 0x00000004;
export const FILE_PERSISTENT_ACLS = 0x00000008;
export const FILE_FILE_COMPRESSION = 0x00000010;
export const FILE_VOLUME_QUOTAS = 0x00000020;
export const FILE_SUPPORTS_SPARSE_FILES = 0x00000040;
export const FILE_SUPPORTS_REPARSE_POINTS = 0x00000080;
export const FILE_SUPPORTS_REMOTE_STORAGE = 0x00000100;
export const FILE_RETURNS_CLEANUP_RESULT_INFO = 0x00000200;
export const FILE_SUPPORTS_POSIX_UNLINK_RENAME = 0x00000400;
export const FILE_VOLUME_IS_COMPRESSED = 0x00008000;
export const FILE_SUPPORTS_OBJECT_IDS = 0x00010000;
export const FILE_SUPPORTS_ENCRYPTION = 0x00020000;
export const FILE_NAMED_STREAMS = 0x00040000;
export const FILE_READ_ONLY_VOLUME = 0x00080000;
export const FILE_SEQUENTIAL_WRITE_ONCE = 0x00100000;
export const FILE_SUPPORTS_TRANSACTIONS = 0x00200000;
export const FILE_SUPPORTS_HARD_LINKS = 0x00400000;
export const FILE_SUPPORTS_EXTENDED_ATTRIBUTES = 0x00800000;
export const FILE_SUPPORTS_OPEN_BY_FILE_ID = 0x01000000;
export const FILE_SUPPORTS_USN_JOURNAL = 0x02000000;
export const FILE_SUPPORT_INTEGRITY_STREAMS = 0x04000000;
export const FILE_SUPPORTS_BLOCK_REFCOUNTING = 0x08000000;
export const FILE_SUPPORTS_SPARSE_VDL = 0x10000000;

export interface FileFsAttributeInformation {
  fileSystemAttributes: number;
  /** Characters in one part of a path. */
  maximumComponentNameLength: number;
  /** As `NTFS`; informative only, Samba says NTFS whatever it is. */
  fileSystemName: string;
}

export const FileFsAttributeInformation: InformationClass<FileFsAttributeInformation> = {
  name: 'FileFsAttributeInformation',
  infoType: SMB2_0_INFO_FILESYSTEM,
  fileInfoClass: 5,
  write(w, m) {
    w.u32(m.fileSystemAttributes); // FileSystemAttributes
    w.u32(m.maximumComponentNameLength); // MaximumComponentNameLength
    w.u32(m.fileSystemName.length * 2); // FileSystemNameLength
    w.utf16(m.fileSystemName); // FileSystemName
  },
  read(r) {
    const fileSystemAttributes = r.u32(); // FileSystemAttributes
    const maximumComponentNameLength = r.u32(); // MaximumComponentNameLength
    const fileSystemNameLength = r.u32(); // FileSystemNameLength
    const fileSystemName = r.utf16(fileSystemNameLength); // FileSystemName
    return { fileSystemAttributes, maximumComponentNameLength, fileSystemName };
  },
};
