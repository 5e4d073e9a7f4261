/** `promises.watch`: what happens, as an asynchronous iterator. */

import { AbortError, nodeError } from '../errors/node-errors.ts';
import type { FileSystem } from '../file-system.ts';
import { encodedName } from '../results/encoded-name.ts';
import { KeepAlive } from './keep-alive.ts';
import { iteratorOptions } from './watch-options.ts';
import { watchPath } from './watch-path.ts';

export interface WatchEvent {
  readonly eventType: 'rename' | 'change';
  /** Null: more has happened than was told. */
  readonly filename: string | Buffer | null;
}

/** `watch(path[, options])`: everything that is wrong with a call rejects the first `next()`. */
export async function* watchChanges(
  fs: FileSystem,
  given: unknown,
  options: unknown = {},
): AsyncGenerator<WatchEvent, void, undefined> {
  const path = fs.path(given);
  const { encoding, isIgnored, persistent, recursive, signal: outer, maxQueue, overflow } = iteratorOptions(options);
  if (outer?.aborted) throw new AbortError(outer);
  const alive = new KeepAlive(persistent);
  const ending = new AbortController();
  const queue: WatchEvent[] = [];
  let failure: unknown;
  let wake = (): void => {};
  const fail = (error: unknown): void => {
    failure ??= error;
    wake();
  };
  const abort = (): void => {
    fail(new AbortError(outer));
    ending.abort();
  };
  const listener = (eventType: WatchEvent['eventType'], name: string | null): void => {
    if (name !== null && isIgnored(name)) return;
    if (queue.length < maxQueue) {
      queue.push({ eventType, filename: name === null ? null : encodedName(name, encoding) });
      wake();
    } else if (overflow === 'error') {
      queue.length = 0;
      fail(nodeError('ERR_FS_WATCH_QUEUE_OVERFLOW', `fs.watch() queued more than ${maxQueue} events`));
    } else {
      process.emitWarning('fs.watch maxQueue exceeded');
    }
  };
  outer?.addEventListener('abort', abort, { once: true });
  const end = (): void => ending.abort();
  fs.endings.add(end);
  const ended = new Promise<void>((resolve) => ending.signal.addEventListener('abort', () => resolve()));
  try {
    const request = { recursive, signal: ending.signal, listener };
    (fs.remote?.watch(path, request) ?? watchPath(fs, path, request)).catch((error: unknown) => {
      if (!ending.signal.aborted) fail(Object.assign(error as Error, { filename: path.text }));
    });
    while (!ending.signal.aborted || failure) {
      const awake = new Promise<void>((resolve) => {
        wake = resolve;
      });
      for (let event = queue.shift(); event; event = queue.shift()) yield event;
      if (failure) throw failure;
      await Promise.race([awake, ended]);
    }
  } finally {
    fs.endings.delete(end);
    alive.end();
    outer?.removeEventListener('abort', abort);
    ending.abort();
  }
}
