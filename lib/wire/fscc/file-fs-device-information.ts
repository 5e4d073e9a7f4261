/** FileFsDeviceInformation: what kind of device a volume lies on.  [MS-FSCC] 2.5.10 */
import { type InformationClass, SMB2_0_INFO_FILESYSTEM } from './information-class.ts';

export const FILE_DEVICE_CD_ROM = 0x00000002;
export const FILE_DEVICE_DISK = 0x00000007;

export const FILE_REMOVABLE_MEDIA = 0x00000001;
export const FILE_READ_ONLY_DEVICE = 0x00000002;
export const FILE_REMOTE_DEVICE = 0x00000010;
export const FILE_DEVICE_IS_MOUNTED = 0x00000020;
export const FILE_VIRTUAL_VOLUME = 0x00000040;

export interface FileFsDeviceInformation {
  deviceType: number;
  characteristics: number;
}

export const FileFsDeviceInformation: InformationClass<FileFsDeviceInformation> = {
  name: 'FileFsDeviceInformation',
  infoType: SMB2_0_INFO_FILESYSTEM,
  fileInfoClass: 4,
  write(w, m) {
    w.u32(m.deviceType); // DeviceType
    w.u32(m.characteristics); // Characteristics
  },
  read(r) {
    const deviceType = r.u32(); // DeviceType
    const characteristics = r.u32(); // Characteristics
    return { deviceType, characteristics };
  },
};
