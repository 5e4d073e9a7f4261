/** Zeros and holes in files.  [MS-FSCC] 2.3.51, 2.3.83, 2.3.85, [MS-FSA] 2.1.5.10 */
import {
  FILE_APPEND_DATA,
  FILE_READ_DATA,
  FILE_WRITE_ATTRIBUTES,
  FILE_WRITE_DATA,
} from '../../wire/commands/access-mask.ts';
import { FILE_NOTIFY_CHANGE_ATTRIBUTES } from '../../wire/commands/change-notify.ts';
import type { IoctlRequest } from '../../wire/commands/ioctl.ts';
import { FILE_ATTRIBUTE_SPARSE_FILE } from '../../wire/fscc/file-attributes.ts';
import { FILE_ACTION_MODIFIED } from '../../wire/fscc/notify-information.ts';
import {
  FileAllocatedRange,
  FileAllocatedRanges,
  FileSetSparseBuffer,
  FileZeroDataInformation,
} from '../../wire/fscc/sparse-file.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_CANCELLED,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
} from '../../wire/ntstatus.ts';
import { Reader } from '../../wire/reader.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { encode } from './encode.ts';
import type { FileOpen } from './file-open.ts';
import type { FileStats } from './file-stats.ts';
import { writeAll } from './write.ts';

const NOTHING = Buffer.alloc(0);

/** Bytes of zeros that are written at a time. */
const ZEROS = 1024 * 1024;

/** Marks a file as one that may have holes, or takes the mark back. */
export async function setSparse(open: FileOpen, input: Buffer): Promise<void> {
  const { volume, components } = open;
  if (!volume.supportsSparseFiles) throw new StatusFailure(STATUS_INVALID_DEVICE_REQUEST);
  if (open.directory) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  demand(open, FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES | FILE_APPEND_DATA);
  const { setSparse: sparse } = FileSetSparseBuffer.read(new Reader(input));
  const stats = await open.stats();
  volume.attributes.setSparse(stats, sparse);
  volume.changed({ action: FILE_ACTION_MODIFIED, filter: FILE_NOTIFY_CHANGE_ATTRIBUTES, components });
}

/** Writes zeros over a range, up to the end of the file; node has nothing that would punch a hole. */
export async function zeroData(open: FileOpen, input: Buffer, signal: AbortSignal): Promise<void> {
  const { fileOffset, beyondFinalZero } = FileZeroDataInformation.read(new Reader(input));
  const { handle } = open;
  if (open.directory || beyondFinalZero < fileOffset) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  demand(open, FILE_WRITE_DATA);
  if (!handle) throw new StatusFailure(STATUS_ACCESS_DENIED);
  if (!open.node.locks.permits(open.fileId, fileOffset, beyondFinalZero - fileOffset, true)) {
    throw new StatusFailure(STATUS_FILE_LOCK_CONFLICT);
  }
  const end = Math.min(beyondFinalZero, (await open.stats()).endOfFile);
  const zeros = Buffer.alloc(Math.max(0, Math.min(ZEROS, end - fileOffset)));
  for (let at = fileOffset; at < end; at += zeros.length) {
    if (signal.aborted) throw new StatusFailure(STATUS_CANCELLED);
    await writeAll(open, handle, zeros.subarray(0, end - at), at);
  }
}

/** Where a range may hold anything but zeros: everywhere, unless the file is one hole. No finer answer is to be had of node. */
export async function allocatedRanges(open: FileOpen, { input, maxOutputResponse }: IoctlRequest): Promise<Buffer> {
  const { fileOffset, length } = FileAllocatedRange.read(new Reader(input));
  if (open.directory || fileOffset + length > Number.MAX_SAFE_INTEGER) {
    throw new StatusFailure(STATUS_INVALID_PARAMETER);
  }
  demand(open, FILE_READ_DATA);
  const stats = await open.stats();
  const end = Math.min(fileOffset + length, stats.endOfFile);
  const hollow = isSparse(open, stats) && !stats.occupied;
  if (fileOffset >= end || hollow) return NOTHING;
  const ranges = encode(FileAllocatedRanges, [{ fileOffset, length: end - fileOffset }]);
  if (ranges.length > maxOutputResponse) throw new StatusFailure(STATUS_BUFFER_TOO_SMALL);
  return ranges;
}

function isSparse({ volume }: FileOpen, stats: FileStats): boolean {
  return (volume.attributes.attributesOf(stats) & FILE_ATTRIBUTE_SPARSE_FILE) !== 0;
}

/** Any of `access` will do. */
function demand({ grantedAccess }: FileOpen, access: number): void {
  if (!(grantedAccess & access)) throw new StatusFailure(STATUS_ACCESS_DENIED);
}
