/** FileEaInformation: how large a file's extended attributes are together.  [MS-FSCC] 2.4.13 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

export interface FileEaInformation {
  /** Bytes. */
  eaSize: number;
}

export const FileEaInformation: InformationClass<FileEaInformation> = {
  name: 'FileEaInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 7,
  write(w, m) {
    w.u32(m.eaSize); // EaSize
  },
  read(r) {
    return { eaSize: r.u32() }; // EaSize
  },
};
