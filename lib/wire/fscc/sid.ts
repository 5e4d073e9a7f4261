/** SID: the number of a user or group, here always in its text form, as `S-1-5-21-1-2-3-513`.  [MS-DTYP] 2.4.2 */
import { MalformedError } from '../../errors.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

const REVISION = 1;
const MAX_SUB_AUTHORITIES = 15;
const TEXT = /^S-1-(0x[0-9a-f]{12}|\d{1,10})((?:-\d{1,10}){0,15})$/i;

interface SidParts {
  readonly identifierAuthority: number;
  readonly subAuthorities: readonly number[];
}

/** Throws a TypeError when `text` is not a SID. */
function parseSid(text: string): SidParts {
  const [, authority, subAuthorityText] = TEXT.exec(text) ?? [];
  const subAuthorities = (subAuthorityText ?? '').split('-').slice(1).map(Number);
  const identifierAuthority = Number(authority);
  const decimalTooLarge = identifierAuthority > 0xffffffff && authority?.startsWith('0x') === false;
  if (authority === undefined || decimalTooLarge || subAuthorities.some((each) => each > 0xffffffff)) {
    throw new TypeError(`not a SID: ${JSON.stringify(text)}`);
  }
  return { identifierAuthority, subAuthorities };
}

/** Writes a SID given as text; throws a TypeError when it is none. */
export function writeSid(w: Writer, text: string): void {
  const { identifierAuthority, subAuthorities } = parseSid(text);
  w.u8(REVISION); // Revision
  w.u8(subAuthorities.length); // SubAuthorityCount
  for (let shift = 40; shift >= 0; shift -= 8) w.u8(Math.floor(identifierAuthority / 2 ** shift) % 256); // IdentifierAuthority
  for (const subAuthority of subAuthorities) w.u32(subAuthority); // SubAuthority
}

/** Reads a SID as text. */
export function readSid(r: Reader): string {
  const revision = r.u8(); // Revision
  if (revision !== REVISION) throw new MalformedError(`a SID of revision ${revision}`);
  const subAuthorityCount = r.u8(); // SubAuthorityCount
  if (subAuthorityCount > MAX_SUB_AUTHORITIES) throw new MalformedError(`a SID of ${subAuthorityCount} parts`);
  const identifierAuthority = r.slice(6).readUIntBE(0, 6); // IdentifierAuthority
  let text = `S-1-${identifierAuthority > 0xffffffff ? authorityInHex(identifierAuthority) : identifierAuthority}`;
  for (let index = 0; index < subAuthorityCount; index++) text += `-${r.u32()}`; // SubAuthority
  return text;
}

/** Authorities from 2^32 on are written in 12 hexadecimal digits.  [MS-DTYP] 2.4.2.1 */
function authorityInHex(identifierAuthority: number): string {
  return `0x${identifierAuthority.toString(16).toUpperCase().padStart(12, '0')}`;
}
