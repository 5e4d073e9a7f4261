/** QUERY_DIRECTORY lists a directory, one buffer a request.  [MS-SMB2] 2.2.33, 2.2.34 */
import { readBufferField, sliceBufferField, writeName } from '../buffer-field.ts';
import type { Codec } from '../codec.ts';
import { type FileId, readFileId, writeFileId } from '../file-id.ts';

export const SMB2_RESTART_SCANS = 0x01;
export const SMB2_RETURN_SINGLE_ENTRY = 0x02;
export const SMB2_INDEX_SPECIFIED = 0x04;
/** Starts anew, with this request's search pattern instead of the first one's. */
export const SMB2_REOPEN = 0x10;

export interface QueryDirectoryRequest {
  /** One of the directory classes of [MS-FSCC] 2.4. */
  readonly fileInformationClass: number;
  readonly flags: number;
  /** With SMB2_INDEX_SPECIFIED, where to go on. */
  readonly fileIndex: number;
  readonly fileId: FileId;
  readonly outputBufferLength: number;
  /** The search pattern: `*` for everything. */
  readonly fileName: string;
}

export interface QueryDirectoryResponse {
  /** Entries of the class asked for. Read: a view of the received frame, to be decoded before the frame is let go. */
  readonly buffer: Buffer;
}

/** The end of the listing is STATUS_NO_MORE_FILES, with an ERROR body. */
export const QueryDirectory: Codec<QueryDirectoryRequest, QueryDirectoryResponse> = {
  name: 'QUERY_DIRECTORY',
  command: 0x000e,
  bodyStatuses: [],

  writeRequest(w, m) {
    w.u16(33); // StructureSize
    w.u8(m.fileInformationClass); // FileInformationClass
    w.u8(m.flags); // Flags
    w.u32(m.fileIndex); // FileIndex
    writeFileId(w, m.fileId); // FileId
    const fileName = w.reserve(4); // FileNameOffset, FileNameLength
    w.u32(m.outputBufferLength); // OutputBufferLength
    w.patch16(fileName, w.offset);
    w.patch16(fileName, writeName(w, m.fileName), 2); // Buffer
    if (m.fileName.length === 0) w.u8(0); // the Buffer of a request is one byte at least
  },

  readRequest(r) {
    r.structureSize(33); // StructureSize
    const fileInformationClass = r.u8(); // FileInformationClass
    const flags = r.u8(); // Flags
    const fileIndex = r.u32(); // FileIndex
    const fileId = readFileId(r); // FileId
    const fileNameOffset = r.u16(); // FileNameOffset
    const fileNameLength = r.u16(); // FileNameLength
    const outputBufferLength = r.u32(); // OutputBufferLength
    const fileName = readBufferField(r, fileNameOffset, fileNameLength).utf16(fileNameLength); // Buffer
    return { fileInformationClass, flags, fileIndex, fileId, outputBufferLength, fileName };
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
