/** The tags that tell what a reparse point stands for.  [MS-FSCC] 2.1.2.1 */

export const IO_REPARSE_TAG_MOUNT_POINT = 0xa0000003;
export const IO_REPARSE_TAG_DFS = 0x8000000a;
export const IO_REPARSE_TAG_SYMLINK = 0xa000000c;
export const IO_REPARSE_TAG_DFSR = 0x80000012;
export const IO_REPARSE_TAG_DEDUP = 0x80000013;
export const IO_REPARSE_TAG_NFS = 0x80000014;
export const IO_REPARSE_TAG_CLOUD = 0x9000001a;
export const IO_REPARSE_TAG_APPEXECLINK = 0x8000001b;
export const IO_REPARSE_TAG_LX_SYMLINK = 0xa000001d;
export const IO_REPARSE_TAG_AF_UNIX = 0x80000023;
export const IO_REPARSE_TAG_LX_FIFO = 0x80000024;
export const IO_REPARSE_TAG_LX_CHR = 0x80000025;
export const IO_REPARSE_TAG_LX_BLK = 0x80000026;

/** The bit of a tag that says: this stands for another name. */
const NAME_SURROGATE = 0x20000000;

/** Whether a reparse point with this tag leads to another file, as links and mount points do. */
export function isNameSurrogate(reparseTag: number): boolean {
  return (reparseTag & NAME_SURROGATE) !== 0;
}
