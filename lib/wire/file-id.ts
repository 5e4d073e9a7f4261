/** SMB2_FILEID: how a server names one of its opens.  [MS-SMB2] 2.2.14.1 */
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** Both halves are opaque: `persistent` survives a reconnect of a durable open, `volatile` does not. */
export interface FileId {
  readonly persistent: bigint;
  readonly volatile: bigint;
}

/** In a related request: the FileId that the CREATE earlier in the chain yields.  [MS-SMB2] 3.2.4.1.4 */
export const RELATED_FILE_ID: FileId = Object.freeze({
  persistent: 0xffff_ffff_ffff_ffffn,
  volatile: 0xffff_ffff_ffff_ffffn,
});

export function writeFileId(w: Writer, id: FileId): void {
  w.u64(id.persistent); // Persistent
  w.u64(id.volatile); // Volatile
}

export function readFileId(r: Reader): FileId {
  const persistent = r.u64(); // Persistent
  const volatile = r.u64(); // Volatile
  return { persistent, volatile };
}
