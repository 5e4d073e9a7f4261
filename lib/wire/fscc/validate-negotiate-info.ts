/** FSCTL_VALIDATE_NEGOTIATE_INFO: a signed repetition of what was negotiated unsigned.  [MS-SMB2] 2.2.31.4, 2.2.32.6 */
import { MalformedError } from '../../errors.ts';
import type { StructureCodec } from '../codec.ts';

const GUID_SIZE = 16;

/** What the client sent in NEGOTIATE. */
export interface ValidateNegotiateInfoRequest {
  capabilities: number;
  /** ClientGuid, 16 bytes as they are on the wire. */
  guid: Buffer;
  securityMode: number;
  dialects: number[];
}

export const ValidateNegotiateInfoRequest: StructureCodec<ValidateNegotiateInfoRequest> = {
  write(w, m) {
    w.u32(m.capabilities); // Capabilities
    w.bytes(m.guid); // Guid
    w.u16(m.securityMode); // SecurityMode
    w.u16(m.dialects.length); // DialectCount
    for (const dialect of m.dialects) w.u16(dialect); // Dialects
  },
  read(r) {
    const capabilities = r.u32(); // Capabilities
    const guid = r.copy(GUID_SIZE); // Guid
    const securityMode = r.u16(); // SecurityMode
    const dialectCount = r.u16(); // DialectCount
    if (dialectCount * 2 > r.remaining) throw new MalformedError(`${dialectCount} dialects in ${r.remaining} bytes`);
    const dialects = Array.from({ length: dialectCount }, () => r.u16()); // Dialects
    return { capabilities, guid, securityMode, dialects };
  },
};

/** What the server sent in NEGOTIATE. */
export interface ValidateNegotiateInfoResponse {
  capabilities: number;
  /** ServerGuid, 16 bytes as they are on the wire. */
  guid: Buffer;
  securityMode: number;
  dialect: number;
}

export const ValidateNegotiateInfoResponse: StructureCodec<ValidateNegotiateInfoResponse> = {
  write(w, m) {
    w.u32(m.capabilities); // Capabilities
    w.bytes(m.guid); // Guid
    w.u16(m.securityMode); // SecurityMode
    w.u16(m.dialect); // Dialect
  },
  read(r) {
    const capabilities = r.u32(); // Capabilities
    const guid = r.copy(GUID_SIZE); // Guid
    const securityMode = r.u16(); // SecurityMode
    const dialect = r.u16(); // Dialect
    return { capabilities, guid, securityMode, dialect };
  },
};
