/** FileFsSectorSizeInformation: sectors as the device has them, and how they are aligned.  [MS-FSCC] 2.5.7 */
import { type InformationClass, SMB2_0_INFO_FILESYSTEM } from './information-class.ts';

export const SSINFO_FLAGS_ALIGNED_DEVICE = 0x00000001;
export const SSINFO_FLAGS_PARTITION_ALIGNED_ON_DEVICE = 0x00000002;
export const SSINFO_FLAGS_NO_SEEK_PENALTY = 0x00000004;
export const SSINFO_FLAGS_TRIM_ENABLED = 0x00000008;

/** An offset that the server could not find out. */
export const SSINFO_OFFSET_UNKNOWN = 0xffffffff;

/** Sizes and offsets are bytes. */
export interface FileFsSectorSizeInformation {
  logicalBytesPerSector: number;
  physicalBytesPerSectorForAtomicity: number;
  physicalBytesPerSectorForPerformance: number;
  fileSystemEffectivePhysicalBytesPerSectorForAtomicity: number;
  flags: number;
  byteOffsetForSectorAlignment: number;
  byteOffsetForPartitionAlignment: number;
}

export const FileFsSectorSizeInformation: InformationClass<FileFsSectorSizeInformation> = {
  name: 'FileFsSectorSizeInformation',
  infoType: SMB2_0_INFO_FILESYSTEM,
  fileInfoClass: 11,
  write(w, m) {
    w.u32(m.logicalBytesPerSector); // LogicalBytesPerSector
    w.u32(m.physicalBytesPerSectorForAtomicity); // PhysicalBytesPerSectorForAtomicity
    w.u32(m.physicalBytesPerSectorForPerformance); // PhysicalBytesPerSectorForPerformance
    w.u32(m.fileSystemEffectivePhysicalBytesPerSectorForAtomicity); // FileSystemEffectivePhysicalBytesPerSectorForAtomicity
    w.u32(m.flags); // Flags
    w.u32(m.byteOffsetForSectorAlignment); // ByteOffsetForSectorAlignment
    w.u32(m.byteOffsetForPartitionAlignment); // ByteOffsetForPartitionAlignment
  },
  read(r) {
    return {
      logicalBytesPerSector: r.u32(), // LogicalBytesPerSector
      physicalBytesPerSectorForAtomicity: r.u32(), // PhysicalBytesPerSectorForAtomicity
      physicalBytesPerSectorForPerformance: r.u32(), // PhysicalBytesPerSectorForPerformance
      fileSystemEffectivePhysicalBytesPerSectorForAtomicity: r.u32(), // FileSystemEffectivePhysicalBytesPerSectorForAtomicity
      flags: r.u32(), // Flags
      byteOffsetForSectorAlignment: r.u32(), // ByteOffsetForSectorAlignment
      byteOffsetForPartitionAlignment: r.u32(), // ByteOffsetForPartitionAlignment
    };
  },
};
