/** Keeps the process alive while somebody waits for what does not keep it alive by itself. */

/** The longest time that a timer can have. */
const LONG = 2 ** 31 - 1;

/** `work`, and meanwhile the process does not end. */
export async function held<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => {}, LONG);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
