/** One listener on a signal for all that it ends: a call of many requests is no leak, and must not be taken for one. */

const waiting = new WeakMap<AbortSignal, { readonly callbacks: Set<() => void>; readonly abort: () => void }>();

/** Calls `callback` once, when `signal` aborts, which it has not yet. The returned function takes it back. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const { callbacks, abort } = waiting.get(signal) ?? watch(signal);
  // Two who give the same function are still two.
  const own = (): void => callback();
  if (callbacks.size === 0) signal.addEventListener('abort', abort, { once: true });
  callbacks.add(own);
  return () => {
    if (callbacks.delete(own) && callbacks.size === 0) signal.removeEventListener('abort', abort);
  };
}

function watch(signal: AbortSignal): { readonly callbacks: Set<() => void>; readonly abort: () => void } {
  const callbacks = new Set<() => void>();
  const abort = (): void => {
    for (const callback of callbacks) {
      callbacks.delete(callback);
      callback();
    }
  };
  const watched = { callbacks, abort };
  waiting.set(signal, watched);
  return watched;
}
