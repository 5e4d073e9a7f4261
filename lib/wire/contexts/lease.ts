/** RqLs: a lease asked for or granted, in its two versions.  [MS-SMB2] 2.2.13.2.8, 2.2.13.2.10, 2.2.14.2.10, 2.2.14.2.11 */
import { MalformedError } from '../../errors.ts';
import type { ContextCodec } from './create-contexts.ts';

/** LeaseState: flags. */
export const SMB2_LEASE_NONE = 0x00;
export const SMB2_LEASE_READ_CACHING = 0x01;
export const SMB2_LEASE_HANDLE_CACHING = 0x02;
export const SMB2_LEASE_WRITE_CACHING = 0x04;

/** Flags: the lease that was granted is being broken already. */
export const SMB2_LEASE_FLAG_BREAK_IN_PROGRESS = 0x00000002;
/** Flags: ParentLeaseKey is the key of the directory's lease (version 2 only). */
export const SMB2_LEASE_FLAG_PARENT_LEASE_KEY_SET = 0x00000004;

const V1_SIZE = 32;
const V2_SIZE = 52;

interface LeaseFields {
  /** 16 bytes that the client chose for the file. */
  readonly leaseKey: Buffer;
  readonly leaseState: number;
  readonly flags: number;
}

/** For files; SMB 2.1 and later. */
export interface LeaseV1 extends LeaseFields {
  readonly version: 1;
}

/** For files and directories; SMB 3.x. */
export interface LeaseV2 extends LeaseFields {
  readonly version: 2;
  /** 16 bytes, meaningful with SMB2_LEASE_FLAG_PARENT_LEASE_KEY_SET. */
  readonly parentLeaseKey: Buffer;
  readonly epoch: number;
}

/** Both versions and both directions; the versions differ in size alone. */
export const LeaseContext: ContextCodec<LeaseV1 | LeaseV2> = {
  name: 'RqLs',

  write(w, m) {
    w.bytes(m.leaseKey); // LeaseKey
    w.u32(m.leaseState); // LeaseState
    w.u32(m.flags); // LeaseFlags
    w.zeros(8); // LeaseDuration: reserved
    if (m.version === 1) return;
    w.bytes(m.parentLeaseKey); // ParentLeaseKey
    w.u16(m.epoch); // Epoch
    w.u16(0); // Reserved
  },

  read(r) {
    const size = r.remaining;
    if (size !== V1_SIZE && size !== V2_SIZE) throw new MalformedError(`a lease context of ${size} bytes`);
    const leaseKey = r.copy(16); // LeaseKey
    const leaseState = r.u32(); // LeaseState
    const flags = r.u32(); // LeaseFlags
    r.skip(8); // LeaseDuration: reserved
    if (size === V1_SIZE) return { version: 1, leaseKey, leaseState, flags };
    const parentLeaseKey = r.copy(16); // ParentLeaseKey
    const epoch = r.u16(); // Epoch
    r.skip(2); // Reserved
    return { version: 2, leaseKey, leaseState, flags, parentLeaseKey, epoch };
  },
};
