/** The options of a call: an object, or an encoding in its place. */
import { invalidArgType, invalidArgValue } from '../errors/node-errors.ts';
import { validateAbortSignal } from './validate.ts';

/** What node checks in every options object; the rest is the operation's. */
export interface CallOptions {
  encoding?: BufferEncoding | 'buffer' | null | undefined;
  signal?: AbortSignal | undefined;
  readonly [name: string]: unknown;
}

/**
 * The options of a call, in which the encoding and the signal are checked. `fallback` stands for none given (or a callback in
 * their place), and text is an encoding beside `fallback`. An object is returned as it is, without `fallback`'s properties,
 * because that is what node does: `readFile(path, {})` has no `flag`.
 */
export function callOptions(options: unknown, fallback: CallOptions = {}): CallOptions {
  if (options === undefined || options === null || typeof options === 'function') return fallback;
  let given: CallOptions;
  if (typeof options === 'string') {
    given = { ...fallback, encoding: options as BufferEncoding };
  } else if (typeof options === 'object') {
    given = options as CallOptions;
  } else {
    throw invalidArgType('options', ['string', 'Object'], options);
  }
  if (given.encoding !== 'buffer') validateEncoding(given.encoding);
  validateAbortSignal(given.signal, 'options.signal');
  const { signal } = given;
  return signal && !canListen(signal) ? { ...given, signal: silent(signal) } : given;
}

/** Whether it is a signal in earnest: node only ever looks at `aborted`, so that a proxy of one will do there. */
function canListen(signal: AbortSignal): boolean {
  const listener = (): void => {};
  try {
    signal.addEventListener('abort', listener);
    signal.removeEventListener('abort', listener);
    return true;
  } catch {
    return false;
  }
}

/** A signal that tells only who asks. */
function silent(signal: AbortSignal): AbortSignal {
  const asked = Object.create(AbortSignal.prototype, {
    aborted: { get: () => signal.aborted },
    reason: { get: () => signal.reason },
    addEventListener: { value: () => {} },
    removeEventListener: { value: () => {} },
    throwIfAborted: {
      value: () => {
        if (signal.aborted) throw signal.reason;
      },
    },
  });
  return asked as AbortSignal;
}

/** An encoding that Buffer knows, or none. */
export function validateEncoding(encoding: unknown): void {
  if (encoding && !(typeof encoding === 'string' && Buffer.isEncoding(encoding))) {
    throw invalidArgValue('encoding', encoding, 'is invalid encoding');
  }
}
