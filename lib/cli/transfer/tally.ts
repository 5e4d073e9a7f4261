/** Counts what a transfer does. */
import type { CopyJob, Listener } from './job.ts';

/** The result of a transfer, as `--json` prints it. */
export interface Summary {
  /** Files that were copied, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Folders that were made. */
  readonly folders: number;
  /** Files that were there already. */
  readonly unchanged: number;
  /** Files, and folders with all that was in them, that were removed from the destination. */
  readonly deleted: number;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly failures: readonly { readonly path: string; readonly code: string | undefined; readonly message: string }[];
  readonly seconds: number;
}

/** Told of what is done to a path, as it is done. */
export type OnAction = (
  action: 'copy' | 'mkdir' | 'delete' | 'skip' | 'fail' | 'retry',
  path: string,
  detail?: unknown,
) => void;

export class Tally implements Listener {
  readonly #start: number = performance.now();
  readonly #onAction: OnAction;
  /** Files and bytes that are to be copied in all, as far as that is known. */
  plannedFiles = 0;
  plannedBytes = 0;
  isPlanComplete = false;
  copiedFiles = 0;
  copiedBytes = 0;
  /** Bytes that have been moved, those of unfinished files included. */
  movedBytes = 0;
  readonly failures: { readonly path: string; readonly error: unknown }[] = [];
  #folders = 0;
  #unchanged = 0;
  #deleted = 0;
  readonly #skipped: { readonly path: string; readonly reason: string }[] = [];

  constructor(onAction: OnAction) {
    this.#onAction = onAction;
  }

  /** Since the transfer began. */
  get seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  planned({ entry }: CopyJob): void {
    this.plannedFiles++;
    this.plannedBytes += entry.size;
  }

  planComplete(): void {
    this.isPlanComplete = true;
  }

  folderMade(path: string): void {
    this.#folders++;
    this.#onAction('mkdir', path);
  }

  moved(bytes: number): void {
    this.movedBytes += bytes;
  }

  copied({ path, entry }: CopyJob, bytes: number): void {
    this.copiedFiles++;
    this.copiedBytes += bytes;
    this.plannedBytes += bytes - entry.size;
    this.#onAction('copy', path);
  }

  unchanged(): void {
    this.#unchanged++;
  }

  foundSame({ entry }: CopyJob): void {
    this.#unchanged++;
    this.plannedFiles--;
    this.plannedBytes -= entry.size;
  }

  deleted(path: string): void {
    this.#deleted++;
    this.#onAction('delete', path);
  }

  skipped(path: string, reason: string): void {
    this.#skipped.push({ path, reason });
    this.#onAction('skip', path, reason);
  }

  failed(path: string, error: unknown): void {
    this.failures.push({ path, error });
    this.#onAction('fail', path, error);
  }

  retrying(path: string, error: unknown): void {
    this.#onAction('retry', path, error);
  }

  summary(): Summary {
    return {
      files: this.copiedFiles,
      bytes: this.copiedBytes,
      folders: this.#folders,
      unchanged: this.#unchanged,
      deleted: this.#deleted,
      skipped: this.#skipped,
      failures: this.failures.map(({ path, error }) => ({
        path,
        code: (error as NodeJS.ErrnoException).code,
        message: error instanceof Error ? error.message : String(error),
      })),
      seconds: Number(this.seconds.toFixed(3)),
    };
  }
}
