/** READ reads from a file or pipe.  [MS-SMB2] 2.2.19, 2.2.20 */
import { MalformedError } from '../../errors.ts';
import { sliceBufferField } from '../buffer-field.ts';
import type { Codec } from '../codec.ts';
import { type FileId, readFileId, writeFileId } from '../file-id.ts';
import { HEADER_SIZE, NEXT_COMMAND_OFFSET, PROTOCOL_ID, readHeader, SMB2_FLAGS_SERVER_TO_REDIR } from '../header.ts';
import { STATUS_BUFFER_OVERFLOW, STATUS_SUCCESS } from '../ntstatus.ts';
import { Reader } from '../reader.ts';

/** Flags of the request, from SMB 3.0.2 on: past the server's cache. */
export const SMB2_READFLAG_READ_UNBUFFERED = 0x01;
/** Flags of the request, in SMB 3.1.1: the response may be compressed. */
export const SMB2_READFLAG_REQUEST_COMPRESSED = 0x02;

/** Header and fixed body of a response: what has to be there before its payload can be placed. */
export const READ_RESPONSE_HEAD: number = HEADER_SIZE + 16;

export interface ReadRequest {
  /** Where the payload should start in the response, counted from its header. */
  readonly padding: number;
  readonly flags: number;
  readonly length: number;
  readonly offset: number;
  readonly fileId: FileId;
  /** A shorter read than this many bytes fails with STATUS_END_OF_FILE. */
  readonly minimumCount: number;
  /** How much more the client is about to read: a hint. */
  readonly remainingBytes: number;
}

export interface ReadResponse {
  readonly flags: number;
  readonly dataRemaining: number;
  /** Read: a view of the received frame, to be copied before the frame is let go. */
  readonly data: Buffer;
}

/** Where the payload of a READ response lies, counted from the response's header. */
export interface ReadResponsePlacement {
  readonly dataOffset: number;
  readonly dataLength: number;
}

/** STATUS_BUFFER_OVERFLOW comes from a pipe whose message is longer than what was asked for: the rest is read next. */
export const Read: Codec<ReadRequest, ReadResponse> = {
  name: 'READ',
  command: 0x0008,
  bodyStatuses: [STATUS_BUFFER_OVERFLOW],

  writeRequest(w, m) {
    w.u16(49); // StructureSize
    w.u8(m.padding); // Padding
    w.u8(m.flags); // Flags
    w.u32(m.length); // Length
    w.size64(m.offset); // Offset
    writeFileId(w, m.fileId); // FileId
    w.u32(m.minimumCount); // MinimumCount
    w.u32(0); // Channel: SMB2_CHANNEL_NONE
    w.u32(m.remainingBytes); // RemainingBytes
    w.u16(0); // ReadChannelInfoOffset
    w.u16(0); // ReadChannelInfoLength
    w.u8(0); // Buffer: one byte, unused
  },

  readRequest(r) {
    r.structureSize(49); // StructureSize
    const padding = r.u8(); // Padding
    const flags = r.u8(); // Flags
    const length = r.u32(); // Length
    const offset = r.size64(); // Offset
    const fileId = readFileId(r); // FileId
    const minimumCount = r.u32(); // MinimumCount
    r.skip(4); // Channel: RDMA's alone
    const remainingBytes = r.u32(); // RemainingBytes
    r.skip(2); // ReadChannelInfoOffset
    r.skip(2); // ReadChannelInfoLength
    return { padding, flags, length, offset, fileId, minimumCount, remainingBytes };
  },

  writeResponse(w, m) {
    w.u16(17); // StructureSize
    w.u8(READ_RESPONSE_HEAD); // DataOffset
    w.u8(0); // Reserved
    w.u32(m.data.length); // DataLength
    w.u32(m.dataRemaining); // DataRemaining
    w.u32(m.flags); // Flags
    w.payload(m.data); // Buffer
  },

  readResponse(r) {
    r.structureSize(17); // StructureSize
    const dataOffset = r.u8(); // DataOffset
    r.skip(1); // Reserved
    const dataLength = r.u32(); // DataLength
    const dataRemaining = r.u32(); // DataRemaining
    const flags = r.u32(); // Flags
    const data = sliceBufferField(r, dataOffset, dataLength); // Buffer
    return { flags, dataRemaining, data };
  },
};

/**
 * Tells where the payload lies in a frame of `frameLength` bytes, from the frame's first READ_RESPONSE_HEAD bytes or more, so
 * that it can be received where it is wanted. Undefined unless the frame is one successful READ response in the clear, be it
 * an asynchronous one, whose payload runs exactly to the end: any other frame is to be collected whole. A payload that cannot
 * lie in the frame is malformed.
 */
export function readResponsePlacement(head: Buffer, frameLength: number): ReadResponsePlacement | undefined {
  if (head.length < READ_RESPONSE_HEAD || head.readUInt32LE(0) !== PROTOCOL_ID) return undefined;
  if (head.readUInt32LE(NEXT_COMMAND_OFFSET) !== 0) return undefined;
  const r = new Reader(head);
  const { command, status, flags } = readHeader(r);
  if (command !== Read.command || status !== STATUS_SUCCESS) return undefined;
  if (!(flags & SMB2_FLAGS_SERVER_TO_REDIR)) return undefined;
  r.structureSize(17); // StructureSize
  const dataOffset = r.u8(); // DataOffset
  r.skip(1); // Reserved
  const dataLength = r.u32(); // DataLength
  if (dataLength === 0) return undefined;
  if (dataOffset < READ_RESPONSE_HEAD || dataOffset + dataLength > frameLength) {
    throw new MalformedError(`${dataLength} bytes of data at offset ${dataOffset} in a frame of ${frameLength} bytes`);
  }
  return dataOffset + dataLength === frameLength ? { dataOffset, dataLength } : undefined;
}
