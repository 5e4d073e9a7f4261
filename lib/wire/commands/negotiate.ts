/** NEGOTIATE agrees on the dialect and on what both sides can do.  [MS-SMB2] 2.2.3, 2.2.4 */
import { readBufferField } from '../buffer-field.ts';
import type { Codec } from '../codec.ts';
import {
  type NegotiateContext,
  readNegotiateContexts,
  writeNegotiateContexts,
} from '../contexts/negotiate-contexts.ts';

/** Dialect revisions. */
export const SMB2_DIALECT_202 = 0x0202;
export const SMB2_DIALECT_210 = 0x0210;
export const SMB2_DIALECT_300 = 0x0300;
export const SMB2_DIALECT_302 = 0x0302;
export const SMB2_DIALECT_311 = 0x0311;
/** Answers an SMB1 negotiation only: "ask again, in SMB2". */
export const SMB2_DIALECT_WILDCARD = 0x02ff;

/** SecurityMode. */
export const SMB2_NEGOTIATE_SIGNING_ENABLED = 0x0001;
export const SMB2_NEGOTIATE_SIGNING_REQUIRED = 0x0002;

/** Capabilities. */
export const SMB2_GLOBAL_CAP_DFS = 0x00000001;
export const SMB2_GLOBAL_CAP_LEASING = 0x00000002;
export const SMB2_GLOBAL_CAP_LARGE_MTU = 0x00000004;
export const SMB2_GLOBAL_CAP_MULTI_CHANNEL = 0x00000008;
export const SMB2_GLOBAL_CAP_PERSISTENT_HANDLES = 0x00000010;
export const SMB2_GLOBAL_CAP_DIRECTORY_LEASING = 0x00000020;
export const SMB2_GLOBAL_CAP_ENCRYPTION = 0x00000040;
export const SMB2_GLOBAL_CAP_NOTIFICATIONS = 0x00000080;

const GUID_SIZE = 16;

export interface NegotiateRequest {
  securityMode: number;
  capabilities: number;
  /** 16 bytes. */
  clientGuid: Buffer;
  dialects: number[];
  /** On the wire only when `dialects` has 3.1.1. */
  negotiateContexts: NegotiateContext[];
}

export interface NegotiateResponse {
  securityMode: number;
  dialectRevision: number;
  /** 16 bytes. */
  serverGuid: Buffer;
  capabilities: number;
  /** In bytes, like the two below. */
  maxTransactSize: number;
  maxReadSize: number;
  maxWriteSize: number;
  /** FILETIME. */
  systemTime: bigint;
  /** FILETIME; 0 from most servers. */
  serverStartTime: bigint;
  /** The server's SPNEGO hint; may be empty. */
  securityBuffer: Buffer;
  /** On the wire only when `dialectRevision` is 3.1.1. */
  negotiateContexts: NegotiateContext[];
}

export const Negotiate: Codec<NegotiateRequest, NegotiateResponse> = {
  name: 'NEGOTIATE',
  command: 0x0000,
  bodyStatuses: [],
  writeRequest(w, m) {
    w.u16(36); // StructureSize
    w.u16(m.dialects.length); // DialectCount
    w.u16(m.securityMode); // SecurityMode
    w.u16(0); // Reserved
    w.u32(m.capabilities); // Capabilities
    w.bytes(m.clientGuid); // ClientGuid
    const contexts = w.reserve(8); // NegotiateContextOffset, NegotiateContextCount, Reserved2, or ClientStartTime
    for (const dialect of m.dialects) w.u16(dialect); // Dialects
    if (m.negotiateContexts.length > 0 && m.dialects.includes(SMB2_DIALECT_311)) {
      w.patch32(contexts, writeNegotiateContexts(w, m.negotiateContexts)); // Padding, NegotiateContextList
      w.patch16(contexts, m.negotiateContexts.length, 4);
    }
  },
  readRequest(r) {
    r.structureSize(36); // StructureSize
    const dialectCount = r.u16(); // DialectCount
    const securityMode = r.u16(); // SecurityMode
    r.skip(2); // Reserved
    const capabilities = r.u32(); // Capabilities
    const clientGuid = r.copy(GUID_SIZE); // ClientGuid
    const contextOffset = r.u32(); // NegotiateContextOffset, or ClientStartTime
    const contextCount = r.u16(); // NegotiateContextCount
    r.skip(2); // Reserved2
    const dialects: number[] = [];
    for (let i = 0; i < dialectCount; i++) dialects.push(r.u16()); // Dialects
    const negotiateContexts = dialects.includes(SMB2_DIALECT_311)
      ? readNegotiateContexts(r, contextOffset, contextCount) // Padding, NegotiateContextList
      : [];
    return { securityMode, capabilities, clientGuid, dialects, negotiateContexts };
  },
  writeResponse(w, m) {
    const hasContexts = m.negotiateContexts.length > 0 && m.dialectRevision === SMB2_DIALECT_311;
    w.u16(65); // StructureSize
    w.u16(m.securityMode); // SecurityMode
    w.u16(m.dialectRevision); // DialectRevision
    w.u16(hasContexts ? m.negotiateContexts.length : 0); // NegotiateContextCount, or Reserved
    w.bytes(m.serverGuid); // ServerGuid
    w.u32(m.capabilities); // Capabilities
    w.u32(m.maxTransactSize); // MaxTransactSize
    w.u32(m.maxReadSize); // MaxReadSize
    w.u32(m.maxWriteSize); // MaxWriteSize
    w.u64(m.systemTime); // SystemTime
    w.u64(m.serverStartTime); // ServerStartTime
    const buffer = w.reserve(4); // SecurityBufferOffset, SecurityBufferLength: patched below
    const contexts = w.reserve(4); // NegotiateContextOffset, or Reserved2: patched below
    w.patch16(buffer, w.offset);
    w.patch16(buffer, m.securityBuffer.length, 2);
    w.bytes(m.securityBuffer); // Buffer
    if (hasContexts) w.patch32(contexts, writeNegotiateContexts(w, m.negotiateContexts)); // Padding, NegotiateContextList
  },
  readResponse(r) {
    r.structureSize(65); // StructureSize
    const securityMode = r.u16(); // SecurityMode
    const dialectRevision = r.u16(); // DialectRevision
    const contextCount = r.u16(); // NegotiateContextCount, or Reserved
    const serverGuid = r.copy(GUID_SIZE); // ServerGuid
    const capabilities = r.u32(); // Capabilities
    const maxTransactSize = r.u32(); // MaxTransactSize
    const maxReadSize = r.u32(); // MaxReadSize
    const maxWriteSize = r.u32(); // MaxWriteSize
    const systemTime = r.u64(); // SystemTime
    const serverStartTime = r.u64(); // ServerStartTime
    const bufferOffset = r.u16(); // SecurityBufferOffset
    const bufferLength = r.u16(); // SecurityBufferLength
    const contextOffset = r.u32(); // NegotiateContextOffset, or Reserved2
    const securityBuffer = readBufferField(r, bufferOffset, bufferLength).copy(bufferLength); // Buffer
    const negotiateContexts =
      dialectRevision === SMB2_DIALECT_311
        ? readNegotiateContexts(r, contextOffset, contextCount) // Padding, NegotiateContextList
        : [];
    return {
      securityMode,
      dialectRevision,
      serverGuid,
      capabilities,
      maxTransactSize,
      maxReadSize,
      maxWriteSize,
      systemTime,
      serverStartTime,
      securityBuffer,
      negotiateContexts,
    };
  },
};
