/** QFid: which file on which volume was opened.  [MS-SMB2] 2.2.13.2.9, 2.2.14.2.9 */
import type { ContextCodec } from './create-contexts.ts';

export interface OnDiskId {
  readonly diskFileId: bigint;
  readonly volumeId: bigint;
}

/** The request has no data. */
export const QueryOnDiskIdRequestContext: ContextCodec<Record<string, never>> = {
  name: 'QFid',
  write() {},
  read() {
    return {};
  },
};

export const QueryOnDiskIdResponseContext: ContextCodec<OnDiskId> = {
  name: 'QFid',
  write(w, m) {
    w.u64(m.diskFileId); // DiskFileId
    w.u64(m.volumeId); // VolumeId
    w.zeros(16); // Reserved
  },
  read(r) {
    const diskFileId = r.u64(); // DiskFileId
    const volumeId = r.u64(); // VolumeId
    r.skip(16); // Reserved
    return { diskFileId, volumeId };
  },
};
