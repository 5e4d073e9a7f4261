/** Checks of one argument each, with node's errors; the larger rules of fs are made of these. */
import { invalidArgType, invalidArgValue, outOfRange } from '../errors/node-errors.ts';

const INT32_MIN = -2147483648;
const INT32_MAX = 2147483647;
const UINT32_MAX = 4294967295;

/** A whole number from `min` to `max`, by default any safe integer. */
export function validateInteger(
  value: unknown,
  name: string,
  min: number = Number.MIN_SAFE_INTEGER,
  max: number = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (typeof value !== 'number') throw invalidArgType(name, 'number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < min || value > max) throw outOfRange(name, `>= ${min} && <= ${max}`, value);
}

/** A signed 32-bit number, not below `min`. */
export function validateInt32(value: unknown, name: string, min: number = INT32_MIN): asserts value is number {
  validateInteger(value, name, min, INT32_MAX);
}

/** An unsigned 32-bit number; above 0 when `positive`. */
export function validateUint32(value: unknown, name: string, positive = false): asserts value is number {
  validateInteger(value, name, positive ? 1 : 0, UINT32_MAX);
}

export function validateString(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string') throw invalidArgType(name, 'string', value);
}

export function validateBoolean(value: unknown, name: string): asserts value is boolean {
  if (typeof value !== 'boolean') throw invalidArgType(name, 'boolean', value);
}

export function validateFunction(value: unknown, name: string): asserts value is (...args: never[]) => unknown {
  if (typeof value !== 'function') throw invalidArgType(name, 'Function', value);
}

/** An object that is no array and no function; `null` counts only when `nullable`. */
export function validateObject(value: unknown, name: string, nullable = false): asserts value is object | null {
  if ((value === null && !nullable) || Array.isArray(value) || typeof value !== 'object') {
    throw invalidArgType(name, 'Object', value);
  }
}

/** One of a fixed list of values. */
export function validateOneOf(value: unknown, name: string, allowed: readonly unknown[]): void {
  if (allowed.includes(value)) return;
  const list = allowed.map((one) => (typeof one === 'string' ? `'${one}'` : String(one))).join(', ');
  throw invalidArgValue(name, value, `must be one of: ${list}`);
}

/** Anything with an `aborted` property passes, as in node; `undefined` too. */
export function validateAbortSignal(value: unknown, name: string): asserts value is AbortSignal | undefined {
  if (value === undefined) return;
  if (value === null || typeof value !== 'object' || !('aborted' in value)) {
    throw invalidArgType(name, 'AbortSignal', value);
  }
}

/** The callback of a call; node names it `cb`. */
export function validateCallback(value: unknown): asserts value is (...args: unknown[]) => void {
  validateFunction(value, 'cb');
}

/** A file descriptor, which -0 is too. */
export function validateFd(value: unknown, name = 'fd'): number {
  if (Object.is(value, -0)) return 0;
  validateInt32(value, name, 0);
  return value;
}

/** A numeric user or group id; -1 leaves it as it is. */
export function validateId(value: unknown, name: 'uid' | 'gid'): asserts value is number {
  validateInteger(value, name, -1, UINT32_MAX);
}
