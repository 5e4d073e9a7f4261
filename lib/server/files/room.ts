/** How much a share may grow by what clients do: holes count as if they were written. */
import { STATUS_DISK_FULL } from '../../wire/ntstatus.ts';
import { StatusFailure } from '../protocol/status-failure.ts';

export class Room {
  /** In bytes; `Infinity` when there is no limit. */
  readonly size: number;
  /** What clients have added, less what they have taken away: below zero when that was here before them. */
  #added = 0;

  constructor(size: number) {
    this.size = size;
  }

  get limited(): boolean {
    return this.size !== Number.POSITIVE_INFINITY;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.size - Math.max(0, this.#added);
  }

  /** Throws STATUS_DISK_FULL when there are not that many bytes left. */
  take(bytes: number): void {
    if (bytes > this.left) throw new StatusFailure(STATUS_DISK_FULL);
    this.#added += bytes;
  }

  giveBack(bytes: number): void {
    this.#added -= bytes;
  }
}
