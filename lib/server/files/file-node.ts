/** A file that is open, once for all its opens: who shares it with whom, its locks, and whether it is to be deleted.  [MS-FSA] 2.1.1.3 */
import {
  DELETE,
  FILE_APPEND_DATA,
  FILE_EXECUTE,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
} from '../../wire/commands/access-mask.ts';
import { FILE_SHARE_DELETE, FILE_SHARE_READ, FILE_SHARE_WRITE } from '../../wire/commands/create.ts';
import { ByteRangeLocks } from './byte-range-locks.ts';
import type { Oplock } from './oplock.ts';

/** What one open of a file does and lets others do. */
export interface SharingOpen {
  readonly grantedAccess: number;
  readonly shareAccess: number;
}

export class FileNode {
  readonly identity: string;
  /** Bytes: what the clients have made of what was found. */
  size: number;
  readonly opens: Set<SharingOpen> = new Set();
  /** Those of the opens that have changed the content, or are about to. */
  readonly writers: Set<SharingOpen> = new Set();
  readonly locks: ByteRangeLocks = new ByteRangeLocks();
  /** What must be taken back before somebody else opens the file. */
  oplock: Oplock | undefined;
  /** Called when the file has become one that is to be deleted. */
  readonly onDeletePending: Set<() => void> = new Set();
  #deletePath: string | undefined;

  constructor(identity: string, size: number) {
    this.identity = identity;
    this.size = size;
  }

  /** The path to be deleted when the last open is closed. */
  get deletePath(): string | undefined {
    return this.#deletePath;
  }

  set deletePath(path: string | undefined) {
    this.#deletePath = path;
    if (path !== undefined) for (const listener of [...this.onDeletePending]) listener();
  }

  get deletePending(): boolean {
    return this.deletePath !== undefined;
  }

  /** Whether another open may come: each must let the other do what it does.  [MS-FSA] 2.1.5.1.2.2 */
  admits(newcomer: SharingOpen): boolean {
    for (const open of this.opens) if (!permits(open, newcomer) || !permits(newcomer, open)) return false;
    return true;
  }
}

function permits(host: SharingOpen, guest: SharingOpen): boolean {
  const { grantedAccess } = guest;
  // Who neither reads, writes nor deletes takes no part in sharing, on either side.
  if (!takesPart(host) || !takesPart(guest)) return true;
  if (grantedAccess & (FILE_READ_DATA | FILE_EXECUTE) && !(host.shareAccess & FILE_SHARE_READ)) return false;
  if (grantedAccess & (FILE_WRITE_DATA | FILE_APPEND_DATA) && !(host.shareAccess & FILE_SHARE_WRITE)) return false;
  return !(grantedAccess & DELETE) || (host.shareAccess & FILE_SHARE_DELETE) !== 0;
}

const SHARED_ACCESS = FILE_READ_DATA | FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_EXECUTE | DELETE;

function takesPart(open: SharingOpen): boolean {
  return (open.grantedAccess & SHARED_ACCESS) !== 0;
}
