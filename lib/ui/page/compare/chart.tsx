/** The comparison as bars, which grow while it runs. */
import type { JSX } from 'preact';
import { formatRate, formatSize } from '../parts/format.ts';
import { type Comparison, DIRECTIONS, type Direction, NAMES, rateOf, TRANSPORTS } from './comparison.ts';

const BAR = 18;
const GAP = 4;
/** Above the bars of a size. */
const TITLE = 22;
const GROUP = TITLE + TRANSPORTS.length * (BAR + GAP) + 10;
/** Percent of the width that the longest bar takes; behind it stands its figure. */
const LONGEST = 72;

const DIRECTION_TITLES: Readonly<Record<Direction, string>> = { write: 'Write', read: 'Read' };

export function Chart({ comparison }: { readonly comparison: Comparison }): JSX.Element {
  const fastest = Math.max(1, ...comparison.figures.map(({ bytesPerSecond }) => bytesPerSecond));
  return (
    <div class="chart">
      <ul class="legend">
        {TRANSPORTS.map((transport) => (
          <li key={transport} class={transport}>
            {NAMES[transport]}
          </li>
        ))}
      </ul>
      <div class="facets">
        {DIRECTIONS.map((direction) => (
          <Bars key={direction} comparison={comparison} direction={direction} fastest={fastest} />
        ))}
      </div>
    </div>
  );
}

interface BarsProps {
  readonly comparison: Comparison;
  readonly direction: Direction;
  /** What the longest bar stands for, in bytes a second. */
  readonly fastest: number;
}

function Bars({ comparison, direction, fastest }: BarsProps): JSX.Element {
  const { sizes } = comparison;
  return (
    <figure>
      <figcaption>{DIRECTION_TITLES[direction]}</figcaption>
      <svg
        width="100%"
        height={sizes.length * GROUP}
        role="img"
        aria-label={`${DIRECTION_TITLES[direction]}: the table holds the figures`}
      >
        {sizes.map((size, group) => (
          <g key={size}>
            <text class="size" x="0" y={group * GROUP + TITLE - 7}>
              {formatSize(size)}
            </text>
            {TRANSPORTS.map((transport, row) => {
              const rate = rateOf(comparison, transport, direction, size);
              const width = ((rate ?? 0) / fastest) * LONGEST;
              const y = group * GROUP + TITLE + row * (BAR + GAP);
              return (
                <g key={transport} class={`bar ${transport}`}>
                  <rect class="track" x="0" y={y} width={`${LONGEST}%`} height={BAR} rx="4" />
                  <rect class="fill" x="0" y={y} width={`${width}%`} height={BAR} rx="4" />
                  <text class="rate" x={`${width}%`} dx="8" y={y + BAR - 5}>
                    {rate === undefined ? '' : formatRate(rate)}
                  </text>
                </g>
              );
            })}
          </g>
        ))}
      </svg>
    </figure>
  );
}
