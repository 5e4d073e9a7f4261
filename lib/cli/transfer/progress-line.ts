/** One line on a terminal that tells how far a transfer is. */
import { humanSize } from '../../diagnosis/human-size.ts';
import { printable } from '../format.ts';
import type { Output } from '../output.ts';
import type { Tally } from './tally.ts';

/** Milliseconds. */
const REFRESH = 200;

/** The rate is that of the last so many refreshes: five seconds. */
const MEMORY = 25;

const ERASE_LINE = '\r\x1b[2K';
const BAR_WIDTH = 20;

/** Prints nothing where nobody looks: the output is no terminal. */
export class ProgressLine {
  readonly #output: Output;
  readonly #tally: Tally;
  readonly #timer: NodeJS.Timeout | undefined;
  /** Seconds and bytes at the last refreshes. */
  readonly #samples: { readonly seconds: number; readonly bytes: number }[] = [];
  #path = '';

  constructor(output: Output, tally: Tally) {
    this.#output = output;
    this.#tally = tally;
    if (output.isTerminal) this.#timer = setInterval(() => this.#draw(), REFRESH).unref();
  }

  /** The file to name, until the next is named. */
  set path(path: string) {
    this.#path = path;
  }

  /** Makes room for another line; the next refresh brings this one back. */
  erase(): void {
    if (this.#timer) void this.#output.text(ERASE_LINE);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.erase();
  }

  #draw(): void {
    const { movedBytes: bytes, seconds } = this.#tally;
    this.#samples.push({ seconds, bytes });
    if (this.#samples.length > MEMORY) this.#samples.shift();
    const [oldest] = this.#samples;
    const rate = oldest && seconds > oldest.seconds ? (bytes - oldest.bytes) / (seconds - oldest.seconds) : 0;
    const line = progressText(this.#tally, rate, this.#path);
    void this.#output.text(ERASE_LINE + line.slice(0, (this.#output.columns ?? 80) - 1));
  }
}

/** What is known of a transfer in a line; `rate` in bytes a second. */
export function progressText(tally: Progress, rate: number, path: string): string {
  const { movedBytes, plannedBytes, copiedFiles, plannedFiles, isPlanComplete } = tally;
  const speed = `${humanSize(Math.max(0, rate))}/s`;
  const name = printable(path);
  if (!isPlanComplete) {
    return `${humanSize(movedBytes)}  ${copiedFiles} of ${plannedFiles} files so far  ${speed}  ${name}`;
  }
  // Of files alone where there is nothing in them.
  const share = plannedBytes > 0 ? movedBytes / plannedBytes : copiedFiles / Math.max(1, plannedFiles);
  const part = Math.max(0, Math.min(1, share));
  const bar = '#'.repeat(Math.round(part * BAR_WIDTH)).padEnd(BAR_WIDTH, '.');
  const left = rate > 0 ? `  ETA ${clock((plannedBytes - movedBytes) / rate)}` : '';
  const amounts = `${humanSize(movedBytes)}/${humanSize(plannedBytes)}  ${copiedFiles}/${plannedFiles} files`;
  return `[${bar}] ${Math.floor(part * 100)}%  ${amounts}  ${speed}${left}  ${name}`;
}

type Progress = Pick<Tally, 'movedBytes' | 'plannedBytes' | 'copiedFiles' | 'plannedFiles' | 'isPlanComplete'>;

/** `1:02:03` or `2:03`. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const two = (value: number): string => `${value}`.padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
