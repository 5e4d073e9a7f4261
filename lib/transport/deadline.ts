/** One time limit, and one caller's signal, over a piece of work of several steps. */

/**
 * Runs `work` with a signal that is aborted after `ms` milliseconds, with what `late` returns, or when `signal` is, with its
 * reason. The work must reject with its signal's reason.
 */
export async function withDeadline<T>(
  ms: number,
  late: () => Error,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(late()), ms);
  const abort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
