/** Bounded concurrency: so many requests of one operation at a time, however many there are. */

/** Enough to hide the distance to the server; more than this only makes others wait. */
export const TREE_CONCURRENCY = 16;

export class Limit {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(concurrency: number = TREE_CONCURRENCY) {
    this.#free = concurrency;
  }

  /** Runs `task` when it is its turn. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

/** Waits for all of `tasks`, so that nothing runs any more, then throws what the first to fail failed with. */
export async function allDone(tasks: readonly Promise<void>[]): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const settle = (error: unknown): void => {
    failure ??= { error };
  };
  await Promise.all(tasks.map((task) => task.catch(settle)));
  if (failure) throw failure.error;
}
