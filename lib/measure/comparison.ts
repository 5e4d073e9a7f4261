/** DirectTCP against NetBIOS: files of several sizes, written and read over both. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path/posix';
import type { SmbFs } from '../index.ts';
import { type Move, measureMoves } from './throughput.ts';

export const TRANSPORTS = ['directtcp', 'netbios'] as const;
export type Transport = (typeof TRANSPORTS)[number];

export interface ComparisonOptions {
  /** A share's file system over a transport, not connected yet. The comparison closes it. */
  readonly open: (transport: Transport) => SmbFs;
  /** A folder to write into. */
  readonly folder: string;
  /** Bytes. */
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly signal: AbortSignal;
}

export type ComparisonEvent =
  /** `rate` is the best so far. */
  | (Move & { readonly transport: Transport; readonly size: number })
  /** This transport is left out from here on. */
  | { readonly transport: Transport; readonly failure: unknown };

/** What a comparison measures, in this order. */
export function comparisonPlan(sizes: readonly number[]): { readonly size: number; readonly transport: Transport }[] {
  return sizes.flatMap((size) => TRANSPORTS.map((transport) => ({ size, transport })));
}

/**
 * Measures as `comparisonPlan` says, and goes on with the other transport where one fails. Its files are removed, whatever
 * happens. Throws the reason of `signal` when it aborts.
 */
export async function* compareTransports(options: ComparisonOptions): AsyncGenerator<ComparisonEvent, void, undefined> {
  const { open, folder, sizes, rounds, signal } = options;
  const shares = new Map(TRANSPORTS.map((transport) => [transport, open(transport)]));
  try {
    for (const { size, transport } of comparisonPlan(sizes)) {
      const smb = shares.get(transport);
      if (!smb) continue;
      const best = { write: 0, read: 0 };
      const file = join(folder, `.smbfs-compare-${randomUUID()}`);
      try {
        await smb.connect({ signal });
        for await (const { direction, round, rate } of measureMoves(smb, file, size, rounds, signal)) {
          best[direction] = Math.max(best[direction], rate);
          yield { transport, size, direction, round, rate: best[direction] };
        }
      } catch (failure) {
        signal.throwIfAborted();
        shares.delete(transport);
        smb.destroy();
        yield { transport, failure };
      }
    }
  } finally {
    await Promise.all(Array.from(shares.values(), (smb) => smb.close()));
  }
}
