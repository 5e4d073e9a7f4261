/** Notices that nobody has asked for anything for a while. */

export class IdleWatch {
  readonly #milliseconds: number;
  readonly #idle: () => void;
  #timer: NodeJS.Timeout | undefined;
  #running = 0;
  #stopped = false;

  /** `idle` is called once so long has passed without work. */
  constructor(milliseconds: number, idle: () => void) {
    this.#milliseconds = milliseconds;
    this.#idle = idle;
    this.#wait();
  }

  /** Nothing is idle while work runs. */
  async during(work: () => Promise<void>): Promise<void> {
    clearTimeout(this.#timer);
    this.#running++;
    try {
      await work();
    } finally {
      this.#running--;
      if (this.#running === 0) this.#wait();
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #wait(): void {
    if (!this.#stopped) this.#timer = setTimeout(this.#idle, this.#milliseconds);
  }
}
