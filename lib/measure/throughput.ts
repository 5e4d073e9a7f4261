/** How fast a share moves data: one file written and read as a whole, through the public API. */
import { randomBytes } from 'node:crypto';
import type { SmbFs } from '../index.ts';

export interface Throughput {
  /** Bytes a second. */
  readonly write: number;
  readonly read: number;
}

/** One file moved once. */
export interface Move {
  readonly direction: keyof Throughput;
  /** From 1. */
  readonly round: number;
  /** Bytes a second. */
  readonly rate: number;
}

/**
 * Writes a file of `size` bytes to `path`, reads it back, compares, and removes it. `rounds` times; the best round counts, as
 * the others were disturbed. Throws when what was read is not what was written, and when `signal` aborts; the file is removed then too.
 */
export async function measureThroughput(
  smb: SmbFs,
  path: string,
  size: number,
  rounds: number,
  signal?: AbortSignal,
): Promise<Throughput> {
  const best = { write: 0, read: 0 };
  for await (const { direction, rate } of measureMoves(smb, path, size, rounds, signal)) {
    best[direction] = Math.max(best[direction], rate);
  }
  return best;
}

/** As `measureThroughput`, but tells each move when it is made. */
export async function* measureMoves(
  smb: SmbFs,
  path: string,
  size: number,
  rounds: number,
  signal?: AbortSignal,
): AsyncGenerator<Move, void, undefined> {
  const data = randomBytes(size);
  try {
    for (let round = 1; round <= rounds; round++) {
      yield { direction: 'write', round, rate: await rateOf(size, () => smb.writeFile(path, data, { signal })) };
      let back: Buffer | undefined;
      const rate = await rateOf(size, async () => {
        back = await smb.readFile(path, { signal });
      });
      if (!back?.equals(data)) throw new Error(`${path} does not read as it was written`);
      yield { direction: 'read', round, rate };
    }
  } finally {
    await smb.rm(path, { force: true });
  }
}

async function rateOf(size: number, move: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await move();
  return (size / (performance.now() - start)) * 1000;
}
