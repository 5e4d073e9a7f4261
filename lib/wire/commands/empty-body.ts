/** The body that says nothing: StructureSize and two reserved bytes. Several commands share it.  [MS-SMB2] 2.2.7 */
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export type EmptyBody = Record<string, never>;

export function writeEmptyBody(w: Writer): void {
  w.u16(4); // StructureSize
  w.u16(0); // Reserved
}

export function readEmptyBody(r: Reader): EmptyBody {
  r.structureSize(4); // StructureSize
  r.skip(2); // Reserved
  return {};
}
