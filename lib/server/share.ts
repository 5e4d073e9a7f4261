/** A share as the server offers it.  [MS-SMB2] 3.3.1.6 */
import type { ServedFileSystem } from './files/file-system.ts';

/** The share that carries named pipes; every server has it. */
export const IPC_SHARE = 'IPC$';

/** A share that serves files. */
export interface DiskShare {
  readonly kind: 'disk';
  readonly name: string;
  readonly comment: string;
  readonly fs: ServedFileSystem;
  /** The folder of `fs` that is the share's root: absolute. */
  readonly root: string;
  /** Whether `root` is a folder of this machine, so that changes made beside the server can be seen. */
  readonly local: boolean;
  readonly readOnly: boolean;
  /** Refuses requests that are not encrypted. */
  readonly encrypt: boolean;
  /** Lets guests in. */
  readonly guest: boolean;
  /** Bytes that clients may add to it; `Infinity` for as many as the file system takes. */
  readonly maximumSize: number;
  /** Names that differ only by case are different files. */
  readonly caseSensitive: boolean;
}

/** IPC$. */
export interface PipeShare {
  readonly kind: 'pipe';
  readonly name: string;
  readonly comment: string;
}

export type Share = DiskShare | PipeShare;
