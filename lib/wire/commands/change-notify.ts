/** CHANGE_NOTIFY waits for changes in a directory.  [MS-SMB2] 2.2.35, 2.2.36 */
import { sliceBufferField } from '../buffer-field.ts';
import type { Codec } from '../codec.ts';
import { type FileId, readFileId, writeFileId } from '../file-id.ts';
import { STATUS_NOTIFY_ENUM_DIR } from '../ntstatus.ts';

/** Flags: the directory and everything below it. */
export const SMB2_WATCH_TREE = 0x0001;

/** CompletionFilter: which changes count. */
export const FILE_NOTIFY_CHANGE_FILE_NAME = 0x00000001;
export const FILE_NOTIFY_CHANGE_DIR_NAME = 0x00000002;
export const FILE_NOTIFY_CHANGE_ATTRIBUTES = 0x00000004;
export const FILE_NOTIFY_CHANGE_SIZE = 0x00000008;
export const FILE_NOTIFY_CHANGE_LAST_WRITE = 0x00000010;
export const FILE_NOTIFY_CHANGE_LAST_ACCESS = 0x00000020;
export const FILE_NOTIFY_CHANGE_CREATION = 0x00000040;
export const FILE_NOTIFY_CHANGE_EA = 0x00000080;
export const FILE_NOTIFY_CHANGE_SECURITY = 0x00000100;
export const FILE_NOTIFY_CHANGE_STREAM_NAME = 0x00000200;
export const FILE_NOTIFY_CHANGE_STREAM_SIZE = 0x00000400;
export const FILE_NOTIFY_CHANGE_STREAM_WRITE = 0x00000800;

export interface ChangeNotifyRequest {
  readonly flags: number;
  readonly outputBufferLength: number;
  readonly fileId: FileId;
  readonly completionFilter: number;
}

export interface ChangeNotifyResponse {
  /** FILE_NOTIFY_INFORMATION records. Read: a view of the received frame, to be decoded before the frame is let go. */
  readonly buffer: Buffer;
}

/**
 * STATUS_NOTIFY_ENUM_DIR says that more has changed than fits: the directory is to be read again. Some servers answer it with
 * an ERROR body, which has the same size and reads as an empty buffer.
 */
export const ChangeNotify: Codec<ChangeNotifyRequest, ChangeNotifyResponse> = {
  name: 'CHANGE_NOTIFY',
  command: 0x000f,
  bodyStatuses: [STATUS_NOTIFY_ENUM_DIR],

  writeRequest(w, m) {
    w.u16(32); // StructureSize
    w.u16(m.flags); // Flags
    w.u32(m.outputBufferLength); // OutputBufferLength
    writeFileId(w, m.fileId); // FileId
    w.u32(m.completionFilter); // CompletionFilter
    w.u32(0); // Reserved
  },

  readRequest(r) {
    r.structureSize(32); // StructureSize
    const flags = r.u16(); // Flags
    const outputBufferLength = r.u32(); // OutputBufferLength
    const fileId = readFileId(r); // FileId
    const completionFilter = r.u32(); // CompletionFilter
    r.skip(4); // Reserved
    return { flags, outputBufferLength, fileId, completionFilter };
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
