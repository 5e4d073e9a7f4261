/** FileFsVolumeInformation: a volume's label, serial number and age.  [MS-FSCC] 2.5.9 */
import { type InformationClass, SMB2_0_INFO_FILESYSTEM } from './information-class.ts';

export interface FileFsVolumeInformation {
  /** A FILETIME. */
  volumeCreationTime: bigint;
  volumeSerialNumber: number;
  supportsObjects: boolean;
  /** Without the null that some servers end it with. */
  volumeLabel: string;
}

export const FileFsVolumeInformation: InformationClass<FileFsVolumeInformation> = {
  name: 'FileFsVolumeInformation',
  infoType: SMB2_0_INFO_FILESYSTEM,
  fileInfoClass: 1,
  write(w, m) {
    w.i64(m.volumeCreationTime); // VolumeCreationTime
    w.u32(m.volumeSerialNumber); // VolumeSerialNumber
    w.u32(m.volumeLabel.length * 2); // VolumeLabelLength
    w.u8(m.supportsObjects ? 1 : 0); // SupportsObjects
    w.u8(0); // Reserved
    w.utf16(m.volumeLabel); // VolumeLabel
  },
  read(r) {
    const volumeCreationTime = r.i64(); // VolumeCreationTime
    const volumeSerialNumber = r.u32(); // VolumeSerialNumber
    const volumeLabelLength = r.u32(); // VolumeLabelLength
    const supportsObjects = r.u8() !== 0; // SupportsObjects
    r.skip(1); // Reserved
    const [volumeLabel = ''] = r.utf16(volumeLabelLength).split('\0', 1); // VolumeLabel
    return { volumeCreationTime, volumeSerialNumber, supportsObjects, volumeLabel };
  },
};
