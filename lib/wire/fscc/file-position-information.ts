/** FilePositionInformation: the file pointer of an open.  [MS-FSCC] 2.4.40 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

export interface FilePositionInformation {
  /** Bytes from the beginning of the file. */
  currentByteOffset: number;
}

export const FilePositionInformation: InformationClass<FilePositionInformation> = {
  name: 'FilePositionInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 14,
  write(w, m) {
    w.size64(m.currentByteOffset); // CurrentByteOffset
  },
  read(r) {
    return { currentByteOffset: r.size64() }; // CurrentByteOffset
  },
};
