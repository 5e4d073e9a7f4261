/** FileIdInformation: a volume's serial number and the file's 128-bit number on it.  [MS-FSCC] 2.4.26, 2.1.10 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

export interface FileIdInformation {
  volumeSerialNumber: bigint;
  /** 128 bits; 0 where the file system has none, and all ones where this file has no unique one. */
  fileId: bigint;
}

export const FileIdInformation: InformationClass<FileIdInformation> = {
  name: 'FileIdInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 59,
  write(w, m) {
    w.u64(m.volumeSerialNumber); // VolumeSerialNumber
    w.u64(BigInt.asUintN(64, m.fileId)); // FileId, low half
    w.u64(m.fileId >> 64n); // FileId, high half
  },
  read(r) {
    const volumeSerialNumber = r.u64(); // VolumeSerialNumber
    const low = r.u64(); // FileId, low half
    const high = r.u64(); // FileId, high half
    return { volumeSerialNumber, fileId: (high << 64n) | low };
  },
};
