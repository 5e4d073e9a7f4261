/** FileAlignmentInformation: how buffers must be aligned for the device below.  [MS-FSCC] 2.4.3 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

export interface FileAlignmentInformation {
  /** One less than the alignment in bytes: 0 asks for none. */
  alignmentRequirement: number;
}

export const FileAlignmentInformation: InformationClass<FileAlignmentInformation> = {
  name: 'FileAlignmentInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 17,
  write(w, m) {
    w.u32(m.alignmentRequirement); // AlignmentRequirement
  },
  read(r) {
    return { alignmentRequirement: r.u32() }; // AlignmentRequirement
  },
};
