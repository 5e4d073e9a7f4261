/** FileAllocationInformation and FileEndOfFileInformation: set how much a file reserves, or where it ends.  [MS-FSCC] 2.4.4, 2.4.14 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

export interface FileAllocationInformation {
  /** Bytes; below the end of file it cuts the file. */
  allocationSize: number;
}

export const FileAllocationInformation: InformationClass<FileAllocationInformation> = {
  name: 'FileAllocationInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 19,
  write(w, m) {
    w.size64(m.allocationSize); // AllocationSize
  },
  read(r) {
    return { allocationSize: r.size64() }; // AllocationSize
  },
};

export interface FileEndOfFileInformation {
  /** Bytes. */
  endOfFile: number;
}

export const FileEndOfFileInformation: InformationClass<FileEndOfFileInformation> = {
  name: 'FileEndOfFileInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 20,
  write(w, m) {
    w.size64(m.endOfFile); // EndOfFile
  },
  read(r) {
    return { endOfFile: r.size64() }; // EndOfFile
  },
};
