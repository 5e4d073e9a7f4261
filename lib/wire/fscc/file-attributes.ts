/** File attributes: flags, so a folder may be hidden and read-only too; test them with a mask.  [MS-FSCC] 2.6 */

export const FILE_ATTRIBUTE_READONLY = 0x00000001;
export const FILE_ATTRIBUTE_HIDDEN = 0x00000002;
export const FILE_ATTRIBUTE_SYSTEM = 0x00000004;
export const FILE_ATTRIBUTE_DIRECTORY = 0x00000010;
export const FILE_ATTRIBUTE_ARCHIVE = 0x00000020;
/** No other attribute. Setting it clears the others, as 0 means "leave the attributes as they are". */
export const FILE_ATTRIBUTE_NORMAL = 0x00000080;
export const FILE_ATTRIBUTE_TEMPORARY = 0x00000100;
export const FILE_ATTRIBUTE_SPARSE_FILE = 0x00000200;
export const FILE_ATTRIBUTE_REPARSE_POINT = 0x00000400;
export const FILE_ATTRIBUTE_COMPRESSED = 0x00000800;
export const FILE_ATTRIBUTE_OFFLINE = 0x00001000;
export const FILE_ATTRIBUTE_NOT_CONTENT_INDEXED = 0x00002000;
export const FILE_ATTRIBUTE_ENCRYPTED = 0x00004000;
export const FILE_ATTRIBUTE_INTEGRITY_STREAM = 0x00008000;
export const FILE_ATTRIBUTE_NO_SCRUB_DATA = 0x00020000;
export const FILE_ATTRIBUTE_RECALL_ON_OPEN = 0x00040000;
export const FILE_ATTRIBUTE_PINNED = 0x00080000;
export const FILE_ATTRIBUTE_UNPINNED = 0x00100000;
export const FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS = 0x00400000;
