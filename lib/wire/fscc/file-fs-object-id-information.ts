/** FileFsObjectIdInformation: the GUID of a volume.  [MS-FSCC] 2.5.6 */
import { type InformationClass, SMB2_0_INFO_FILESYSTEM } from './information-class.ts';

export interface FileFsObjectIdInformation {
  /** 16 bytes, as they are on the wire. */
  objectId: Buffer;
  /** 48 bytes; Samba puts its version there. */
  extendedInfo: Buffer;
}

export const FileFsObjectIdInformation: InformationClass<FileFsObjectIdInformation> = {
  name: 'FileFsObjectIdInformation',
  infoType: SMB2_0_INFO_FILESYSTEM,
  fileInfoClass: 8,
  write(w, m) {
    w.bytes(m.objectId); // ObjectId
    w.bytes(m.extendedInfo); // ExtendedInfo
  },
  read(r) {
    const objectId = r.copy(16); // ObjectId
    const extendedInfo = r.copy(48); // ExtendedInfo
    return { objectId, extendedInfo };
  },
};
