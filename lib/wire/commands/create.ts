/** CREATE opens or creates a file, directory or pipe.  [MS-SMB2] 2.2.13, 2.2.14 */
import { readBufferField, writeName } from '../buffer-field.ts';
import type { Codec } from '../codec.ts';
import { type CreateContext, readCreateContexts, writeCreateContexts } from '../contexts/create-contexts.ts';
import { type FileId, readFileId, writeFileId } from '../file-id.ts';
import type { Reader } from '../reader.ts';
import type { Patch, Writer } from '../writer.ts';

/** RequestedOplockLevel and OplockLevel; OPLOCK_BREAK speaks of them too. */
export const SMB2_OPLOCK_LEVEL_NONE = 0x00;
export const SMB2_OPLOCK_LEVEL_II = 0x01;
export const SMB2_OPLOCK_LEVEL_EXCLUSIVE = 0x08;
export const SMB2_OPLOCK_LEVEL_BATCH = 0x09;
/** The request or response holds a lease context that says the rest. */
export const SMB2_OPLOCK_LEVEL_LEASE = 0xff;

/** ImpersonationLevel: the specification's words without a prefix. */
export const IMPERSONATION_LEVEL_ANONYMOUS = 0x00000000;
export const IMPERSONATION_LEVEL_IDENTIFICATION = 0x00000001;
export const IMPERSONATION_LEVEL_IMPERSONATION = 0x00000002;
export const IMPERSONATION_LEVEL_DELEGATE = 0x00000003;

/** ShareAccess: what other opens of the file may do meanwhile. */
export const FILE_SHARE_READ = 0x00000001;
export const FILE_SHARE_WRITE = 0x00000002;
export const FILE_SHARE_DELETE = 0x00000004;

/** CreateDisposition: what to do when the file exists, and when it does not. */
export const FILE_SUPERSEDE = 0x00000000;
export const FILE_OPEN = 0x00000001;
export const FILE_CREATE = 0x00000002;
export const FILE_OPEN_IF = 0x00000003;
export const FILE_OVERWRITE = 0x00000004;
export const FILE_OVERWRITE_IF = 0x00000005;

/** CreateOptions. */
export const FILE_DIRECTORY_FILE = 0x00000001;
export const FILE_WRITE_THROUGH = 0x00000002;
export const FILE_SEQUENTIAL_ONLY = 0x00000004;
export const FILE_NO_INTERMEDIATE_BUFFERING = 0x00000008;
export const FILE_SYNCHRONOUS_IO_ALERT = 0x00000010;
export const FILE_SYNCHRONOUS_IO_NONALERT = 0x00000020;
export const FILE_NON_DIRECTORY_FILE = 0x00000040;
export const FILE_COMPLETE_IF_OPLOCKED = 0x00000100;
export const FILE_NO_EA_KNOWLEDGE = 0x00000200;
export const FILE_OPEN_REMOTE_INSTANCE = 0x00000400;
export const FILE_RANDOM_ACCESS = 0x00000800;
export const FILE_DELETE_ON_CLOSE = 0x00001000;
export const FILE_OPEN_BY_FILE_ID = 0x00002000;
export const FILE_OPEN_FOR_BACKUP_INTENT = 0x00004000;
export const FILE_NO_COMPRESSION = 0x00008000;
export const FILE_OPEN_REQUIRING_OPLOCK = 0x00010000;
export const FILE_DISALLOW_EXCLUSIVE = 0x00020000;
export const FILE_RESERVE_OPFILTER = 0x00100000;
export const FILE_OPEN_REPARSE_POINT = 0x00200000;
export const FILE_OPEN_NO_RECALL = 0x00400000;
export const FILE_OPEN_FOR_FREE_SPACE_QUERY = 0x00800000;

/** CreateAction: what was done. */
export const FILE_SUPERSEDED = 0x00000000;
export const FILE_OPENED = 0x00000001;
export const FILE_CREATED = 0x00000002;
export const FILE_OVERWRITTEN = 0x00000003;

/** Flags of the response: the last component is a reparse point. */
export const SMB2_CREATE_FLAG_REPARSEPOINT = 0x01;

export interface CreateRequest {
  readonly requestedOplockLevel: number;
  readonly impersonationLevel: number;
  readonly desiredAccess: number;
  readonly fileAttributes: number;
  readonly shareAccess: number;
  readonly createDisposition: number;
  readonly createOptions: number;
  /** Relative to the share, `\` between its components and none in front; empty for the share's root. */
  readonly name: string;
  readonly createContexts: readonly CreateContext[];
}

export interface CreateResponse {
  readonly oplockLevel: number;
  readonly flags: number;
  readonly createAction: number;
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  readonly allocationSize: number;
  readonly endOfFile: number;
  readonly fileAttributes: number;
  readonly fileId: FileId;
  readonly createContexts: readonly CreateContext[];
}

