/** A comparison of the two transports: what it is to measure, and what it has measured. */
import { signal } from '@preact/signals';
import type { ApiError, CompareEvent, CompareRequest, TransportName } from '../../protocol.ts';
import { askForLines, errorFrom } from '../api.ts';
import { connect } from '../connection/connection.ts';
import { announce } from '../parts/announcer.tsx';
import { formatRate, formatSize } from '../parts/format.ts';

export type Direction = 'write' | 'read';

export const TRANSPORTS: readonly TransportName[] = ['directtcp', 'netbios'];
export const DIRECTIONS: readonly Direction[] = ['write', 'read'];
export const NAMES: Readonly<Record<TransportName, string>> = { directtcp: 'DirectTCP', netbios: 'NetBIOS' };

/** The best rate so far. */
export interface Figure {
  readonly transport: TransportName;
  readonly direction: Direction;
  /** Bytes. */
  readonly size: number;
  readonly bytesPerSecond: number;
}

export interface Comparison {
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
  readonly request: CompareRequest;
  /** The smallest first. */
  readonly sizes: readonly number[];
  readonly figures: readonly Figure[];
  /** Of all rounds in all directions, those that are through. */
  readonly through: number;
  readonly all: number;
  /** What could not be measured. */
  readonly failures: readonly { readonly transport: TransportName; readonly error: ApiError }[];
  /** Why it came to its end early. */
  readonly error?: ApiError;
}

export const comparison = signal<Comparison | undefined>(undefined);

let stop = new AbortController();

export async function startComparison(request: CompareRequest): Promise<void> {
  stop.abort();
  const mine = new AbortController();
  stop = mine;
  let now: Comparison = {
    state: 'running',
    request,
    sizes: request.sizes.toSorted((a, b) => a - b),
    figures: [],
    through: 0,
    all: TRANSPORTS.length * request.sizes.length * request.rounds * DIRECTIONS.length,
    failures: [],
  };
  const show = (change: Partial<Comparison>): void => {
    now = { ...now, ...change };
    if (stop === mine) comparison.value = now;
  };
  show({});
  try {
    const { id } = await connect();
    mine.signal.throwIfAborted();
    for await (const event of askForLines<CompareEvent>(`connections/${id}/compare`, request, mine.signal)) {
      show(after(now, event));
    }
    show({ state: now.figures.length > 0 ? 'done' : 'failed' });
    announce(now.state === 'done' ? 'The comparison is done' : 'Nothing could be measured');
  } catch (error) {
    if (mine.signal.aborted) show({ state: 'cancelled' });
    else show({ state: 'failed', error: errorFrom(error) });
  }
}

/** The server stops where it is, and removes what it has written. */
export function stopComparison(): void {
  stop.abort();
}

function after({ figures, failures, through }: Comparison, event: CompareEvent): Partial<Comparison> {
  if ('plan' in event) return {};
  if ('failed' in event) {
    return { failures: [...failures, { transport: event.transport, error: event.failed }] };
  }
  const { transport, direction, size, bytesPerSecond } = event;
  const isSame = (one: Figure): boolean =>
    one.transport === transport && one.direction === direction && one.size === size;
  announce(`${NAMES[transport]}, ${direction} of ${formatSize(size)}: ${formatRate(bytesPerSecond)}`);
  return {
    figures: [...figures.filter((one) => !isSame(one)), { transport, direction, size, bytesPerSecond }],
    through: through + 1,
  };
}

/** Bytes a second; undefined while it is not known. */
export function rateOf(
  { figures }: Comparison,
  transport: TransportName,
  direction: Direction,
  size: number,
): number | undefined {
  return figures.find((one) => one.transport === transport && one.direction === direction && one.size === size)
    ?.bytesPerSecond;
}
