/** FileInternalInformation: the 64-bit number by which the file system knows the file.  [MS-FSCC] 2.4.27, 2.1.9 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

/** `indexNumber` is 0 where the file system has none, and all ones where this file has no unique one. */
export interface FileInternalInformation {
  indexNumber: bigint;
}

export const FileInternalInformation: InformationClass<FileInternalInformation> = {
  name: 'FileInternalInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 6,
  write(w, m) {
    w.u64(m.indexNumber); // IndexNumber
  },
  read(r) {
    return { indexNumber: r.u64() }; // IndexNumber
  },
};
