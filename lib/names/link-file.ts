/**
 * Symbolic links as regular files: the form of Minshall and French, which `mount.cifs -o mfsymlinks` and macOS use where a
 * server has no links of its own. Every such file has the same size:
 *
 *     XSym LF
 *     length of the target in bytes, four digits, LF
 *     MD5 of the target, 32 hexadecimal digits, LF
 *     the target, LF if there is room, and spaces up to the end
 */
import { createHash } from 'node:crypto';

/** Bytes of such a file: what has another size is none. */
export const LINK_FILE_SIZE = 1067;

const MAGIC = 'XSym\n';
const HEADER = /^XSym\n(\d{4})\n([0-9a-f]{32})\n$/i;
const HEADER_SIZE = 43;
const MAX_TARGET = LINK_FILE_SIZE - HEADER_SIZE;

/** The content of a link to `target`; undefined for what does not fit: more than 1024 bytes of UTF-8. */
export function formatLinkFile(target: string): Buffer | undefined {
  const bytes = Buffer.from(target);
  if (bytes.length > MAX_TARGET) return undefined;
  const file = Buffer.alloc(LINK_FILE_SIZE, ' ');
  file.write(`${MAGIC}${String(bytes.length).padStart(4, '0')}\n${digest(bytes)}\n`);
  bytes.copy(file, HEADER_SIZE);
  if (bytes.length < MAX_TARGET) file.write('\n', HEADER_SIZE + bytes.length);
  return file;
}

/** Where a link leads; undefined for a file that is none, down to the digest, or whose target no path can be. */
export function parseLinkFile(file: Buffer): string | undefined {
  if (file.length !== LINK_FILE_SIZE) return undefined;
  const [, length, expected] = HEADER.exec(file.toString('latin1', 0, HEADER_SIZE)) ?? [];
  if (length === undefined || Number(length) > MAX_TARGET) return undefined;
  const bytes = file.subarray(HEADER_SIZE, HEADER_SIZE + Number(length));
  if (digest(bytes) !== expected?.toLowerCase()) return undefined;
  const target = bytes.toString();
  return target === '' || target.includes('\0') || !Buffer.from(target).equals(bytes) ? undefined : target;
}

function digest(target: Buffer): string {
  return createHash('md5').update(target).digest('hex');
}
