/** Times as `utimes` takes them, in nanoseconds since 1970. */
import { types } from 'node:util';
import { invalidArgType } from '../errors/node-errors.ts';

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_MILLISECOND = 1_000_000n;

/**
 * A time in nanoseconds since 1970: seconds as a number or as text, or a Date. A negative number means now, as node has it;
 * negative text and Dates are instants before 1970. Undefined is what no file can have for a time, an invalid Date say, which
 * the operation answers with EINVAL. Throws ERR_INVALID_ARG_TYPE.
 */
export function timeArgument(time: unknown, name = 'time'): bigint | undefined {
  if (typeof time === 'number' && Number.isFinite(time)) return time < 0 ? now() : secondsToNanoseconds(time);
  if (typeof time === 'string' && !Number.isNaN(Number(time))) return secondsToNanoseconds(Number(time));
  if (types.isDate(time)) {
    const milliseconds = time.getTime();
    return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * NS_PER_MILLISECOND;
  }
  throw invalidArgType(name, ['Date', 'Time in seconds'], time);
}

function now(): bigint {
  return BigInt(Date.now()) * NS_PER_MILLISECOND;
}

/**
 * Rounds to microseconds: today a double's steps are a quarter of one, so that a finer time is noise, which would turn
 * 1700000000.123 into .1229999.
 */
function secondsToNanoseconds(seconds: number): bigint | undefined {
  if (!Number.isSafeInteger(Math.trunc(seconds))) return undefined;
  const whole = Math.floor(seconds);
  return BigInt(whole) * NS_PER_SECOND + BigInt(Math.round((seconds - whole) * 1e6)) * 1000n;
}