export const Create: Codec<CreateRequest, CreateResponse> = {
  name: 'CREATE',
  command: 0x0005,
  bodyStatuses: [],

  writeRequest(w, m) {
    w.u16(57); // StructureSize
    w.u8(0); // SecurityFlags: reserved
    w.u8(m.requestedOplockLevel); // RequestedOplockLevel
    w.u32(m.impersonationLevel); // ImpersonationLevel
    w.zeros(8); // SmbCreateFlags: reserved
    w.zeros(8); // Reserved
    w.u32(m.desiredAccess); // DesiredAccess
    w.u32(m.fileAttributes); // FileAttributes
    w.u32(m.shareAccess); // ShareAccess
    w.u32(m.createDisposition); // CreateDisposition
    w.u32(m.createOptions); // CreateOptions
    const name = w.reserve(4); // NameOffset, NameLength
    const contexts = w.reserve(8); // CreateContextsOffset, CreateContextsLength
    w.patch16(name, w.offset);
    w.patch16(name, writeName(w, m.name), 2); // Buffer
    if (m.name.length === 0) w.u8(0); // the Buffer of a request is one byte at least
    writeContexts(w, contexts, m.createContexts);
  },

  readRequest(r) {
    r.structureSize(57); // StructureSize
    r.skip(1); // SecurityFlags: reserved
    const requestedOplockLevel = r.u8(); // RequestedOplockLevel
    const impersonationLevel = r.u32(); // ImpersonationLevel
    r.skip(8); // SmbCreateFlags: reserved
    r.skip(8); // Reserved
    const desiredAccess = r.u32(); // DesiredAccess
    const fileAttributes = r.u32(); // FileAttributes
    const shareAccess = r.u32(); // ShareAccess
    const createDisposition = r.u32(); // CreateDisposition
    const createOptions = r.u32(); // CreateOptions
    const nameOffset = r.u16(); // NameOffset
    const nameLength = r.u16(); // NameLength
    const contextsOffset = r.u32(); // CreateContextsOffset
    const contextsLength = r.u32(); // CreateContextsLength
    const name = readBufferField(r, nameOffset, nameLength).utf16(nameLength); // Buffer
    const createContexts = readContexts(r, contextsOffset, contextsLength);
    return {
      requestedOplockLevel,
      impersonationLevel,
      desiredAccess,
      fileAttributes,
      shareAccess,
      createDisposition,
      createOptions,
      name,
      createContexts,
    };
  },

  writeResponse(w, m) {
    w.u16(89); // StructureSize
    w.u8(m.oplockLevel); // OplockLevel
    w.u8(m.flags); // Flags
    w.u32(m.createAction); // CreateAction
    w.u64(m.creationTime); // CreationTime
    w.u64(m.lastAccessTime); // LastAccessTime
    w.u64(m.lastWriteTime); // LastWriteTime
    w.u64(m.changeTime); // ChangeTime
    w.size64(m.allocationSize); // AllocationSize
    w.size64(m.endOfFile); // EndofFile
    w.u32(m.fileAttributes); // FileAttributes
    w.u32(0); // Reserved2
    writeFileId(w, m.fileId); // FileId
    const contexts = w.reserve(8); // CreateContextsOffset, CreateContextsLength
    writeContexts(w, contexts, m.createContexts); // Buffer
  },

  readResponse(r) {
    r.structureSize(89); // StructureSize
    const oplockLevel = r.u8(); // OplockLevel
    const flags = r.u8(); // Flags
    const createAction = r.u32(); // CreateAction
    const creationTime = r.u64(); // CreationTime
    const lastAccessTime = r.u64(); // LastAccessTime
    const lastWriteTime = r.u64(); // LastWriteTime
    const changeTime = r.u64(); // ChangeTime
    const allocationSize = r.size64(); // AllocationSize
    const endOfFile = r.size64(); // EndofFile
    const fileAttributes = r.u32(); // FileAttributes
    r.skip(4); // Reserved2
    const fileId = readFileId(r); // FileId
    const contextsOffset = r.u32(); // CreateContextsOffset
    const contextsLength = r.u32(); // CreateContextsLength
    const createContexts = readContexts(r, contextsOffset, contextsLength); // Buffer
    return {
      oplockLevel,
      flags,
      createAction,
      creationTime,
      lastAccessTime,
      lastWriteTime,
      changeTime,
      allocationSize,
      endOfFile,
      fileAttributes,
      fileId,
      createContexts,
    };
  },
};

function writeContexts(w: Writer, offsetAndLength: Patch, contexts: readonly CreateContext[]): void {
  if (contexts.length === 0) return;
  w.align(8);
  const start = w.offset;
  w.patch32(offsetAndLength, start);
  writeCreateContexts(w, contexts);
  w.patch32(offsetAndLength, w.offset - start, 4);
}

function readContexts(r: Reader, offset: number, length: number): CreateContext[] {
  return length === 0 ? [] : readCreateContexts(readBufferField(r, offset, length));
}
