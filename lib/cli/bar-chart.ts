/** A bar chart in a terminal. */

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value as people read it. */
  readonly text: string;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** One line a bar; the longest is `width` characters. */
export function barChart(bars: readonly Bar[], width = 40): string {
  const labels = Math.max(...bars.map((bar) => bar.label.length));
  const most = Math.max(...bars.map((bar) => bar.value));
  return bars
    .map(({ label, value, text }) => {
      const eighths = most > 0 ? Math.round((value / most) * width * 8) : 0;
      const bar = '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
      return `${label.padEnd(labels)}  ${bar.padEnd(width)}  ${text}`;
    })
    .join('\n');
}
