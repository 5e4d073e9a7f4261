/** What a transfer is made of: jobs that a plan finds, and what becomes of them. */
import type { Entry } from './side.ts';

/** A file to be copied. */
export interface CopyJob {
  readonly kind: 'copy';
  /** Relative to what is transferred, with slashes; empty for a single file. */
  readonly path: string;
  readonly from: string;
  /** The folder it goes to, and its path there. */
  readonly folder: string;
  readonly to: string;
  readonly entry: Entry;
  /** Nothing has this name at the destination. */
  readonly isNew: boolean;
  /** A file of the same size is there: whether it has to be copied, the contents tell. */
  readonly compare: boolean;
}

/** What is at the destination only. */
export interface DeleteJob {
  readonly kind: 'delete';
  readonly path: string;
  readonly to: string;
  readonly isFolder: boolean;
}

export type Job = CopyJob | DeleteJob;

/** What is told while a transfer runs. */
export interface Listener {
  /** A file will be copied. */
  planned(job: CopyJob): void;
  /** Everything that will be copied has been planned. */
  planComplete(): void;
  folderMade(path: string): void;
  /** Bytes on their way; fewer than none when a file is begun anew. */
  moved(bytes: number): void;
  copied(job: CopyJob, bytes: number): void;
  /** What is there is the same. */
  unchanged(path: string): void;
  /** As `unchanged`, of a file that was planned to be copied. */
  foundSame(job: CopyJob): void;
  deleted(path: string): void;
  /** Left out on purpose. */
  skipped(path: string, reason: string): void;
  failed(path: string, error: unknown): void;
  retrying(path: string, error: unknown): void;
}
