/** What a benchmark measures on a share: a name, a unit, and the work. */
import type { SmbFs } from '../../lib/index.ts';

/** What an amount counts. */
export type Unit = 'bytes' | 'operations';

export interface Case {
  readonly group: string;
  readonly name: string;
  readonly unit: Unit;
  /** Makes what the work needs; not part of the time. */
  prepare?(smb: SmbFs, effort: Effort): Promise<void>;
  /**
   * Works until the effort is spent; resolves with how much was done. `another` gives a further object for the same share,
   * which is the work's own to close.
   */
  run(smb: SmbFs, effort: Effort, another: () => SmbFs): Promise<number>;
  /** Removes what the work left; not part of the time. */
  tidy?(smb: SmbFs): Promise<void>;
}

/** How much work a measurement is worth. */
export interface Effort {
  /** Milliseconds for work that can stop at any moment. */
  readonly duration: number;
  /** Bytes of the large file. */
  readonly fileSize: number;
  /** How many small files, for work that takes a number of them, `depth` at a time. */
  files(depth: number): number;
}

/** Runs `job` with `depth` at a time until `duration` milliseconds are over; resolves with the sum of what the jobs did. */
export async function untilTimeIsUp(
  duration: number,
  depth: number,
  job: (turn: number) => Promise<number>,
): Promise<number> {
  const end = performance.now() + duration;
  let turn = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    do {
      const amount = await job(turn++); // Awaited before it is added: others add meanwhile.
      done += amount;
    } while (performance.now() < end);
  };
  await Promise.all(Array.from({ length: depth }, worker));
  return done;
}

/** Runs `job` for 0 to `count - 1`, `depth` at a time. */
export async function forEachOf(count: number, depth: number, job: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await job(next++);
  };
  await Promise.all(Array.from({ length: depth }, worker));
}
