/** FileNetworkOpenInformation: times, sizes and attributes at once, all that a stat needs.  [MS-FSCC] 2.4.34 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

/** Times are FILETIMEs, sizes bytes. */
export interface FileNetworkOpenInformation {
  creationTime: bigint;
  lastAccessTime: bigint;
  lastWriteTime: bigint;
  changeTime: bigint;
  allocationSize: number;
  endOfFile: number;
  fileAttributes: number;
}

export const FileNetworkOpenInformation: InformationClass<FileNetworkOpenInformation> = {
  name: 'FileNetworkOpenInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 34,
  write(w, m) {
    w.i64(m.creationTime); // CreationTime
    w.i64(m.lastAccessTime); // LastAccessTime
    w.i64(m.lastWriteTime); // LastWriteTime
    w.i64(m.changeTime); // ChangeTime
    w.size64(m.allocationSize); // AllocationSize
    w.size64(m.endOfFile); // EndOfFile
    w.u32(m.fileAttributes); // FileAttributes
    w.u32(0); // Reserved
  },
  read(r) {
    const creationTime = r.i64(); // CreationTime
    const lastAccessTime = r.i64(); // LastAccessTime
    const lastWriteTime = r.i64(); // LastWriteTime
    const changeTime = r.i64(); // ChangeTime
    const allocationSize = r.size64(); // AllocationSize
    const endOfFile = r.size64(); // EndOfFile
    const fileAttributes = r.u32(); // FileAttributes
    r.skip(4); // Reserved
    return { creationTime, lastAccessTime, lastWriteTime, changeTime, allocationSize, endOfFile, fileAttributes };
  },
};
