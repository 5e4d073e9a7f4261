/** The information classes of file systems, as answers to QUERY_INFO.  [MS-FSCC] 2.5, [MS-FSA] 2.1.5.13 */

import { FILETIME_UNIX_EPOCH } from '../../wire/filetime.ts';
import {
  FILE_CASE_PRESERVED_NAMES,
  FILE_CASE_SENSITIVE_SEARCH,
  FILE_READ_ONLY_VOLUME,
  FILE_SUPPORTS_SPARSE_FILES,
  FILE_UNICODE_ON_DISK,
  FileFsAttributeInformation,
} from '../../wire/fscc/file-fs-attribute-information.ts';
import {
  FILE_DEVICE_DISK,
  FILE_DEVICE_IS_MOUNTED,
  FileFsDeviceInformation,
} from '../../wire/fscc/file-fs-device-information.ts';
import { FileFsObjectIdInformation } from '../../wire/fscc/file-fs-object-id-information.ts';
import { FileFsSectorSizeInformation } from '../../wire/fscc/file-fs-sector-size-information.ts';
import { FileFsFullSizeInformation, FileFsSizeInformation } from '../../wire/fscc/file-fs-size-information.ts';
import { FileFsVolumeInformation } from '../../wire/fscc/file-fs-volume-information.ts';
import type { InformationClass } from '../../wire/fscc/information-class.ts';
import { STATUS_INVALID_INFO_CLASS } from '../../wire/ntstatus.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { encode } from './encode.ts';
import type { Information } from './file-information.ts';
import type { Volume } from './volume.ts';
import { MAXIMUM_COMPONENT_NAME_LENGTH } from './wire-path.ts';

const SECTOR = 512;

/** What a file system is taken for that does not tell its size: 1 TiB, all of it free. */
const UNKNOWN_BLOCK = 4096n;
const UNKNOWN_SIZE = 2n ** 28n;

/** What a class says of the share's file system. Throws a StatusFailure for one that is unknown here. */
export async function queryFilesystem(volume: Volume, fileInfoClass: number): Promise<Information> {
  const { readOnly, caseSensitive, name } = volume.share;
  switch (fileInfoClass) {
    case FileFsVolumeInformation.fileInfoClass:
      return answer(
        FileFsVolumeInformation,
        {
          volumeCreationTime: FILETIME_UNIX_EPOCH,
          volumeSerialNumber: volume.serialNumber,
          supportsObjects: false,
          volumeLabel: name,
        },
        24,
      );
    case FileFsSizeInformation.fileInfoClass: {
      const { unit, total, available } = await sizeOf(volume);
      return answer(FileFsSizeInformation, {
        totalAllocationUnits: total,
        availableAllocationUnits: available,
        ...unit,
      });
    }
    case FileFsDeviceInformation.fileInfoClass:
      return answer(FileFsDeviceInformation, {
        deviceType: FILE_DEVICE_DISK,
        characteristics: FILE_DEVICE_IS_MOUNTED,
      });
    case FileFsAttributeInformation.fileInfoClass:
      return answer(
        FileFsAttributeInformation,
        {
          fileSystemAttributes:
            FILE_CASE_PRESERVED_NAMES |
            FILE_UNICODE_ON_DISK |
            (volume.supportsSparseFiles ? FILE_SUPPORTS_SPARSE_FILES : 0) |
            (caseSensitive ? FILE_CASE_SENSITIVE_SEARCH : 0) |
            (readOnly ? FILE_READ_ONLY_VOLUME : 0),
          maximumComponentNameLength: MAXIMUM_COMPONENT_NAME_LENGTH,
          fileSystemName: 'NTFS', // some clients trust no other
        },
        16,
      );
    case FileFsFullSizeInformation.fileInfoClass: {
      const { unit, total, free, available } = await sizeOf(volume);
      return answer(FileFsFullSizeInformation, {
        totalAllocationUnits: total,
        callerAvailableAllocationUnits: available,
        actualAvailableAllocationUnits: free,
        ...unit,
      });
    }
    case FileFsObjectIdInformation.fileInfoClass: {
      const objectId = Buffer.alloc(16);
      objectId.writeUInt32LE(volume.serialNumber);
      return answer(FileFsObjectIdInformation, { objectId, extendedInfo: Buffer.alloc(48) });
    }
    case FileFsSectorSizeInformation.fileInfoClass:
      return answer(FileFsSectorSizeInformation, {
        logicalBytesPerSector: SECTOR,
        physicalBytesPerSectorForAtomicity: SECTOR,
        physicalBytesPerSectorForPerformance: SECTOR,
        fileSystemEffectivePhysicalBytesPerSectorForAtomicity: SECTOR,
        flags: 0,
        byteOffsetForSectorAlignment: 0,
        byteOffsetForPartitionAlignment: 0,
      });
    default:
      throw new StatusFailure(STATUS_INVALID_INFO_CLASS);
  }
}

function answer<T>(information: InformationClass<T>, value: T, fixedSize?: number): Information {
  const buffer = encode(information, value);
  return { buffer, fixedSize: fixedSize ?? buffer.length };
}

interface VolumeSize {
  readonly unit: { readonly sectorsPerAllocationUnit: number; readonly bytesPerSector: number };
  /** In allocation units, as the two below. */
  readonly total: bigint;
  readonly free: bigint;
  readonly available: bigint;
}

async function sizeOf({ fs, room, share }: Volume): Promise<VolumeSize> {
  const volume = await fs.statfs?.(share.root);
  const bsize = BigInt(volume?.bsize ?? 0);
  const block = bsize >= SECTOR ? bsize : UNKNOWN_BLOCK;
  const known = volume !== undefined && BigInt(volume.blocks) > 0n;
  const units = (blocks: number | bigint | undefined, limit: number): bigint => {
    const found = known ? BigInt(blocks ?? 0) : UNKNOWN_SIZE;
    const most = room.limited ? BigInt(Math.floor(limit / Number(block))) : found;
    return most < found ? most : found;
  };
  return {
    unit: { sectorsPerAllocationUnit: Number(block) / SECTOR, bytesPerSector: SECTOR },
    total: units(volume?.blocks, room.size),
    free: units(volume?.bfree, room.left),
    available: units(volume?.bavail, room.left),
  };
}
