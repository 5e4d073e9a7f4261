/** How fast a share moves data: one file written and read as a whole, through the public API. */
import { randomBytes } from 'node:crypto';
import type { SmbFs } from '../index.ts';

export interface Throughput {
  /** Bytes a second. */
  readonly write: number;
  readonly read: number;
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
  const data = randomBytes(size);
  const best = { write: 0, read: 0 };
  try {
    for (let round = 0; round < rounds; round++) {
      best.write = Math.max(best.write, await rate(size, () => smb.writeFile(path, data, { signal })));
      let back: Buffer | undefined;
      best.read = Math.max(
        best.read,
        await rate(size, async () => {
          back = await smb.readFile(path, { signal });
        }),
      );
      if (!back?.equals(data)) throw new Error(`${path} does not read as it was written`);
    }
  } finally {
    await smb.rm(path, { force: true });
  }
  return best;
}

async function rate(size: number, move: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await move();
  return (size / (performance.now() - start)) * 1000;
}
