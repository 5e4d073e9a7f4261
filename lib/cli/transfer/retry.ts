/** Trying again what failed because the connection did. */
import { setTimeout as delay } from 'node:timers/promises';

/** A server that restarts, or a laptop that changes networks, is back within this many tries: half a minute. */
const TRIES = 7;

/** Milliseconds before the second try; each further one waits twice as long. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;

/** Nothing is wrong with the file: another try may find the connection well again. */
const TRANSIENT: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN'],
  ...['EAI_AGAIN', 'ERR_SMB_CREDITS', 'ERR_SMB_OUTCOME_UNKNOWN'],
]);

function isTransient(error: unknown): boolean {
  return error instanceof Error && TRANSIENT.has((error as NodeJS.ErrnoException).code);
}

/** After one of these no other file will fare better. */
const FATAL: ReadonlySet<unknown> = new Set([
  ...['ENOSPC', 'EDQUOT', 'EROFS', 'ENOTFOUND'],
  ...['ERR_SMB_AUTHENTICATION', 'ERR_SMB_CLOSED', 'ERR_SMB_MALFORMED', 'ERR_SMB_NEGOTIATION', 'ERR_SMB_SECURITY'],
]);

/** Whether an error of `retrying` ends the whole transfer: a full disk, or a server that is gone. */
export function isFatal(error: unknown): boolean {
  return error instanceof Error && (FATAL.has((error as NodeJS.ErrnoException).code) || isTransient(error));
}

export interface RetryOptions {
  readonly signal: AbortSignal;
  /** A number that grows with what has been achieved: after progress the tries are counted anew. */
  readonly progress?: () => number;
  /** Called before each pause. */
  readonly onRetry?: (error: unknown) => void;
}

/** Runs `task` until it succeeds, fails for good, or has failed too often in a row. */
export async function retrying<T>(
  task: (attempt: number) => Promise<T>,
  { signal, progress = () => 0, onRetry }: RetryOptions,
): Promise<T> {
  let achieved = progress();
  for (let attempt = 0, failed = 0; ; attempt++) {
    try {
      return await task(attempt);
    } catch (error) {
      failed = progress() > achieved ? 1 : failed + 1;
      achieved = progress();
      if (!isTransient(error) || failed >= TRIES || signal.aborted) throw error;
      onRetry?.(error);
      // Not all of those who lost the same connection at the same moment.
      const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failed - 1)) * (0.75 + Math.random() / 2);
      await delay(pause, undefined, { signal });
    }
  }
}
