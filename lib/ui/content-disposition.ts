/** The header that makes a browser save what it is sent, under a name that may hold anything.  RFC 6266, RFC 8187 */
import { basename } from 'node:path/posix';

/** `attachment` under the last name of `path`: in ASCII for old clients, and as it is for all others. */
export function attachment(path: string): string {
  // Half a surrogate pair cannot be written in UTF-8: toString makes it a replacement character.
  const name = Buffer.from(basename(path)).toString();
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${extended(name)}`;
}

function extended(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
