/** How large the volume behind a name is and what is free on it, in one round trip.  [MS-FSCC] 2.5.4 */
import type { Tree } from '../../tree/tree.ts';
import { FILE_READ_ATTRIBUTES } from '../../wire/commands/access-mask.ts';
import { FileFsFullSizeInformation } from '../../wire/fscc/file-fs-size-information.ts';
import { Reader } from '../../wire/reader.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, create, queryInfo } from '../requests.ts';
import { type LookupOptions, lookupCreateOptions } from './lookup.ts';

/** Counts of allocation units, each of `unit` bytes. */
export interface VolumeSize {
  readonly unit: number;
  readonly total: bigint;
  readonly free: bigint;
  /** What this user may use of `free`. */
  readonly available: bigint;
}

export async function volumeSize(tree: Tree, name: string, options: LookupOptions = {}): Promise<VolumeSize> {
  const opened = create(name, FILE_READ_ATTRIBUTES, { createOptions: lookupCreateOptions(options) });
  const [, { buffer }] = await tree.chain([opened, queryInfo(FileFsFullSizeInformation), close()], {
    ...options,
    recovery: RECOVERY.volumeSize,
  });
  const size = FileFsFullSizeInformation.read(new Reader(buffer));
  return {
    unit: size.sectorsPerAllocationUnit * size.bytesPerSector,
    total: size.totalAllocationUnits,
    free: size.actualAvailableAllocationUnits,
    available: size.callerAvailableAllocationUnits,
  };
}
