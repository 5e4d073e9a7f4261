/** QUERY_INFO asks about a file, its file system, its security or its quota.  [MS-SMB2] 2.2.37, 2.2.38 */
import { sliceBufferField } from '../buffer-field.ts';
import type { Codec } from '../codec.ts';
import { type FileId, readFileId, writeFileId } from '../file-id.ts';
import { STATUS_BUFFER_OVERFLOW } from '../ntstatus.ts';

/** InfoType, which SET_INFO has too, where it asks for no information class of fscc/. */
export const SMB2_0_INFO_SECURITY = 0x03;
export const SMB2_0_INFO_QUOTA = 0x04;

/** AdditionalInformation with SMB2_0_INFO_SECURITY: which parts of the security descriptor. */
export const OWNER_SECURITY_INFORMATION = 0x00000001;
export const GROUP_SECURITY_INFORMATION = 0x00000002;
export const DACL_SECURITY_INFORMATION = 0x00000004;
export const SACL_SECURITY_INFORMATION = 0x00000008;
export const LABEL_SECURITY_INFORMATION = 0x00000010;
export const ATTRIBUTE_SECURITY_INFORMATION = 0x00000020;
export const SCOPE_SECURITY_INFORMATION = 0x00000040;
export const BACKUP_SECURITY_INFORMATION = 0x00010000;

/** Flags, for FileFullEaInformation alone. */
export const SL_RESTART_SCAN = 0x00000001;
export const SL_RETURN_SINGLE_ENTRY = 0x00000002;
export const SL_INDEX_SPECIFIED = 0x00000004;

export interface QueryInfoRequest {
  /** SMB2_0_INFO_FILE and its like: with information classes, the class says which. */
  readonly infoType: number;
  /** A class of [MS-FSCC] 2.4 (files) or 2.5 (file systems); 0 for security and quota. */
  readonly fileInfoClass: number;
  readonly outputBufferLength: number;
  readonly additionalInformation: number;
  readonly flags: number;
  readonly fileId: FileId;
  /** The names or users asked about, with FileFullEaInformation and quotas; otherwise empty. Read: a view of the frame. */
  readonly input: Buffer;
}

export interface QueryInfoResponse {
  /** What was asked for. Read: a view of the received frame, to be decoded before the frame is let go. */
  readonly buffer: Buffer;
}

/** STATUS_BUFFER_OVERFLOW comes with the part that fitted. */
export const QueryInfo: Codec<QueryInfoRequest, QueryInfoResponse> = {
  name: 'QUERY_INFO',
  command: 0x0010,
  bodyStatuses: [STATUS_BUFFER_OVERFLOW],

  writeRequest(w, m) {
    w.u16(41); // StructureSize
    w.u8(m.infoType); // InfoType
    w.u8(m.fileInfoClass); // FileInfoClass
    w.u32(m.outputBufferLength); // OutputBufferLength
    const inputOffset = w.reserve(2); // InputBufferOffset: stays 0 without input
    w.u16(0); // Reserved
    w.u32(m.input.length); // InputBufferLength
    w.u32(m.additionalInformation); // AdditionalInformation
    w.u32(m.flags); // Flags
    writeFileId(w, m.fileId); // FileId
    if (m.input.length > 0) w.patch16(inputOffset, w.offset);
    else w.u8(0); // the Buffer of a request is one byte at least
    w.bytes(m.input); // Buffer
  },

  readRequest(r) {
    r.structureSize(41); // StructureSize
    const infoType = r.u8(); // InfoType
    const fileInfoClass = r.u8(); // FileInfoClass
    const outputBufferLength = r.u32(); // OutputBufferLength
    const inputOffset = r.u16(); // InputBufferOffset
    r.skip(2); // Reserved
    const inputLength = r.u32(); // InputBufferLength
    const additionalInformation = r.u32(); // AdditionalInformation
    const flags = r.u32(); // Flags
    const fileId = readFileId(r); // FileId
    const input = sliceBufferField(r, inputOffset, inputLength); // Buffer
    return { infoType, fileInfoClass, outputBufferLength, additionalInformation, flags, fileId, input };
  },

  writeResponse(w, m) {
    w.u16(9); // StructureSize
    const offset = w.reserve(2); // OutputBufferOffset
    w.u32(m.buffer.length); // OutputBufferLength
    w.patch16(offset, w.offset);
    w.payload(m.buffer); // Buffer
  },

  readResponse(r) {
    r.structureSize(9); // StructureSize
    const offset = r.u16(); // OutputBufferOffset
    const length = r.u32(); // OutputBufferLength
    return { buffer: sliceBufferField(r, offset, length) }; // Buffer
  },
};
