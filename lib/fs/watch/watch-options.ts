/** The options of `watch`, as `fs` and `fs.promises` check them. */
import { type CallOptions, callOptions } from '../arguments/call-options.ts';
import {
  validateAbortSignal,
  validateBoolean,
  validateInteger,
  validateObject,
  validateOneOf,
} from '../arguments/validate.ts';
import { invalidArgType, invalidArgValue } from '../errors/node-errors.ts';
import { ignoreOption, type NameTest } from './ignore-option.ts';

export interface WatcherOptions {
  readonly encoding: CallOptions['encoding'];
  /** Keep the process alive. */
  readonly persistent: boolean;
  /** Everything below a folder, too. */
  readonly recursive: boolean;
  readonly signal: AbortSignal | undefined;
  /** Names that are not told of. */
  readonly isIgnored: NameTest;
}

export interface FSWatcherOptions extends WatcherOptions {
  /** Something that is not there is an error; otherwise nothing ever happens to it. */
  readonly throwIfNoEntry: boolean;
}

/** The options of `fs.watch`, or an encoding in their place. */
export function watcherOptions(given: unknown): FSWatcherOptions {
  const options = callOptions(given);
  const { encoding, ignore, signal, throwIfNoEntry = true } = options;
  return {
    ...{ encoding, signal, throwIfNoEntry: Boolean(throwIfNoEntry) },
    ...flags(options),
    isIgnored: ignoreOption(ignore),
  };
}

export interface IteratorOptions extends WatcherOptions {
  /** Events that wait for the program at most. */
  readonly maxQueue: number;
  /** What happens to one more: it is dropped with a warning, or ends the watching. */
  readonly overflow: 'ignore' | 'error';
}

/** The options of `fs.promises.watch`. */
export function iteratorOptions(given: unknown): IteratorOptions {
  validateObject(given, 'options');
  const options = given as CallOptions;
  const { encoding, ignore, signal, maxQueue = 2048, overflow = 'ignore' } = options;
  validateInteger(maxQueue, 'options.maxQueue');
  validateOneOf(overflow, 'options.overflow', ['ignore', 'error']);
  const checked = flags(options);
  validateAbortSignal(signal, 'options.signal');
  const isIgnored = ignoreOption(ignore);
  if (encoding && encoding !== 'buffer' && !Buffer.isEncoding(String(encoding))) {
    throw invalidArgValue('encoding', encoding, 'is invalid encoding');
  }
  return { encoding, signal, maxQueue, overflow: overflow as 'ignore' | 'error', isIgnored, ...checked };
}

function flags(options: CallOptions): { persistent: boolean; recursive: boolean } {
  const { persistent, recursive } = options;
  if (persistent !== undefined && persistent !== null) validateBoolean(persistent, 'options.persistent');
  if (recursive !== undefined && recursive !== null) validateBoolean(recursive, 'options.recursive');
  return { persistent: persistent !== false, recursive: recursive === true };
}

export interface StatWatcherOptions {
  readonly bigint: boolean;
  /** Milliseconds between two looks. */
  readonly interval: number;
  readonly persistent: boolean;
}

/** The options of `watchFile`, with node's defaults. */
export function statWatcherOptions(given: unknown): StatWatcherOptions {
  const options = { bigint: false, interval: 5007, persistent: true, ...(given as object | undefined) };
  if (typeof options.interval !== 'number') throw invalidArgType('interval', 'number', options.interval);
  return options;
}
