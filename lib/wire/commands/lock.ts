/** LOCK locks and unlocks ranges of a file.  [MS-SMB2] 2.2.26, 2.2.27 */
import type { Codec } from '../codec.ts';
import { type FileId, readFileId, writeFileId } from '../file-id.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';
import { type EmptyBody, readEmptyBody, writeEmptyBody } from './empty-body.ts';

export const SMB2_LOCKFLAG_SHARED_LOCK = 0x00000001;
export const SMB2_LOCKFLAG_EXCLUSIVE_LOCK = 0x00000002;
export const SMB2_LOCKFLAG_UNLOCK = 0x00000004;
/** Answers STATUS_LOCK_NOT_GRANTED instead of waiting. */
export const SMB2_LOCKFLAG_FAIL_IMMEDIATELY = 0x00000010;

/**
 * SMB2_LOCK_ELEMENT. Offset and length are bigint, as "the whole file" is often locked as 2^63-1 or 2^64-1 bytes, and
 * programs lock places where no file will ever have data.
 */
export interface LockElement {
  readonly offset: bigint;
  readonly length: bigint;
  readonly flags: number;
}

export interface LockRequest {
  /** 0 to 15: changes with every use of an index, so that a replayed request is recognised. */
  readonly lockSequenceNumber: number;
  /** 1 to 64; 0 when locks are not replayed. */
  readonly lockSequenceIndex: number;
  readonly fileId: FileId;
  /** One at least; either all lock or all unlock. */
  readonly locks: readonly LockElement[];
}

export type LockResponse = EmptyBody;

export const Lock: Codec<LockRequest, LockResponse> = {
  name: 'LOCK',
  command: 0x000a,
  bodyStatuses: [],

  writeRequest(w, m) {
    w.u16(48); // StructureSize
    w.u16(m.locks.length); // LockCount
    w.u32(m.lockSequenceIndex * 16 + m.lockSequenceNumber); // LockSequenceNumber (4 bits), LockSequenceIndex (28 bits)
    writeFileId(w, m.fileId); // FileId
    for (const lock of m.locks) writeLockElement(w, lock); // Locks
  },

  readRequest(r) {
    r.structureSize(48); // StructureSize
    const lockCount = r.u16(); // LockCount
    const lockSequence = r.u32(); // LockSequenceNumber (4 bits), LockSequenceIndex (28 bits)
    const fileId = readFileId(r); // FileId
    const locks: LockElement[] = [];
    for (let i = 0; i < lockCount; i++) locks.push(readLockElement(r)); // Locks
    return {
      lockSequenceNumber: lockSequence % 16,
      lockSequenceIndex: Math.floor(lockSequence / 16),
      fileId,
      locks,
    };
  },

  writeResponse: writeEmptyBody,
  readResponse: readEmptyBody,
};

function writeLockElement(w: Writer, m: LockElement): void {
  w.u64(m.offset); // Offset
  w.u64(m.length); // Length
  w.u32(m.flags); // Flags
  w.u32(0); // Reserved
}

function readLockElement(r: Reader): LockElement {
  const offset = r.u64(); // Offset
  const length = r.u64(); // Length
  const flags = r.u32(); // Flags
  r.skip(4); // Reserved
  return { offset, length, flags };
}
