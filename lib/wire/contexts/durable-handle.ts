/** DHnQ, DHnC, DH2Q, DH2C: opens that outlive their connection.  [MS-SMB2] 2.2.13.2.3, .4, .11, .12 and 2.2.14.2.3, .12 */
import { type FileId, readFileId, writeFileId } from '../file-id.ts';
import type { ContextCodec } from './create-contexts.ts';

/** Asked for and granted: the open survives a restart of the server too. */
export const SMB2_DHANDLE_FLAG_PERSISTENT = 0x00000002;

export interface DurableHandleReconnect {
  readonly fileId: FileId;
}

export interface DurableHandleRequestV2 {
  /** For how many milliseconds the server is to keep the open; 0 leaves it to the server. */
  readonly timeout: number;
  readonly flags: number;
  /** 16 bytes that name this CREATE, so that it can be sent again without being done again. */
  readonly createGuid: Buffer;
}

export interface DurableHandleResponseV2 {
  /** For how many milliseconds the server will keep the open. */
  readonly timeout: number;
  readonly flags: number;
}

export interface DurableHandleReconnectV2 {
  readonly fileId: FileId;
  /** The 16 bytes of the CREATE that made the open. */
  readonly createGuid: Buffer;
  readonly flags: number;
}

/** DHnQ, asked. It says nothing beyond its name. */
export const DurableHandleRequestContext: ContextCodec<Record<string, never>> = {
  name: 'DHnQ',
  write(w) {
    w.zeros(16); // DurableRequest: reserved
  },
  read(r) {
    r.skip(16); // DurableRequest: reserved
    return {};
  },
};

/** DHnQ, granted. It says nothing beyond its name. */
export const DurableHandleResponseContext: ContextCodec<Record<string, never>> = {
  name: 'DHnQ',
  write(w) {
    w.zeros(8); // Reserved
  },
  read(r) {
    r.skip(8); // Reserved
    return {};
  },
};

export const DurableHandleReconnectContext: ContextCodec<DurableHandleReconnect> = {
  name: 'DHnC',
  write(w, m) {
    writeFileId(w, m.fileId); // Data
  },
  read(r) {
    return { fileId: readFileId(r) }; // Data
  },
};

export const DurableHandleRequestV2Context: ContextCodec<DurableHandleRequestV2> = {
  name: 'DH2Q',
  write(w, m) {
    w.u32(m.timeout); // Timeout
    w.u32(m.flags); // Flags
    w.zeros(8); // Reserved
    w.bytes(m.createGuid); // CreateGuid
  },
  read(r) {
    const timeout = r.u32(); // Timeout
    const flags = r.u32(); // Flags
    r.skip(8); // Reserved
    const createGuid = r.copy(16); // CreateGuid
    return { timeout, flags, createGuid };
  },
};

export const DurableHandleResponseV2Context: ContextCodec<DurableHandleResponseV2> = {
  name: 'DH2Q',
  write(w, m) {
    w.u32(m.timeout); // Timeout
    w.u32(m.flags); // Flags
  },
  read(r) {
    const timeout = r.u32(); // Timeout
    const flags = r.u32(); // Flags
    return { timeout, flags };
  },
};

export const DurableHandleReconnectV2Context: ContextCodec<DurableHandleReconnectV2> = {
  name: 'DH2C',
  write(w, m) {
    writeFileId(w, m.fileId); // FileId
    w.bytes(m.createGuid); // CreateGuid
    w.u32(m.flags); // Flags
  },
  read(r) {
    const fileId = readFileId(r); // FileId
    const createGuid = r.copy(16); // CreateGuid
    const flags = r.u32(); // Flags
    return { fileId, createGuid, flags };
  },
};
