/** IOCTL asks a file system, pipe or the server itself for a control operation (FSCTL).  [MS-SMB2] 2.2.31, 2.2.32 */
import { sliceBufferField } from '../buffer-field.ts';
import type { Codec } from '../codec.ts';
import { type FileId, readFileId, writeFileId } from '../file-id.ts';
import { STATUS_BUFFER_OVERFLOW, STATUS_INVALID_PARAMETER } from '../ntstatus.ts';

/** Flags of a request: CtlCode is an FSCTL, as it always is here. Servers refuse any other. */
export const SMB2_0_IOCTL_IS_FSCTL = 0x00000001;

export interface IoctlRequest {
  readonly ctlCode: number;
  /** RELATED_FILE_ID's value also stands for "no file", where the FSCTL is about the server. */
  readonly fileId: FileId;
  readonly maxInputResponse: number;
  readonly maxOutputResponse: number;
  readonly flags: number;
  /** Read: a view of the received frame. */
  readonly input: Buffer;
}

export interface IoctlResponse {
  readonly ctlCode: number;
  readonly fileId: FileId;
  readonly flags: number;
  /** Read: a view of the received frame, as `output` is. */
  readonly input: Buffer;
  readonly output: Buffer;
}

/**
 * STATUS_BUFFER_OVERFLOW comes with the part of the output that fitted. A copy that failed part of the way answers with its
 * SRV_COPYCHUNK_RESPONSE and whatever status stopped it (3.3.5.15.6.1), one beyond the server's limits with those limits and
 * STATUS_INVALID_PARAMETER (3.3.5.15.6.2), and everything else that fails, with the same statuses, with an ERROR body. So
 * `bodyStatuses` cannot tell: whatever the status, a StructureSize of 9 is an ERROR body and 49 this one.
 */
export const Ioctl: Codec<IoctlRequest, IoctlResponse> = {
  name: 'IOCTL',
  command: 0x000b,
  bodyStatuses: [STATUS_BUFFER_OVERFLOW, STATUS_INVALID_PARAMETER],

  writeRequest(w, m) {
    w.u16(57); // StructureSize
    w.u16(0); // Reserved
    w.u32(m.ctlCode); // CtlCode
    writeFileId(w, m.fileId); // FileId
    const inputOffset = w.reserve(4); // InputOffset: stays 0 without input
    w.u32(m.input.length); // InputCount
    w.u32(m.maxInputResponse); // MaxInputResponse
    w.u32(0); // OutputOffset: a request has no output
    w.u32(0); // OutputCount
    w.u32(m.maxOutputResponse); // MaxOutputResponse
    w.u32(m.flags); // Flags
    w.u32(0); // Reserved2
    if (m.input.length > 0) w.patch32(inputOffset, w.offset);
    else w.u8(0); // the Buffer of a request is one byte at least
    w.bytes(m.input); // Buffer
  },

  readRequest(r) {
    r.structureSize(57); // StructureSize
    r.skip(2); // Reserved
    const ctlCode = r.u32(); // CtlCode
    const fileId = readFileId(r); // FileId
    const inputOffset = r.u32(); // InputOffset
    const inputCount = r.u32(); // InputCount
    const maxInputResponse = r.u32(); // MaxInputResponse
    r.skip(4); // OutputOffset: a request has no output
    r.skip(4); // OutputCount
    const maxOutputResponse = r.u32(); // MaxOutputResponse
    const flags = r.u32(); // Flags
    r.skip(4); // Reserved2
    const input = sliceBufferField(r, inputOffset, inputCount); // Buffer
    return { ctlCode, fileId, maxInputResponse, maxOutputResponse, flags, input };
  },

  writeResponse(w, m) {
    w.u16(49); // StructureSize
    w.u16(0); // Reserved
    w.u32(m.ctlCode); // CtlCode
    writeFileId(w, m.fileId); // FileId
    const inputOffset = w.reserve(4); // InputOffset
    w.u32(m.input.length); // InputCount
    const outputOffset = w.reserve(4); // OutputOffset
    w.u32(m.output.length); // OutputCount
    w.u32(m.flags); // Flags
    w.u32(0); // Reserved2
    w.patch32(inputOffset, w.offset);
    w.bytes(m.input); // Buffer: input,
    w.align(8);
    w.patch32(outputOffset, w.offset);
    w.bytes(m.output); // and output
  },

  readResponse(r) {
    r.structureSize(49); // StructureSize
    r.skip(2); // Reserved
    const ctlCode = r.u32(); // CtlCode
    const fileId = readFileId(r); // FileId
    const inputOffset = r.u32(); // InputOffset
    const inputCount = r.u32(); // InputCount
    const outputOffset = r.u32(); // OutputOffset
    const outputCount = r.u32(); // OutputCount
    const flags = r.u32(); // Flags
    r.skip(4); // Reserved2
    const input = sliceBufferField(r, inputOffset, inputCount); // Buffer: input,
    const output = sliceBufferField(r, outputOffset, outputCount); // and output
    return { ctlCode, fileId, flags, input, output };
  },
};
