/** FileAllInformation: nine other classes in one answer.  [MS-FSCC] 2.4.2 */
import { FileAccessInformation } from './file-access-information.ts';
import { FileAlignmentInformation } from './file-alignment-information.ts';
import { FileBasicInformation } from './file-basic-information.ts';
import { FileEaInformation } from './file-ea-information.ts';
import { FileInternalInformation } from './file-internal-information.ts';
import { FileModeInformation } from './file-mode-information.ts';
import { FileNameInformation } from './file-name-information.ts';
import { FilePositionInformation } from './file-position-information.ts';
import { FileStandardInformation } from './file-standard-information.ts';
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

export interface FileAllInformation {
  basicInformation: FileBasicInformation;
  standardInformation: FileStandardInformation;
  internalInformation: FileInternalInformation;
  eaInformation: FileEaInformation;
  accessInformation: FileAccessInformation;
  positionInformation: FilePositionInformation;
  modeInformation: FileModeInformation;
  alignmentInformation: FileAlignmentInformation;
  nameInformation: FileNameInformation;
}

export const FileAllInformation: InformationClass<FileAllInformation> = {
  name: 'FileAllInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 18,
  write(w, m) {
    FileBasicInformation.write(w, m.basicInformation); // BasicInformation
    FileStandardInformation.write(w, m.standardInformation); // StandardInformation
    FileInternalInformation.write(w, m.internalInformation); // InternalInformation
    FileEaInformation.write(w, m.eaInformation); // EaInformation
    FileAccessInformation.write(w, m.accessInformation); // AccessInformation
    FilePositionInformation.write(w, m.positionInformation); // PositionInformation
    FileModeInformation.write(w, m.modeInformation); // ModeInformation
    FileAlignmentInformation.write(w, m.alignmentInformation); // AlignmentInformation
    FileNameInformation.write(w, m.nameInformation); // NameInformation
  },
  read(r) {
    return {
      basicInformation: FileBasicInformation.read(r), // BasicInformation
      standardInformation: FileStandardInformation.read(r), // StandardInformation
      internalInformation: FileInternalInformation.read(r), // InternalInformation
      eaInformation: FileEaInformation.read(r), // EaInformation
      accessInformation: FileAccessInformation.read(r), // AccessInformation
      positionInformation: FilePositionInformation.read(r), // PositionInformation
      modeInformation: FileModeInformation.read(r), // ModeInformation
      alignmentInformation: FileAlignmentInformation.read(r), // AlignmentInformation
      nameInformation: FileNameInformation.read(r), // NameInformation
    };
  },
};
