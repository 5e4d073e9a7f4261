/** FileBasicInformation: the times and attributes of a file, to be queried or set.  [MS-FSCC] 2.4.7 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

/** Times are FILETIMEs. When set, 0, -1 and -2 have the meanings that filetime.ts names, and attributes of 0 stay as they are. */
export interface FileBasicInformation {
  creationTime: bigint;
  lastAccessTime: bigint;
  lastWriteTime: bigint;
  changeTime: bigint;
  fileAttributes: number;
}

export const FileBasicInformation: InformationClass<FileBasicInformation> = {
  name: 'FileBasicInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 4,
  write(w, m) {
    w.i64(m.creationTime); // CreationTime
    w.i64(m.lastAccessTime); // LastAccessTime
    w.i64(m.lastWriteTime); // LastWriteTime
    w.i64(m.changeTime); // ChangeTime
    w.u32(m.fileAttributes); // FileAttributes
    w.u32(0); // Reserved
  },
  read(r) {
    const creationTime = r.i64(); // CreationTime
    const lastAccessTime = r.i64(); // LastAccessTime
    const lastWriteTime = r.i64(); // LastWriteTime
    const changeTime = r.i64(); // ChangeTime
    const fileAttributes = r.u32(); // FileAttributes
    r.skip(4); // Reserved
    return { creationTime, lastAccessTime, lastWriteTime, changeTime, fileAttributes };
  },
};
