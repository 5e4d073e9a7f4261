/** The one security descriptor that every file has: everybody may do what the share allows.  [MS-DTYP] 2.4.6 */
import {
  DACL_SECURITY_INFORMATION,
  GROUP_SECURITY_INFORMATION,
  OWNER_SECURITY_INFORMATION,
} from '../../wire/commands/query-info.ts';
import {
  ACCESS_ALLOWED_ACE_TYPE,
  ACL_REVISION,
  CONTAINER_INHERIT_ACE,
  OBJECT_INHERIT_ACE,
} from '../../wire/fscc/acl.ts';
import { SecurityDescriptor } from '../../wire/fscc/security-descriptor.ts';
import { ALL_ACCESS, READ_ACCESS } from './access.ts';
import { encode } from './encode.ts';

const EVERYONE = 'S-1-1-0';
const ADMINISTRATORS = 'S-1-5-32-544';

/** The parts that `additionalInformation` asks for. */
export function securityDescriptor(additionalInformation: number, readOnly: boolean): Buffer {
  const wants = (part: number): boolean => (additionalInformation & part) !== 0;
  const ace = {
    aceType: ACCESS_ALLOWED_ACE_TYPE,
    aceFlags: OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE,
    mask: readOnly ? READ_ACCESS : ALL_ACCESS,
    sid: EVERYONE,
    applicationData: Buffer.alloc(0),
  };
  return encode(SecurityDescriptor, {
    control: 0,
    owner: wants(OWNER_SECURITY_INFORMATION) ? ADMINISTRATORS : undefined,
    group: wants(GROUP_SECURITY_INFORMATION) ? ADMINISTRATORS : undefined,
    sacl: undefined,
    dacl: wants(DACL_SECURITY_INFORMATION) ? { aclRevision: ACL_REVISION, aces: [ace] } : undefined,
  });
}
