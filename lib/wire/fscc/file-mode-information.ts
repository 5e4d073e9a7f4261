/** FileModeInformation: the CreateOptions of an open that are still in force.  [MS-FSCC] 2.4.31 */
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

export interface FileModeInformation {
  mode: number;
}

export const FileModeInformation: InformationClass<FileModeInformation> = {
  name: 'FileModeInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 16,
  write(w, m) {
    w.u32(m.mode); // Mode
  },
  read(r) {
    return { mode: r.u32() }; // Mode
  },
};
