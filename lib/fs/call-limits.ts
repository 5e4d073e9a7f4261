/** How long a call may take, and who may end it: options that `node:fs` does not have, or not on every method. */
import { onAbort } from '../connection/on-abort.ts';
import { untilAborted } from '../manager/until-aborted.ts';
import { validateInteger } from './arguments/validate.ts';
import { AbortError } from './errors/node-errors.ts';
import { fsError } from './errors/system-error.ts';
import type { Operation } from './operation.ts';

/** Options of every method that takes an object of options. */
export interface CallLimits {
  /**
   * Milliseconds after which the call fails with `ETIMEDOUT`, whatever it waits for: the connection, a lost server, an answer.
   * What was asked of the server is cancelled, and may have been done. Default: none but the connection's own deadlines.
   */
  readonly timeout?: number | undefined;
  /** Ends the call with an `AbortError`, as `timeout` would. */
  readonly signal?: AbortSignal | undefined;
}

/** Where the options stand among an operation's arguments. */
const OPTIONS_AT: Readonly<Record<string, number>> = {
  appendFile: 2,
  cp: 2,
  fstat: 1,
  lstat: 1,
  mkdir: 1,
  mkdtemp: 1,
  opendir: 1,
  readFile: 1,
  readdir: 1,
  readlink: 1,
  realpath: 1,
  rm: 1,
  rmdir: 1,
  stat: 1,
  statfs: 1,
  writeFile: 2,
};

/** They look after their signal themselves: memory of the caller's may be in use until the server has answered. */
const KNOWS_SIGNALS: ReadonlySet<string> = new Set(['appendFile', 'readFile', 'writeFile']);

const MAX_TIMEOUT = 2 ** 31 - 1;

/** The operation with `timeout` and `signal` among its options, if it takes any. */
export function limited<R>(name: string, operation: Operation<R>): Operation<R> {
  const at = OPTIONS_AT[name];
  if (at === undefined) return operation;
  const knows = KNOWS_SIGNALS.has(name);
  return (fs, ...args) => {
    const limits = limitsOf(args[at], knows);
    if (!limits) return operation(fs, ...args);
    const { signal, start, within } = callClock(limits, name, args[0]);
    const given = args.slice();
    given[at] = { ...(args[at] as object), signal, timeout: undefined };
    const call = operation(fs.within(signal), ...given);
    return async () => {
      start();
      return within(call, !knows);
    };
  };
}

/** Runs `work`, which looks after its signal itself, within the limits among `options`. */
export async function withinLimits<R>(
  name: string,
  options: unknown,
  work: (options: unknown) => Promise<R>,
): Promise<R> {
  const limits = limitsOf(options, true);
  if (!limits) return work(options);
  const { signal, start, within } = callClock(limits, name, undefined);
  start();
  return within(() => work({ ...(options as object), signal, timeout: undefined }), false);
}

/** Undefined where there are none that the operation does not know of itself. */
function limitsOf(options: unknown, knowsSignals: boolean): CallLimits | undefined {
  if (typeof options !== 'object' || options === null) return undefined;
  const { timeout = 0, signal } = options as CallLimits;
  if (timeout !== 0) validateInteger(timeout, 'options.timeout', 1, MAX_TIMEOUT);
  // What is no signal is the operation's to refuse, or to overlook as node does.
  const given = signal instanceof AbortSignal ? signal : undefined;
  if (timeout === 0 && (knowsSignals || !given)) return undefined;
  return { timeout, signal: given };
}

interface CallClock {
  /** Aborted when the time is up, or the caller's own signal is. */
  readonly signal: AbortSignal;
  start(): void;
  /** Runs the call; with `race` it is not waited for once its time is up. */
  within<R>(call: () => Promise<R>, race: boolean): Promise<R>;
}

function callClock({ timeout = 0, signal: outer }: CallLimits, name: string, path: unknown): CallClock {
  const controller = new AbortController();
  const { signal } = controller;
  const late = new Error(`${name} took longer than ${timeout} ms`);
  let timer: NodeJS.Timeout | undefined;
  let ignore: (() => void) | undefined;
  if (outer?.aborted) controller.abort(outer.reason);
  return {
    signal,
    start() {
      if (timeout > 0) timer = setTimeout(() => controller.abort(late), timeout);
      if (outer && !outer.aborted) ignore = onAbort(outer, () => controller.abort(outer.reason));
    },
    async within(call, race) {
      try {
        signal.throwIfAborted();
        return await (race ? untilAborted(call(), signal) : call());
      } catch (error) {
        const isEnded = signal.aborted && (error === signal.reason || error instanceof AbortError);
        if (!isEnded) throw error;
        if (signal.reason !== late) throw new AbortError(signal);
        throw fsError('ETIMEDOUT', name, typeof path === 'string' ? path : undefined, undefined, { cause: late });
      } finally {
        clearTimeout(timer);
        ignore?.();
      }
    },
  };
}
