/** FileStandardInformation: sizes, number of links, and whether it is a directory.  [MS-FSCC] 2.4.47 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

/** Sizes are bytes. */
export interface FileStandardInformation {
  allocationSize: number;
  endOfFile: number;
  numberOfLinks: number;
  deletePending: boolean;
  directory: boolean;
}

export const FileStandardInformation: InformationClass<FileStandardInformation> = {
  name: 'FileStandardInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 5,
  write(w, m) {
    w.size64(m.allocationSize); // AllocationSize
    w.size64(m.endOfFile); // EndOfFile
    w.u32(m.numberOfLinks); // NumberOfLinks
    w.u8(m.deletePending ? 1 : 0); // DeletePending
    w.u8(m.directory ? 1 : 0); // Directory
    w.u16(0); // Reserved
  },
  read(r) {
    const allocationSize = r.size64(); // AllocationSize
    const endOfFile = r.size64(); // EndOfFile
    const numberOfLinks = r.u32(); // NumberOfLinks
    const deletePending = r.u8() !== 0; // DeletePending
    const directory = r.u8() !== 0; // Directory
    r.skip(2); // Reserved
    return { allocationSize, endOfFile, numberOfLinks, deletePending, directory };
  },
};
