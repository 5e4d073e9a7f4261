/** Sparse files: make one, punch a hole, ask where data is.  [MS-FSCC] 2.3.83, 2.3.85, 2.3.51 */
import { MalformedError } from '../../errors.ts';
import type { StructureCodec } from '../codec.ts';

/** What FSCTL_SET_SPARSE sends. */
export interface FileSetSparseBuffer {
  setSparse: boolean;
}

export const FileSetSparseBuffer: StructureCodec<FileSetSparseBuffer> = {
  write(w, m) {
    w.u8(m.setSparse ? 1 : 0); // SetSparse
  },
  read(r) {
    return { setSparse: r.remaining === 0 || r.u8() !== 0 }; // SetSparse: no buffer at all means true
  },
};

/** What FSCTL_SET_ZERO_DATA sends: the range `[fileOffset, beyondFinalZero)` in bytes. */
export interface FileZeroDataInformation {
  fileOffset: number;
  beyondFinalZero: number;
}

export const FileZeroDataInformation: StructureCodec<FileZeroDataInformation> = {
  write(w, m) {
    w.size64(m.fileOffset); // FileOffset
    w.size64(m.beyondFinalZero); // BeyondFinalZero
  },
  read(r) {
    const fileOffset = r.size64(); // FileOffset
    const beyondFinalZero = r.size64(); // BeyondFinalZero
    return { fileOffset, beyondFinalZero };
  },
};

/** Bytes of a file: where to look for data in FSCTL_QUERY_ALLOCATED_RANGES, and where there is some in its answer. */
export interface FileAllocatedRange {
  fileOffset: number;
  length: number;
}

export const FileAllocatedRange: StructureCodec<FileAllocatedRange> = {
  write(w, m) {
    w.size64(m.fileOffset); // FileOffset
    w.size64(m.length); // Length
  },
  read(r) {
    const fileOffset = r.size64(); // FileOffset
    const length = r.size64(); // Length
    return { fileOffset, length };
  },
};

/** The answer of FSCTL_QUERY_ALLOCATED_RANGES: as many ranges as its bytes hold. */
export const FileAllocatedRanges: StructureCodec<FileAllocatedRange[]> = {
  write(w, ranges) {
    for (const range of ranges) FileAllocatedRange.write(w, range);
  },
  read(r) {
    if (r.remaining % 16 !== 0) throw new MalformedError(`allocated ranges in ${r.remaining} bytes`);
    const ranges: FileAllocatedRange[] = [];
    while (r.remaining > 0) ranges.push(FileAllocatedRange.read(r));
    return ranges;
  },
};
