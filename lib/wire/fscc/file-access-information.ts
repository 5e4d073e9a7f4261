/** FileAccessInformation: the rights that were granted when the file was opened.  [MS-FSCC] 2.4.1 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

export interface FileAccessInformation {
  /** An access mask.  [MS-SMB2] 2.2.13.1 */
  accessFlags: number;
}

export const FileAccessInformation: InformationClass<FileAccessInformation> = {
  name: 'FileAccessInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 8,
  write(w, m) {
    w.u32(m.accessFlags); // AccessFlags
  },
  read(r) {
    return { accessFlags: r.u32() }; // AccessFlags
  },
};
