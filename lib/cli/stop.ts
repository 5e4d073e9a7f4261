/** Why a command ends before its work is done: Ctrl-C, SIGTERM, `--timeout`, or nobody who reads what it prints. */
import { setMaxListeners } from 'node:events';
import { EXIT_INTERRUPTED, EXIT_OK, EXIT_TERMINATED, EXIT_TIMEOUT, exitCodeOf } from './exit-codes.ts';
import { Failure } from './failure.ts';

/** The reason of a command's aborted signal. */
export class Stop extends Failure {}

/** Milliseconds that are left to clean up, before the process ends all the same. */
const PATIENCE = 10_000;

/** Milliseconds that are left to what cannot be stopped, a name being looked up say, when all is cleaned up. */
const LAST_PATIENCE = 200;

export interface Stopper {
  readonly signal: AbortSignal;
  /** As if asked from outside. */
  stop(reason: Stop): void;
  /** Lets go of the process: what it is sent from now on ends it as usual. */
  [Symbol.dispose](): void;
}

/** Listens for what stops a command; a second Ctrl-C ends the process at once. `timeout` in milliseconds, if there is one. */
export function createStopper(timeout: number | undefined): Stopper {
  const controller = new AbortController();
  // Every request that is under way listens.
  setMaxListeners(0, controller.signal);
  let patience: NodeJS.Timeout | undefined;
  const stop = (reason: Stop): void => {
    if (controller.signal.aborted) return;
    controller.abort(reason);
    patience = setTimeout(() => process.exit(reason.exitCode), PATIENCE).unref();
  };
  const kill = (exitCode: number, message: string) => (): void => {
    if (controller.signal.aborted) process.exit(exitCode);
    stop(new Stop(exitCode, message));
  };
  const interrupt = kill(EXIT_INTERRUPTED, 'interrupted');
  const terminate = kill(EXIT_TERMINATED, 'terminated');
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', terminate);
  const timer =
    timeout === undefined
      ? undefined
      : setTimeout(() => stop(new Stop(EXIT_TIMEOUT, `not done after ${timeout / 1000} s`)), timeout);
  return {
    signal: controller.signal,
    stop,
    [Symbol.dispose]() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', terminate);
      clearTimeout(timer);
      clearTimeout(patience);
      if (controller.signal.aborted) setTimeout(() => process.exit(), LAST_PATIENCE).unref();
    },
  };
}

/** What is printed goes nowhere. That nobody reads any more, as behind `smbfs cat ... | head`, is no failure, and nothing to tell. */
export function outputFailed(error: NodeJS.ErrnoException): Stop {
  const { code, message } = error;
  const exitCode = code === 'EPIPE' || code === 'ECONNRESET' ? EXIT_OK : exitCodeOf(code);
  return new Stop(exitCode, `cannot print: ${message}`, { cause: error });
}
