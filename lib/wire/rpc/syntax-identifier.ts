/** What the two sides of a call speak: an interface, or the encoding of its arguments.  [C706] 12.6.3.1, [MS-RPCE] 2.2.4 */
import type { StructureCodec } from '../codec.ts';

export interface SyntaxIdentifier {
  /** In small letters. */
  readonly uuid: string;
  readonly majorVersion: number;
  readonly minorVersion: number;
}

/** NDR with 32-bit pointers and counts, which every implementation speaks. */
export const NDR_SYNTAX: SyntaxIdentifier = {
  uuid: '8a885d04-1ceb-11c9-9fe8-08002b104860',
  majorVersion: 2,
  minorVersion: 0,
};

/** The Server Service.  [MS-SRVS] 1.9 */
export const SRVSVC_SYNTAX: SyntaxIdentifier = {
  uuid: '4b324fc8-1670-01d3-1278-5a47bf6ee188',
  majorVersion: 3,
  minorVersion: 0,
};

export const SyntaxIdentifierCodec: StructureCodec<SyntaxIdentifier> = {
  write(w, m) {
    const [low = '', mid = '', high = '', ...rest] = m.uuid.split('-');
    w.u32(Number.parseInt(low, 16)); // time_low
    w.u16(Number.parseInt(mid, 16)); // time_mid
    w.u16(Number.parseInt(high, 16)); // time_hi_and_version
    w.bytes(Buffer.from(rest.join(''), 'hex')); // clock_seq and node: as they are spelt
    w.u16(m.majorVersion); // if_version: major
    w.u16(m.minorVersion); // and minor
  },
  read(r) {
    const low = hexadecimal(r.u32(), 8); // time_low
    const mid = hexadecimal(r.u16(), 4); // time_mid
    const high = hexadecimal(r.u16(), 4); // time_hi_and_version
    const clock = r.slice(2).toString('hex'); // clock_seq
    const node = r.slice(6).toString('hex'); // node
    const majorVersion = r.u16(); // if_version: major
    const minorVersion = r.u16(); // and minor
    return { uuid: `${low}-${mid}-${high}-${clock}-${node}`, majorVersion, minorVersion };
  },
};

export function sameSyntax(a: SyntaxIdentifier, b: SyntaxIdentifier): boolean {
  return a.uuid === b.uuid && a.majorVersion === b.majorVersion && a.minorVersion === b.minorVersion;
}

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
