/** ACL: who may do what, one entry (ACE) after the other.  [MS-DTYP] 2.4.4, 2.4.5 */
import { MalformedError } from '../../errors.ts';
import type { StructureCodec } from '../codec.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';
import { readSid, writeSid } from './sid.ts';

export const ACCESS_ALLOWED_ACE_TYPE = 0x00;
export const ACCESS_DENIED_ACE_TYPE = 0x01;
export const SYSTEM_AUDIT_ACE_TYPE = 0x02;
export const ACCESS_ALLOWED_CALLBACK_ACE_TYPE = 0x09;
export const ACCESS_DENIED_CALLBACK_ACE_TYPE = 0x0a;
export const SYSTEM_AUDIT_CALLBACK_ACE_TYPE = 0x0d;
export const SYSTEM_MANDATORY_LABEL_ACE_TYPE = 0x11;
export const SYSTEM_RESOURCE_ATTRIBUTE_ACE_TYPE = 0x12;
export const SYSTEM_SCOPED_POLICY_ID_ACE_TYPE = 0x13;

export const OBJECT_INHERIT_ACE = 0x01;
export const CONTAINER_INHERIT_ACE = 0x02;
export const NO_PROPAGATE_INHERIT_ACE = 0x04;
export const INHERIT_ONLY_ACE = 0x08;
export const INHERITED_ACE = 0x10;
export const SUCCESSFUL_ACCESS_ACE_FLAG = 0x40;
export const FAILED_ACCESS_ACE_FLAG = 0x80;

/** AclRevision of what guards files; 4 is for directory services. */
export const ACL_REVISION = 0x02;
export const ACL_REVISION_DS = 0x04;

/** The types whose body is Mask, Sid and data of their own. All others are for directory services, or reserved. */
const SID_ACE_TYPES: ReadonlySet<number> = new Set([
  ACCESS_ALLOWED_ACE_TYPE,
  ACCESS_DENIED_ACE_TYPE,
  SYSTEM_AUDIT_ACE_TYPE,
  ACCESS_ALLOWED_CALLBACK_ACE_TYPE,
  ACCESS_DENIED_CALLBACK_ACE_TYPE,
  SYSTEM_AUDIT_CALLBACK_ACE_TYPE,
  SYSTEM_MANDATORY_LABEL_ACE_TYPE,
  SYSTEM_RESOURCE_ATTRIBUTE_ACE_TYPE,
  SYSTEM_SCOPED_POLICY_ID_ACE_TYPE,
]);

const ACL_HEADER_SIZE = 8;
const ACE_HEADER_SIZE = 4;

/** An entry that grants, denies or audits rights of one SID. */
export interface SidAce {
  aceType: number;
  aceFlags: number;
  /** The rights, as an access mask. */
  mask: number;
  sid: string;
  /** What follows the SID: the condition of a callback ACE, a resource's attribute; mostly empty. */
  applicationData: Buffer;
}

/** An entry of a type that is kept as it came. */
export interface OpaqueAce {
  aceType: number;
  aceFlags: number;
  /** Everything after the header. */
  body: Buffer;
}

export type Ace = SidAce | OpaqueAce;

export interface Acl {
  aclRevision: number;
  /** In the order in which they are judged. */
  aces: Ace[];
}

export const Acl: StructureCodec<Acl> = {
  write(w, m) {
    const start = w.offset;
    w.u8(m.aclRevision); // AclRevision
    w.u8(0); // Sbz1
    const aclSize = w.reserve(2); // AclSize
    w.u16(m.aces.length); // AceCount
    w.u16(0); // Sbz2
    for (const ace of m.aces) writeAce(w, ace);
    w.patch16(aclSize, w.offset - start);
  },
  read(r) {
    const aclRevision = r.u8(); // AclRevision
    r.skip(1); // Sbz1
    const aclSize = r.u16(); // AclSize
    const aceCount = r.u16(); // AceCount
    r.skip(2); // Sbz2
    if (aclSize < ACL_HEADER_SIZE) throw new MalformedError(`an ACL of ${aclSize} bytes`);
    const body = r.take(aclSize - ACL_HEADER_SIZE);
    if (aceCount * ACE_HEADER_SIZE > body.remaining) {
      throw new MalformedError(`an ACL with ${aceCount} entries in ${aclSize} bytes`);
    }
    return { aclRevision, aces: Array.from({ length: aceCount }, () => readAce(body)) };
  },
};

function writeAce(w: Writer, ace: Ace): void {
  const start = w.offset;
  w.u8(ace.aceType); // AceType
  w.u8(ace.aceFlags); // AceFlags
  const aceSize = w.reserve(2); // AceSize
  if ('sid' in ace) {
    w.u32(ace.mask); // Mask
    writeSid(w, ace.sid); // Sid
    w.bytes(ace.applicationData); // ApplicationData
  } else {
    w.bytes(ace.body);
  }
  w.patch16(aceSize, w.offset - start);
}

function readAce(r: Reader): Ace {
  const aceType = r.u8(); // AceType
  const aceFlags = r.u8(); // AceFlags
  const aceSize = r.u16(); // AceSize
  if (aceSize < ACE_HEADER_SIZE) throw new MalformedError(`an ACE of ${aceSize} bytes`);
  const body = r.take(aceSize - ACE_HEADER_SIZE);
  if (!SID_ACE_TYPES.has(aceType)) return { aceType, aceFlags, body: body.copy(body.remaining) };
  const mask = body.u32(); // Mask
  const sid = readSid(body); // Sid
  const applicationData = body.copy(body.remaining); // ApplicationData
  return { aceType, aceFlags, mask, sid, applicationData };
}
