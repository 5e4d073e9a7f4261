/** CLOSE ends an open and, when asked, says what the file was like at its end.  [MS-SMB2] 2.2.15, 2.2.16 */
import type { Codec } from '../codec.ts';
import { type FileId, readFileId, writeFileId } from '../file-id.ts';

/** In the request: answer with the attributes. In the response: they are valid. */
export const SMB2_CLOSE_FLAG_POSTQUERY_ATTRIB = 0x0001;

export interface CloseRequest {
  flags: number;
  fileId: FileId;
}

/** Without SMB2_CLOSE_FLAG_POSTQUERY_ATTRIB in `flags` nothing else in here means anything. Times are FILETIMEs. */
export interface CloseResponse {
  flags: number;
  creationTime: bigint;
  lastAccessTime: bigint;
  lastWriteTime: bigint;
  changeTime: bigint;
  allocationSize: number;
  endOfFile: number;
  fileAttributes: number;
}

export const Close: Codec<CloseRequest, CloseResponse> = {
  name: 'CLOSE',
  command: 0x0006,
  bodyStatuses: [],
  writeRequest(w, m) {
    w.u16(24); // StructureSize
    w.u16(m.flags); // Flags
    w.u32(0); // Reserved
    writeFileId(w, m.fileId); // FileId
  },
  readRequest(r) {
    r.structureSize(24); // StructureSize
    const flags = r.u16(); // Flags
    r.skip(4); // Reserved
    const fileId = readFileId(r); // FileId
    return { flags, fileId };
  },
  writeResponse(w, m) {
    w.u16(60); // StructureSize
    w.u16(m.flags); // Flags
    w.u32(0); // Reserved
    w.u64(m.creationTime); // CreationTime
    w.u64(m.lastAccessTime); // LastAccessTime
    w.u64(m.lastWriteTime); // LastWriteTime
    w.u64(m.changeTime); // ChangeTime
    w.size64(m.allocationSize); // AllocationSize
    w.size64(m.endOfFile); // EndofFile
    w.u32(m.fileAttributes); // FileAttributes
  },
  readResponse(r) {
    r.structureSize(60); // StructureSize
    const flags = r.u16(); // Flags
    r.skip(4); // Reserved
    const creationTime = r.u64(); // CreationTime
    const lastAccessTime = r.u64(); // LastAccessTime
    const lastWriteTime = r.u64(); // LastWriteTime
    const changeTime = r.u64(); // ChangeTime
    const allocationSize = r.size64(); // AllocationSize
    const endOfFile = r.size64(); // EndofFile
    const fileAttributes = r.u32(); // FileAttributes
    return {
      flags,
      creationTime,
      lastAccessTime,
      lastWriteTime,
      changeTime,
      allocationSize,
      endOfFile,
      fileAttributes,
    };
  },
};
