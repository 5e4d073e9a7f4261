/**
 * Characters that SMB forbids in a name, carried in Unicode's private-use range as the SMB clients of macOS and Linux do it
 * ("Services for Mac" mapping). Works on one component of a path; `/` and NUL are never in one.
 *
 * The mapping has no escape: a name that already holds one of the private characters is sent as it is and comes back with the
 * ordinary one, so `a:b` and `a\uf022b` name the same file. It is the price of showing the files that those clients wrote.
 */
import { MalformedError } from '../errors.ts';

/** Forbidden anywhere: U+0001 to U+001F, which map to U+F001 and following, and these, which map to U+F020 and following. */
const FORBIDDEN = '"*:<>?\\|';
const CONTROL_BASE = 0xf000;
const FORBIDDEN_BASE = 0xf020;
/** Forbidden only as the last character of a component. */
const TRAILING_SPACE = '\uf028';
const TRAILING_PERIOD = '\uf029';

/** What may have to be mapped: of the control characters, U+007F and those behind it are allowed and stay. */
const SUSPECT = /[\p{Cc}"*:<>?\\|]/gu;
const LAST_CONTROL = 0x1f;
const DECODABLE = /[\uf001-\uf01f\uf020-\uf027]/g;

/** A component as it is sent. `.` and `..` are no names and are the caller's business. */
export function encodeName(name: string): string {
  const encoded = name.replace(SUSPECT, encodeCharacter);
  if (encoded.endsWith(' ')) return encoded.slice(0, -1) + TRAILING_SPACE;
  if (encoded.endsWith('.')) return encoded.slice(0, -1) + TRAILING_PERIOD;
  return encoded;
}

function encodeCharacter(character: string): string {
  const index = FORBIDDEN.indexOf(character);
  if (index >= 0) return String.fromCharCode(FORBIDDEN_BASE + index);
  const code = character.charCodeAt(0);
  return code > LAST_CONTROL ? character : String.fromCharCode(CONTROL_BASE + code);
}

/**
 * A component as it was received, in ordinary characters. Throws a MalformedError for what cannot be a name on the wire,
 * because a path made from it would lead elsewhere: an empty name, `.`, `..`, one with `/`, `\` or NUL. The result may hold `\`;
 * it is never `.` or `..`, for which a mapped period stays as it is.
 */
export function decodeName(wire: string): string {
  if (!isWireName(wire)) throw new MalformedError(`a file name that is none: ${JSON.stringify(wire)}`);
  const decoded = wire.replace(DECODABLE, decodeCharacter);
  if (decoded.endsWith(TRAILING_SPACE)) return `${decoded.slice(0, -1)} `;
  if (decoded.endsWith(TRAILING_PERIOD) && decoded.length > 1 && decoded !== `.${TRAILING_PERIOD}`) {
    return `${decoded.slice(0, -1)}.`;
  }
  return decoded;
}

function decodeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return code < FORBIDDEN_BASE ? String.fromCharCode(code - CONTROL_BASE) : FORBIDDEN.charAt(code - FORBIDDEN_BASE);
}

/** Whether a received component can be a name at all; listings hold `.` and `..` beside the names. */
function isWireName(wire: string): boolean {
  if (wire === '' || wire === '.' || wire === '..') return false;
  return !wire.includes('/') && !wire.includes('\\') && !wire.includes('\0');
}
