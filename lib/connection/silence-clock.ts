/** Time as deadlines see it: it stands still while this process does not run. */

/** A tick that comes this many intervals late means that the machine slept, or the process was stopped or busy. */
const LATE = 3;

/**
 * A monotonic clock that runs while it is started, and ticks. Time in which its own ticks did not come is forgiven, so that a
 * laptop that wakes up, or a process that computed for a minute, does not blame the server for its own absence.
 */
export class SilenceClock {
  readonly #interval: number;
  readonly #tick: () => void;
  #timer: NodeJS.Timeout | undefined;
  /** Milliseconds until the last tick, or until it was stopped. */
  #counted = 0;
  #lastTick = 0;

  /** Calls `tick` every `interval` milliseconds while started; never keeps the process alive by itself. */
  constructor(interval: number, tick: () => void) {
    this.#interval = interval;
    this.#tick = tick;
  }

  /** Milliseconds in which this clock ran and this process was there to listen. */
  now(): number {
    if (!this.#timer) return this.#counted;
    return this.#counted + Math.min(performance.now() - this.#lastTick, this.#interval * LATE);
  }

  start(): void {
    if (this.#timer) return;
    this.#lastTick = performance.now();
    this.#timer = setInterval(() => {
      this.#count();
      this.#tick();
    }, this.#interval);
    this.#timer.unref();
  }

  stop(): void {
    this.#count();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #count(): void {
    this.#counted = this.now();
    this.#lastTick = performance.now();
  }
}
