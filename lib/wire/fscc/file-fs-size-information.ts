/** FileFsSizeInformation and FileFsFullSizeInformation: how large a volume is and what is free.  [MS-FSCC] 2.5.8, 2.5.4 */
import { type InformationClass, SMB2_0_INFO_FILESYSTEM } from './information-class.ts';

/**
 * Counts are allocation units of `sectorsPerAllocationUnit * bytesPerSector` bytes. They are bigint because volumes without
 * a limit announce up to 2^63-1 units.
 */
export interface FileFsSizeInformation {
  totalAllocationUnits: bigint;
  /** Free for this user, whose quota may allow less than is free. */
  availableAllocationUnits: bigint;
  sectorsPerAllocationUnit: number;
  bytesPerSector: number;
}

export const FileFsSizeInformation: InformationClass<FileFsSizeInformation> = {
  name: 'FileFsSizeInformation',
  infoType: SMB2_0_INFO_FILESYSTEM,
  fileInfoClass: 3,
  write(w, m) {
    w.u64(m.totalAllocationUnits); // TotalAllocationUnits
    w.u64(m.availableAllocationUnits); // AvailableAllocationUnits
    w.u32(m.sectorsPerAllocationUnit); // SectorsPerAllocationUnit
    w.u32(m.bytesPerSector); // BytesPerSector
  },
  read(r) {
    const totalAllocationUnits = r.u64(); // TotalAllocationUnits
    const availableAllocationUnits = r.u64(); // AvailableAllocationUnits
    const sectorsPerAllocationUnit = r.u32(); // SectorsPerAllocationUnit
    const bytesPerSector = r.u32(); // BytesPerSector
    return { totalAllocationUnits, availableAllocationUnits, sectorsPerAllocationUnit, bytesPerSector };
  },
};

/** Units as above. */
export interface FileFsFullSizeInformation {
  totalAllocationUnits: bigint;
  /** Free for this user. */
  callerAvailableAllocationUnits: bigint;
  /** Free for everybody together. */
  actualAvailableAllocationUnits: bigint;
  sectorsPerAllocationUnit: number;
  bytesPerSector: number;
}

export const FileFsFullSizeInformation: InformationClass<FileFsFullSizeInformation> = {
  name: 'FileFsFullSizeInformation',
  infoType: SMB2_0_INFO_FILESYSTEM,
  fileInfoClass: 7,
  write(w, m) {
    w.u64(m.totalAllocationUnits); // TotalAllocationUnits
    w.u64(m.callerAvailableAllocationUnits); // CallerAvailableAllocationUnits
    w.u64(m.actualAvailableAllocationUnits); // ActualAvailableAllocationUnits
    w.u32(m.sectorsPerAllocationUnit); // SectorsPerAllocationUnit
    w.u32(m.bytesPerSector); // BytesPerSector
  },
  read(r) {
    const totalAllocationUnits = r.u64(); // TotalAllocationUnits
    const callerAvailableAllocationUnits = r.u64(); // CallerAvailableAllocationUnits
    const actualAvailableAllocationUnits = r.u64(); // ActualAvailableAllocationUnits
    const sectorsPerAllocationUnit = r.u32(); // SectorsPerAllocationUnit
    const bytesPerSector = r.u32(); // BytesPerSector
    return {
      totalAllocationUnits,
      callerAvailableAllocationUnits,
      actualAvailableAllocationUnits,
      sectorsPerAllocationUnit,
      bytesPerSector,
    };
  },
};
