/** WRITE writes to a file or pipe.  [MS-SMB2] 2.2.21, 2.2.22 */
import { sliceBufferField } from '../buffer-field.ts';
import type { Codec } from '../codec.ts';
import { type FileId, readFileId, writeFileId } from '../file-id.ts';

/** Flags, from SMB 2.1 on: the data is on stable storage before the response comes. */
export const SMB2_WRITEFLAG_WRITE_THROUGH = 0x00000001;
/** Flags, from SMB 3.0.2 on: past the server's cache. */
export const SMB2_WRITEFLAG_WRITE_UNBUFFERED = 0x00000002;

export interface WriteRequest {
  readonly offset: number;
  readonly fileId: FileId;
  /** How much more the client is about to write: a hint. */
  readonly remainingBytes: number;
  readonly flags: number;
  /**
   * Written: sent as it lies, uncopied when it is large, so it must not change until then. Read: a view of the received frame,
   * to be copied before the frame is let go.
   */
  readonly data: Buffer;
}

export interface WriteResponse {
  /** How many bytes were written. */
  readonly count: number;
  readonly remaining: number;
}

export const Write: Codec<WriteRequest, WriteResponse> = {
  name: 'WRITE',
  command: 0x0009,
  bodyStatuses: [],

  writeRequest(w, m) {
    w.u16(49); // StructureSize
    const dataOffset = w.reserve(2); // DataOffset
    w.u32(m.data.length); // Length
    w.size64(m.offset); // Offset
    writeFileId(w, m.fileId); // FileId
    w.u32(0); // Channel: SMB2_CHANNEL_NONE
    w.u32(m.remainingBytes); // RemainingBytes
    w.u16(0); // WriteChannelInfoOffset
    w.u16(0); // WriteChannelInfoLength
    w.u32(m.flags); // Flags
    w.patch16(dataOffset, w.offset);
    if (m.data.length === 0) w.u8(0); // the Buffer of a request is one byte at least
    w.payload(m.data); // Buffer
  },

  readRequest(r) {
    r.structureSize(49); // StructureSize
    const dataOffset = r.u16(); // DataOffset
    const length = r.u32(); // Length
    const offset = r.size64(); // Offset
    const fileId = readFileId(r); // FileId
    r.skip(4); // Channel: RDMA's alone
    const remainingBytes = r.u32(); // RemainingBytes
    r.skip(2); // WriteChannelInfoOffset
    r.skip(2); // WriteChannelInfoLength
    const flags = r.u32(); // Flags
    const data = sliceBufferField(r, dataOffset, length); // Buffer
    return { offset, fileId, remainingBytes, flags, data };
  },

  writeResponse(w, m) {
    w.u16(17); // StructureSize
    w.u16(0); // Reserved
    w.u32(m.count); // Count
    w.u32(m.remaining); // Remaining
    w.u16(0); // WriteChannelInfoOffset: reserved
    w.u16(0); // WriteChannelInfoLength: reserved
  },

  readResponse(r) {
    r.structureSize(17); // StructureSize
    r.skip(2); // Reserved
    const count = r.u32(); // Count
    const remaining = r.u32(); // Remaining
    r.skip(2); // WriteChannelInfoOffset: reserved
    r.skip(2); // WriteChannelInfoLength: reserved
    return { count, remaining };
  },
};
