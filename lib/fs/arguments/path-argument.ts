/** A path as an argument: text, bytes, or a `file:` or `smb:` URL. */
import { isUtf8 } from 'node:buffer';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { invalidArgType, invalidArgValue } from '../errors/node-errors.ts';

const REPLACEMENT = '\ufffd';

/** Stands for bytes that are no UTF-8: half a surrogate pair, which no name has. */
const NO_CHARACTER = '\udcff';

/** Finds the path that an `smb:` URL names on this file system; throws where it names another. */
export type SmbUrlResolver = (url: URL) => string;

/**
 * The text of a path, checked as node checks it: type first, then NUL bytes. Bytes are read as UTF-8; what is none
 * makes a path that can name nothing. Without `resolveSmbUrl`,
 * an `smb:` URL is refused like any other that is no `file:` URL.
 */
export function pathArgument(value: unknown, name = 'path', resolveSmbUrl?: SmbUrlResolver): string {
  const path = isUrl(value) ? urlPath(value, resolveSmbUrl) : value;
  if (typeof path === 'string') {
    if (path.includes('\0')) throw nulBytes(name, path);
    return path;
  }
  if (!types.isUint8Array(path)) throw invalidArgType(name, ['string', 'Buffer', 'URL'], path);
  if (path.includes(0)) throw nulBytes(name, path);
  const bytes = Buffer.from(path.buffer, path.byteOffset, path.byteLength);
  return isUtf8(bytes) ? bytes.toString() : bytes.toString().replaceAll(REPLACEMENT, NO_CHARACTER);
}

function nulBytes(name: string, path: string | Uint8Array): Error {
  return invalidArgValue(name, path, 'must be a string, Uint8Array, or URL without null bytes');
}

/** Node's test: what looks like a URL of the standard, whichever package made it, but not the result of `url.parse`. */
function isUrl(value: unknown): value is URL {
  if (value === null || typeof value !== 'object') return false;
  const { href, protocol, auth, path } = value as Record<string, unknown>;
  return Boolean(href && protocol) && auth === undefined && path === undefined;
}

function urlPath(url: URL, resolveSmbUrl: SmbUrlResolver | undefined): string {
  if (resolveSmbUrl !== undefined && url.protocol === 'smb:') return resolveSmbUrl(url);
  // The share's paths are POSIX whatever this machine's are.
  return fileURLToPath(url, { windows: false });
}

let warnedOfX = false;

/** The prefix of `mkdtemp`, a path; warns once, as node does, about one that ends with X. */
export function mkdtempPrefix(value: unknown, resolveSmbUrl?: SmbUrlResolver): string {
  const prefix = pathArgument(value, 'prefix', resolveSmbUrl);
  if (prefix.endsWith('X') && !warnedOfX) {
    warnedOfX = true;
    process.emitWarning(
      'mkdtemp() templates ending with X are not portable. For details see: https://nodejs.org/api/fs.html',
    );
  }
  return prefix;
}
