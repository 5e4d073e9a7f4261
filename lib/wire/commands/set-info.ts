/** SET_INFO changes what QUERY_INFO asks about; renaming and deleting are among it.  [MS-SMB2] 2.2.39, 2.2.40 */
import { sliceBufferField } from '../buffer-field.ts';
import type { Codec } from '../codec.ts';
import { type FileId, readFileId, writeFileId } from '../file-id.ts';

export interface SetInfoRequest {
  /** SMB2_0_INFO_FILE and its like, as in QUERY_INFO. */
  readonly infoType: number;
  /** A class of [MS-FSCC] 2.4 (files) or 2.5 (file systems); 0 for security and quota. */
  readonly fileInfoClass: number;
  /** With SMB2_0_INFO_SECURITY, which parts of the security descriptor: DACL_SECURITY_INFORMATION and its like. */
  readonly additionalInformation: number;
  readonly fileId: FileId;
  /** What to set. Read: a view of the received frame. */
  readonly buffer: Buffer;
}

export type SetInfoResponse = Record<string, never>;

export const SetInfo: Codec<SetInfoRequest, SetInfoResponse> = {
  name: 'SET_INFO',
  command: 0x0011,
  bodyStatuses: [],

  writeRequest(w, m) {
    w.u16(33); // StructureSize
    w.u8(m.infoType); // InfoType
    w.u8(m.fileInfoClass); // FileInfoClass
    w.u32(m.buffer.length); // BufferLength
    const bufferOffset = w.reserve(2); // BufferOffset
    w.u16(0); // Reserved
    w.u32(m.additionalInformation); // AdditionalInformation
    writeFileId(w, m.fileId); // FileId
    w.patch16(bufferOffset, w.offset);
    if (m.buffer.length === 0) w.u8(0); // the Buffer of a request is one byte at least
    w.bytes(m.buffer); // Buffer
  },

  readRequest(r) {
    r.structureSize(33); // StructureSize
    const infoType = r.u8(); // InfoType
    const fileInfoClass = r.u8(); // FileInfoClass
    const bufferLength = r.u32(); // BufferLength
    const bufferOffset = r.u16(); // BufferOffset
    r.skip(2); // Reserved
    const additionalInformation = r.u32(); // AdditionalInformation
    const fileId = readFileId(r); // FileId
    const buffer = sliceBufferField(r, bufferOffset, bufferLength); // Buffer
    return { infoType, fileInfoClass, additionalInformation, fileId, buffer };
  },

  writeResponse(w) {
    w.u16(2); // StructureSize
  },

  readResponse(r) {
    r.structureSize(2); // StructureSize
    return {};
  },
};
