/** How long to wait between two attempts to get a lost server back. */

/** Milliseconds: after the first attempt, and at most. */
const FIRST = 50;
const MOST = 5000;

/** Milliseconds before attempt `attempt`, which counts from 0: none at first, then doubled; at random, so that not all clients come at once. */
export function backoff(attempt: number): number {
  if (attempt === 0) return 0;
  const most = Math.min(MOST, FIRST * 2 ** (attempt - 1));
  return most / 2 + (Math.random() * most) / 2;
}
