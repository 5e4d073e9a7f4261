/** What keeps the process alive while it waits for something that does not. */

/** The longest time that a timer can have. */
const LONG = 2 ** 31 - 1;

export class KeepAlive {
  readonly #timer: NodeJS.Timeout = setInterval(() => {}, LONG);

  constructor(alive: boolean) {
    if (!alive) this.unref();
  }

  ref(): void {
    this.#timer.ref();
  }

  unref(): void {
    this.#timer.unref();
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
