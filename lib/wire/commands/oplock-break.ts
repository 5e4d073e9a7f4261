/** OPLOCK_BREAK takes back an oplock or lease: notification, acknowledgment and response.  [MS-SMB2] 2.2.23, 2.2.24, 2.2.25 */
import { MalformedError } from '../../errors.ts';
import type { Codec } from '../codec.ts';
import { type FileId, readFileId, writeFileId } from '../file-id.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

/** Flags of a lease break notification: the server waits for an acknowledgment. */
export const SMB2_NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED = 0x01;

/** Notification, acknowledgment and response of an oplock: one shape for all. */
export interface FileOplockBreak {
  readonly structureSize: 24;
  readonly oplockLevel: number;
  readonly fileId: FileId;
}

/** Acknowledgment and response of a lease. */
export interface LeaseBreak {
  readonly structureSize: 36;
  readonly flags: number;
  /** 16 bytes. */
  readonly leaseKey: Buffer;
  readonly leaseState: number;
}

export interface LeaseBreakNotification {
  readonly structureSize: 44;
  /** 0 for a lease of version 1. */
  readonly newEpoch: number;
  readonly flags: number;
  /** 16 bytes. */
  readonly leaseKey: Buffer;
  readonly currentLeaseState: number;
  readonly newLeaseState: number;
}

/** What a client sends: an acknowledgment. */
export type OplockBreakRequest = FileOplockBreak | LeaseBreak;
/** What a server sends unasked, with UNSOLICITED_MESSAGE_ID. */
export type OplockBreakNotification = FileOplockBreak | LeaseBreakNotification;
/** What a server sends: a notification, or the response to an acknowledgment. */
export type OplockBreakResponse = OplockBreakRequest | OplockBreakNotification;

export const OplockBreak: Codec<OplockBreakRequest, OplockBreakResponse> = {
  name: 'OPLOCK_BREAK',
  command: 0x0012,
  bodyStatuses: [],

  writeRequest: writeBreak,

  readRequest(r) {
    const m = readBreak(r);
    if (m.structureSize === 44) throw new MalformedError('a lease break notification from a client');
    return m;
  },

  writeResponse: writeBreak,

  readResponse: readBreak,
};

/** Reads what a server sends unasked. */
export function readOplockBreakNotification(r: Reader): OplockBreakNotification {
  const m = readBreak(r);
  if (m.structureSize === 36) throw new MalformedError('a lease break response where a notification should be');
  return m;
}

function writeBreak(w: Writer, m: OplockBreakResponse): void {
  w.u16(m.structureSize); // StructureSize
  switch (m.structureSize) {
    case 24:
      w.u8(m.oplockLevel); // OplockLevel
      w.u8(0); // Reserved
      w.u32(0); // Reserved2
      writeFileId(w, m.fileId); // FileId
      break;
    case 36:
      w.u16(0); // Reserved
      w.u32(m.flags); // Flags
      w.bytes(m.leaseKey); // LeaseKey
      w.u32(m.leaseState); // LeaseState
      w.zeros(8); // LeaseDuration: reserved
      break;
    case 44:
      w.u16(m.newEpoch); // NewEpoch
      w.u32(m.flags); // Flags
      w.bytes(m.leaseKey); // LeaseKey
      w.u32(m.currentLeaseState); // CurrentLeaseState
      w.u32(m.newLeaseState); // NewLeaseState
      w.u32(0); // BreakReason: reserved
      w.u32(0); // AccessMaskHint: reserved
      w.u32(0); // ShareMaskHint: reserved
      break;
  }
}

function readBreak(r: Reader): OplockBreakResponse {
  const structureSize = r.u16(); // StructureSize
  switch (structureSize) {
    case 24: {
      const oplockLevel = r.u8(); // OplockLevel
      r.skip(1); // Reserved
      r.skip(4); // Reserved2
      const fileId = readFileId(r); // FileId
      return { structureSize, oplockLevel, fileId };
    }
    case 36: {
      r.skip(2); // Reserved
      const flags = r.u32(); // Flags
      const leaseKey = r.copy(16); // LeaseKey
      const leaseState = r.u32(); // LeaseState
      r.skip(8); // LeaseDuration: reserved
      return { structureSize, flags, leaseKey, leaseState };
    }
    case 44: {
      const newEpoch = r.u16(); // NewEpoch
      const flags = r.u32(); // Flags
      const leaseKey = r.copy(16); // LeaseKey
      const currentLeaseState = r.u32(); // CurrentLeaseState
      const newLeaseState = r.u32(); // NewLeaseState
      r.skip(12); // BreakReason, AccessMaskHint, ShareMaskHint: reserved
      return { structureSize, newEpoch, flags, leaseKey, currentLeaseState, newLeaseState };
    }
    default:
      throw new MalformedError(`an OPLOCK_BREAK of StructureSize ${structureSize}`);
  }
}
