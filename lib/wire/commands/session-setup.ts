/** SESSION_SETUP carries the authentication tokens, one round trip each.  [MS-SMB2] 2.2.5, 2.2.6 */
import { AuthenticationError } from '../../errors.ts';
import { readBufferField } from '../buffer-field.ts';
import type { Codec } from '../codec.ts';
import { STATUS_MORE_PROCESSING_REQUIRED } from '../ntstatus.ts';

/** The length field has 16 bits. */
const MAX_SECURITY_BUFFER = 0xffff;

/** In a request's flags: bind an existing session to this connection. */
export const SMB2_SESSION_FLAG_BINDING = 0x01;

/** In a response's flags. */
export const SMB2_SESSION_FLAG_IS_GUEST = 0x0001;
export const SMB2_SESSION_FLAG_IS_NULL = 0x0002;
export const SMB2_SESSION_FLAG_ENCRYPT_DATA = 0x0004;

export interface SessionSetupRequest {
  flags: number;
  /** SMB2_NEGOTIATE_SIGNING_... */
  securityMode: number;
  /** SMB2_GLOBAL_CAP_DFS or nothing. */
  capabilities: number;
  /** A session of this client that a broken connection left behind, to be dropped; 0 for none. */
  previousSessionId: bigint;
  securityBuffer: Buffer;
}

export interface SessionSetupResponse {
  sessionFlags: number;
  securityBuffer: Buffer;
}

export const SessionSetup: Codec<SessionSetupRequest, SessionSetupResponse> = {
  name: 'SESSION_SETUP',
  command: 0x0001,
  bodyStatuses: [STATUS_MORE_PROCESSING_REQUIRED],
  writeRequest(w, m) {
    if (m.securityBuffer.length > MAX_SECURITY_BUFFER) {
      throw new AuthenticationError(`a token of ${m.securityBuffer.length} bytes does not fit a SESSION_SETUP request`);
    }
    w.u16(25); // StructureSize
    w.u8(m.flags); // Flags
    w.u8(m.securityMode); // SecurityMode
    w.u32(m.capabilities); // Capabilities
    w.u32(0); // Channel: reserved
    const buffer = w.reserve(4); // SecurityBufferOffset, SecurityBufferLength: patched below
    w.u64(m.previousSessionId); // PreviousSessionId
    w.patch16(buffer, w.offset);
    w.patch16(buffer, m.securityBuffer.length, 2);
    w.bytes(m.securityBuffer); // Buffer
  },
  readRequest(r) {
    r.structureSize(25); // StructureSize
    const flags = r.u8(); // Flags
    const securityMode = r.u8(); // SecurityMode
    const capabilities = r.u32(); // Capabilities
    r.skip(4); // Channel
    const bufferOffset = r.u16(); // SecurityBufferOffset
    const bufferLength = r.u16(); // SecurityBufferLength
    const previousSessionId = r.u64(); // PreviousSessionId
    const securityBuffer = readBufferField(r, bufferOffset, bufferLength).copy(bufferLength); // Buffer
    return { flags, securityMode, capabilities, previousSessionId, securityBuffer };
  },
  writeResponse(w, m) {
    w.u16(9); // StructureSize
    w.u16(m.sessionFlags); // SessionFlags
    const buffer = w.reserve(4); // SecurityBufferOffset, SecurityBufferLength: patched below
    w.patch16(buffer, w.offset);
    w.patch16(buffer, m.securityBuffer.length, 2);
    w.bytes(m.securityBuffer); // Buffer
  },
  readResponse(r) {
    r.structureSize(9); // StructureSize
    const sessionFlags = r.u16(); // SessionFlags
    const bufferOffset = r.u16(); // SecurityBufferOffset
    const bufferLength = r.u16(); // SecurityBufferLength
    const securityBuffer = readBufferField(r, bufferOffset, bufferLength).copy(bufferLength); // Buffer
    return { sessionFlags, securityBuffer };
  },
};
