/** What access masks mean for a file that everybody may use, or only read.  [MS-SMB2] 2.2.13.1, [MS-DTYP] 2.4.3 */
import {
  DELETE,
  FILE_APPEND_DATA,
  FILE_DELETE_CHILD,
  FILE_EXECUTE,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_READ_EA,
  FILE_WRITE_ATTRIBUTES,
  FILE_WRITE_DATA,
  FILE_WRITE_EA,
  GENERIC_ALL,
  GENERIC_EXECUTE,
  GENERIC_READ,
  GENERIC_WRITE,
  READ_CONTROL,
  SYNCHRONIZE,
  WRITE_DAC,
  WRITE_OWNER,
} from '../../wire/commands/access-mask.ts';

/** Everything that reads. */
export const READ_ACCESS: number =
  FILE_READ_DATA | FILE_READ_EA | FILE_EXECUTE | FILE_READ_ATTRIBUTES | READ_CONTROL | SYNCHRONIZE;

const WRITE_ACCESS =
  FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_WRITE_EA | FILE_WRITE_ATTRIBUTES | READ_CONTROL | SYNCHRONIZE;

/** Everything. */
export const ALL_ACCESS: number = READ_ACCESS | WRITE_ACCESS | FILE_DELETE_CHILD | DELETE | WRITE_DAC | WRITE_OWNER;

/** The mask with its generic bits, which stand for several others, replaced by those. */
export function specificAccess(mask: number): number {
  let specific = mask & ~(GENERIC_ALL | GENERIC_EXECUTE | GENERIC_READ | GENERIC_WRITE);
  if (mask & GENERIC_ALL) specific |= ALL_ACCESS;
  if (mask & GENERIC_EXECUTE) specific |= FILE_EXECUTE | FILE_READ_ATTRIBUTES | READ_CONTROL | SYNCHRONIZE;
  if (mask & GENERIC_READ)
    specific |= FILE_READ_DATA | FILE_READ_EA | FILE_READ_ATTRIBUTES | READ_CONTROL | SYNCHRONIZE;
  if (mask & GENERIC_WRITE) specific |= WRITE_ACCESS;
  return specific >>> 0;
}
