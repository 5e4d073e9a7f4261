/** FileDispositionInformation and its Ex form: mark a file for deletion.  [MS-FSCC] 2.4.11, 2.4.12 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

export const FILE_DISPOSITION_DO_NOT_DELETE_FILE = 0x00000000;
export const FILE_DISPOSITION_DELETE = 0x00000001;
/** The name goes when this open is closed; other opens keep the data. */
export const FILE_DISPOSITION_POSIX_SEMANTICS = 0x00000002;
export const FILE_DISPOSITION_FORCE_IMAGE_SECTION_CHECK = 0x00000004;
export const FILE_DISPOSITION_ON_CLOSE = 0x00000008;
export const FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE = 0x00000010;

export interface FileDispositionInformation {
  deletePending: boolean;
}

export const FileDispositionInformation: InformationClass<FileDispositionInformation> = {
  name: 'FileDispositionInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 13,
  write(w, m) {
    w.u8(m.deletePending ? 1 : 0); // DeletePending
  },
  read(r) {
    return { deletePending: r.u8() !== 0 }; // DeletePending
  },
};

export interface FileDispositionInformationEx {
  /** FILE_DISPOSITION_* flags. */
  flags: number;
}

export const FileDispositionInformationEx: InformationClass<FileDispositionInformationEx> = {
  name: 'FileDispositionInformationEx',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 64,
  write(w, m) {
    w.u32(m.flags); // Flags
  },
  read(r) {
    return { flags: r.u32() }; // Flags
  },
};
