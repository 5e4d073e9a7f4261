/** What a server may call an entry of a directory: anything that stays inside that directory.  [MS-FSCC] 2.1.5.2 */
import { MalformedError } from '../../errors.ts';

/**
 * Refuses a name, as it came over the wire, that would lead out of its directory: one with a separator or NUL in it, an
 * empty one, `.` and `..` (CVE-2019-10218). Called before forbidden characters are mapped back, after which `\` may be one.
 */
export function checkEntryName(wireName: string): void {
  if (wireName === '' || wireName === '.' || wireName === '..' || hasForbidden(wireName) || wireName.includes('\\')) {
    throw new MalformedError(`an entry is named ${JSON.stringify(wireName)}`);
  }
}

/** Refuses a path, as it came over the wire with `\` between its parts, that would lead out of the directory it starts in. */
export function checkEntryPath(wirePath: string): void {
  if (wirePath === '' || hasForbidden(wirePath) || wirePath.split('\\').includes('..')) {
    throw new MalformedError(`an entry's path is ${JSON.stringify(wirePath)}`);
  }
}

function hasForbidden(name: string): boolean {
  return name.includes('/') || name.includes('\0');
}
