/** FileRenameInformation and FileLinkInformation, in SMB2's form: another name for an open file.  [MS-FSCC] 2.4.42.2, 2.4.28.2 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

/** Servers refuse a shorter buffer, which a name of one character would make. */
const MINIMUM_SIZE = 24;

export interface FileRenameInformation {
  replaceIfExists: boolean;
  /** The whole path from the root of the share, without a leading `\`. */
  fileName: string;
}

export const FileRenameInformation: InformationClass<FileRenameInformation> = {
  name: 'FileRenameInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 10,
  write(w, m) {
    const start = w.offset;
    w.u8(m.replaceIfExists ? 1 : 0); // ReplaceIfExists
    w.zeros(7); // Reserved
    w.u64(0n); // RootDirectory: always 0 over a network
    w.u32(m.fileName.length * 2); // FileNameLength
    w.utf16(m.fileName); // FileName
    w.zeros(Math.max(0, MINIMUM_SIZE - (w.offset - start))); // Padding
  },
  read(r) {
    const replaceIfExists = r.u8() !== 0; // ReplaceIfExists
    r.skip(7); // Reserved
    r.skip(8); // RootDirectory
    const fileNameLength = r.u32(); // FileNameLength
    const fileName = r.utf16(fileNameLength); // FileName
    return { replaceIfExists, fileName };
  },
};

/** A hard link under another name. */
export const FileLinkInformation: InformationClass<FileRenameInformation> = {
  ...FileRenameInformation,
  name: 'FileLinkInformation',
  fileInfoClass: 11,
};
