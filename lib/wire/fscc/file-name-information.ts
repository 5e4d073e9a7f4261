/** The classes that answer with a name: FileNameInformation and its kin.  [MS-FSCC] 2.1.7, 2.4.5, 2.4.32, 2.4.35 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

/** A path from the root of the share, with `\` between its parts. */
export interface FileNameInformation {
  fileName: string;
}

export const FileNameInformation: InformationClass<FileNameInformation> = {
  name: 'FileNameInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 9,
  write(w, m) {
    w.u32(m.fileName.length * 2); // FileNameLength
    w.utf16(m.fileName); // FileName
  },
  read(r) {
    const fileNameLength = r.u32(); // FileNameLength
    return { fileName: r.utf16(fileNameLength) }; // FileName
  },
};

/** The 8.3 name of a file, without a path. */
export const FileAlternateNameInformation: InformationClass<FileNameInformation> = {
  ...FileNameInformation,
  name: 'FileAlternateNameInformation',
  fileInfoClass: 21,
};

/** The path in the letter case that is stored, with long names for short ones. */
export const FileNormalizedNameInformation: InformationClass<FileNameInformation> = {
  ...FileNameInformation,
  name: 'FileNormalizedNameInformation',
  fileInfoClass: 48,
};
