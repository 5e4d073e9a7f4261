/** FileAttributeTagInformation: attributes, and the tag of a reparse point.  [MS-FSCC] 2.4.6 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

export interface FileAttributeTagInformation {
  fileAttributes: number;
  /** An IO_REPARSE_TAG_* value; means something only with FILE_ATTRIBUTE_REPARSE_POINT. */
  reparseTag: number;
}

export const FileAttributeTagInformation: InformationClass<FileAttributeTagInformation> = {
  name: 'FileAttributeTagInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 35,
  write(w, m) {
    w.u32(m.fileAttributes); // FileAttributes
    w.u32(m.reparseTag); // ReparseTag
  },
  read(r) {
    const fileAttributes = r.u32(); // FileAttributes
    const reparseTag = r.u32(); // ReparseTag
    return { fileAttributes, reparseTag };
  },
};
