/** What many samples say: the middle, and how far they lie apart. */

export interface Summary {
  readonly median: number;
  /** The first and the third quartile. */
  readonly lower: number;
  readonly upper: number;
  readonly samples: readonly number[];
}

/** Of at least one sample. */
export function summarise(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), lower: quantile(sorted, 0.25), upper: quantile(sorted, 0.75), samples };
}

/** Between two samples it is interpolated. */
function quantile(sorted: readonly number[], at: number): number {
  const place = (sorted.length - 1) * at;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new RangeError('Nothing was measured');
  return below + (above - below) * (place - Math.floor(place));
}
