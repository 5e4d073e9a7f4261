/** NetBIOS names, and their first-level encoding as labels of a domain name.  RFC 1001 14.1, RFC 1002 4.1 */
import { MalformedError } from '../errors.ts';

/** The part of a name that people see; the rest of its 16 bytes is padding and the suffix. */
const NAME_LENGTH = 15;

/** Length of one encoded name: the half-byte letters behind their length, and the root label. */
const ENCODED_LENGTH = 34;

/** The last byte of a name says what the name is for: here, a workstation's own name. */
export const WORKSTATION_SUFFIX = 0x00;
/** The name of a file server. */
export const FILE_SERVER_SUFFIX = 0x20;

/** 16 bytes: up to 15 of text in the server's 8-bit character set (kept here as Latin-1), and the suffix. */
export interface NetbiosName {
  readonly name: string;
  readonly suffix: number;
}

/** Answered by every node, whatever its name; padded with zeros instead of blanks. */
export const WILDCARD_NAME: NetbiosName = { name: '*', suffix: 0 };

/** The first-level encoding of a name without a scope: 34 bytes. */
export function encodeName({ name, suffix }: NetbiosName): Buffer {
  const plain = Buffer.alloc(NAME_LENGTH + 1, name === WILDCARD_NAME.name ? 0 : ' ');
  plain.write(name, 0, NAME_LENGTH, 'latin1');
  plain[NAME_LENGTH] = suffix;
  const encoded = Buffer.alloc(ENCODED_LENGTH);
  encoded[0] = 2 * plain.length;
  for (const [i, byte] of plain.entries()) {
    encoded[1 + 2 * i] = 0x41 + (byte >> 4);
    encoded[2 + 2 * i] = 0x41 + (byte & 15);
  }
  return encoded;
}

/** Reads the encoded name at `bytes[at]`, whatever its scope; `end` is where it ends. */
export function decodeName(bytes: Buffer, at: number): NetbiosName & { readonly end: number } {
  const end = skipName(bytes, at);
  if (bytes[at] !== 2 * (NAME_LENGTH + 1)) throw new MalformedError('not an encoded NetBIOS name');
  const plain = Buffer.alloc(NAME_LENGTH + 1);
  for (const i of plain.keys()) {
    const high = bytes.readUInt8(at + 1 + 2 * i) - 0x41;
    const low = bytes.readUInt8(at + 2 + 2 * i) - 0x41;
    if (high < 0 || high > 15 || low < 0 || low > 15) throw new MalformedError('not an encoded NetBIOS name');
    plain[i] = 16 * high + low;
  }
  return { ...nameFrom(plain, 0), end };
}

/** The name in the 16 plain bytes at `bytes[at]`. */
export function nameFrom(bytes: Buffer, at: number): NetbiosName {
  const name = bytes.toString('latin1', at, at + NAME_LENGTH).replace(/[ \0]+$/, '');
  return { name, suffix: bytes.readUInt8(at + NAME_LENGTH) };
}

/** Where the domain name at `bytes[at]` ends; it may end in a pointer to another.  RFC 883 */
export function skipName(bytes: Buffer, at: number): number {
  let end = at;
  for (;;) {
    const length = bytes[end];
    if (length === undefined || (length > 63 && length < 0xc0)) throw new MalformedError('a broken domain name');
    if (length >= 0xc0) end += 2;
    else end += 1 + length;
    if (end > bytes.length) throw new MalformedError('a domain name without an end');
    if (length === 0 || length >= 0xc0) return end;
  }
}

/** The NetBIOS name that a computer with this host name has by custom; undefined where there is no telling. */
export function nameOfHost(host: string): string | undefined {
  const [label = ''] = host.split('.');
  return /^[\w-]+$/.test(label) ? label.slice(0, NAME_LENGTH).toUpperCase() : undefined;
}
