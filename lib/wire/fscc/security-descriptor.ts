/** SECURITY_DESCRIPTOR in its self-relative form: who owns a file, and who may do what with it.  [MS-DTYP] 2.4.6 */
import { MalformedError } from '../../errors.ts';
import type { StructureCodec } from '../codec.ts';
import type { Reader } from '../reader.ts';
import { Acl } from './acl.ts';
import { readSid, writeSid } from './sid.ts';

export const SE_OWNER_DEFAULTED = 0x0001;
export const SE_GROUP_DEFAULTED = 0x0002;
export const SE_DACL_PRESENT = 0x0004;
export const SE_DACL_DEFAULTED = 0x0008;
export const SE_SACL_PRESENT = 0x0010;
export const SE_SACL_DEFAULTED = 0x0020;
export const SE_DACL_AUTO_INHERIT_REQ = 0x0100;
export const SE_SACL_AUTO_INHERIT_REQ = 0x0200;
export const SE_DACL_AUTO_INHERITED = 0x0400;
export const SE_SACL_AUTO_INHERITED = 0x0800;
export const SE_DACL_PROTECTED = 0x1000;
export const SE_SACL_PROTECTED = 0x2000;
export const SE_RM_CONTROL_VALID = 0x4000;
export const SE_SELF_RELATIVE = 0x8000;

const REVISION = 1;
const HEADER_SIZE = 20;

/**
 * Parts that were not asked for are undefined. SE_DACL_PRESENT in `control` with an undefined `dacl` is a null DACL, which
 * allows everything to everybody; a DACL without entries allows nothing.
 */
export interface SecurityDescriptor {
  /** SE_* flags. Writing adds SE_SELF_RELATIVE, and SE_DACL_PRESENT and SE_SACL_PRESENT for the lists that are there. */
  control: number;
  /** A SID. */
  owner: string | undefined;
  /** A SID. */
  group: string | undefined;
  sacl: Acl | undefined;
  dacl: Acl | undefined;
}

export const SecurityDescriptor: StructureCodec<SecurityDescriptor> = {
  write(w, m) {
    const start = w.offset;
    const present = (m.dacl ? SE_DACL_PRESENT : 0) | (m.sacl ? SE_SACL_PRESENT : 0);
    w.u8(REVISION); // Revision
    w.u8(0); // Sbz1
    w.u16(m.control | SE_SELF_RELATIVE | present); // Control
    const offsets = w.reserve(16); // OffsetOwner, OffsetGroup, OffsetSacl, OffsetDacl
    if (m.owner !== undefined) {
      w.patch32(offsets, w.offset - start, 0);
      writeSid(w, m.owner); // OwnerSid
    }
    if (m.group !== undefined) {
      w.patch32(offsets, w.offset - start, 4);
      writeSid(w, m.group); // GroupSid
    }
    if (m.sacl !== undefined) {
      w.patch32(offsets, w.offset - start, 8);
      Acl.write(w, m.sacl); // Sacl
    }
    if (m.dacl !== undefined) {
      w.patch32(offsets, w.offset - start, 12);
      Acl.write(w, m.dacl); // Dacl
    }
  },
  read(r) {
    const descriptor = r.take(r.remaining);
    const revision = descriptor.u8(); // Revision
    if (revision !== REVISION) throw new MalformedError(`a security descriptor of revision ${revision}`);
    descriptor.skip(1); // Sbz1
    const control = descriptor.u16(); // Control
    if (!(control & SE_SELF_RELATIVE)) throw new MalformedError('a security descriptor that is not self-relative');
    const offsetOwner = descriptor.u32(); // OffsetOwner
    const offsetGroup = descriptor.u32(); // OffsetGroup
    const offsetSacl = descriptor.u32(); // OffsetSacl
    const offsetDacl = descriptor.u32(); // OffsetDacl
    return {
      control,
      owner: readPart(descriptor, offsetOwner, readSid), // OwnerSid
      group: readPart(descriptor, offsetGroup, readSid), // GroupSid
      sacl: control & SE_SACL_PRESENT ? readPart(descriptor, offsetSacl, Acl.read) : undefined, // Sacl
      dacl: control & SE_DACL_PRESENT ? readPart(descriptor, offsetDacl, Acl.read) : undefined, // Dacl
    };
  },
};

/** Reads what lies at an offset from the descriptor's start; 0 means that there is nothing. */
function readPart<T>(descriptor: Reader, offset: number, read: (r: Reader) => T): T | undefined {
  if (offset === 0) return undefined;
  if (offset < HEADER_SIZE) throw new MalformedError(`offset ${offset} points into a security descriptor's header`);
  return read(descriptor.at(offset, descriptor.end - descriptor.origin - offset));
}
