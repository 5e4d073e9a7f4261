/** Several jobs side by side, over items that are found while they run. */

/** Items that are found ahead of the jobs at most: enough to know soon how much there is to do, at a few hundred bytes each. */
const AHEAD = 10_000;

/** Wakes whoever waits for something to change. */
class Bell {
  #waiting: (() => void)[] = [];

  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  ring(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/**
 * Runs `work` for every item, `jobs` at a time, in the items' order. Rejects with what `items` or `work` failed with first, when
 * everything that ran has ended.
 */
export async function runParallel<T>(
  items: AsyncIterable<T>,
  jobs: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const found: { readonly item: T }[] = [];
  const more = new Bell();
  const room = new Bell();
  const failures: unknown[] = [];
  let ended = false;

  const attempt = async (task: () => Promise<void>): Promise<void> => {
    try {
      await task();
    } catch (error) {
      failures.push(error);
      more.ring();
      room.ring();
    }
  };

  const find = async (): Promise<void> => {
    for await (const item of items) {
      if (failures.length > 0) return;
      found.push({ item });
      more.ring();
      if (found.length >= AHEAD) await room.wait();
    }
  };

  const run = async (): Promise<void> => {
    while (failures.length === 0) {
      const next = found.shift();
      if (next) {
        room.ring();
        await work(next.item);
      } else if (ended) {
        return;
      } else {
        await more.wait();
      }
    }
  };

  const finding = attempt(find).then(() => {
    ended = true;
    more.ring();
  });
  await Promise.all([finding, ...Array.from({ length: jobs }, () => attempt(run))]);
  if (failures.length > 0) throw failures[0];
}
