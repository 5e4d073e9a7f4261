/** Waits for promises that a bug would leave pending for ever. */
import * as assert from 'uvu/assert';

/** Milliseconds that nothing takes on a machine however busy, unless it never comes. */
const LONG = 30_000;

/** What `promise` rejects with; fails when it resolves, or does nothing for `ms` milliseconds. */
export async function rejection(promise: Promise<unknown>, ms = LONG): Promise<Error & { code?: string }> {
  const outcome = promise.then(
    () => assert.unreachable('it should have failed'),
    (error: unknown) => error,
  );
  const error = await settled(outcome, ms);
  assert.instance(error, Error);
  return error as Error;
}

/** The promise's own outcome, but for one that does nothing for `ms` milliseconds: that fails. */
export async function settled<T>(promise: Promise<T>, ms = LONG): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`nothing settled within ${ms} ms`));
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when `condition` holds, which is looked at whenever the event loop comes round. */
export async function until(condition: () => boolean, ms = LONG): Promise<void> {
  const deadline = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > deadline) assert.unreachable(`never so within ${ms} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
