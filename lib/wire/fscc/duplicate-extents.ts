/** FSCTL_DUPLICATE_EXTENTS_TO_FILE: let two files share the same blocks.  [MS-FSCC] 2.3.7.2 */
import type { StructureCodec } from '../codec.ts';
import { type FileId, readFileId, writeFileId } from '../file-id.ts';

/** Offsets and count are bytes, and multiples of the volume's allocation unit. */
export interface DuplicateExtents {
  /** The open of the source; the request itself goes to an open of the target. */
  sourceFileId: FileId;
  sourceFileOffset: number;
  targetFileOffset: number;
  byteCount: number;
}

export const DuplicateExtents: StructureCodec<DuplicateExtents> = {
  write(w, m) {
    writeFileId(w, m.sourceFileId); // SourceFileID
    w.size64(m.sourceFileOffset); // SourceFileOffset
    w.size64(m.targetFileOffset); // TargetFileOffset
    w.size64(m.byteCount); // ByteCount
  },
  read(r) {
    const sourceFileId = readFileId(r); // SourceFileID
    const sourceFileOffset = r.size64(); // SourceFileOffset
    const targetFileOffset = r.size64(); // TargetFileOffset
    const byteCount = r.size64(); // ByteCount
    return { sourceFileId, sourceFileOffset, targetFileOffset, byteCount };
  },
};
