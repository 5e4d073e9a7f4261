/** uvu's `throws` for promises. */
import * as assert from 'uvu/assert';

/** `promise` rejects with an error of class `type`, which is the result. */
export async function assertRejects<E extends Error>(
  promise: Promise<unknown>,
  type: new (...args: never[]) => E,
): Promise<E> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof type) return error;
    throw error;
  }
  return assert.unreachable(`expected a ${type.name}`) as never;
}
