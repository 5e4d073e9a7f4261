/** The names under which files are written until they are complete. */
import { createHash } from 'node:crypto';
import type { Entry } from './side.ts';

const PATTERN = /^(\.smbfs-[0-9a-f]{16}-)[0-9a-f]{8}\.part$/;

/**
 * The name of the unfinished copy of `entry`. Another version of the file (by size and time) has another name: what one version
 * has left is never continued with the next. It has the same length for all files, as theirs may be as long as a name can be.
 */
export function partName({ name, size, mtime }: Entry): string {
  return `.smbfs-${digest(name, 16)}-${digest(`${size} ${mtime}`, 8)}.part`;
}

/** What the names of all unfinished copies of one file have in common; undefined for what is no unfinished copy. */
export function partFamily(name: string): string | undefined {
  return PATTERN.exec(name)?.[1];
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
