/** Time as deadlines see it: it stands still while this process does not run. */

/** A tick that comes this many intervals late means that the machine slept, or the process was stopped or busy. */
const LATE = 3;

/**
 * A monotonic clock that ticks while it is started. Time in which its own ticks did not come is forgiven, so that a laptop
 * that wakes up, or a process that computed for a minute, does not blame the server for its own absence.
 */
export class SilenceClock {
  readonly #interval: number;
  readonly #tick: () => void;
  #timer: NodeJS.Timeout | undefined;
  #lastTick = 0;
  #forgiven = 0;

  /** Calls `tick` every `interval` milliseconds while started; never keeps the process alive by itself. */
  constructor(interval: number, tick: () => void) {
    this.#interval = interval;
    this.#tick = tick;
  }

  /** Milliseconds in which this process was there to listen. */
  now(): number {
    return performance.now() - this.#forgiven;
  }

  start(): void {
    if (this.#timer) return;
    this.#lastTick = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      const elapsed = now - this.#lastTick;
      if (elapsed > this.#interval * LATE) this.#forgiven += elapsed - this.#interval;
      this.#lastTick = now;
      this.#tick();
    }, this.#interval);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
