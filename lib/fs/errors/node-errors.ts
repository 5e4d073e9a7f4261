/** Errors about a call itself, in node's own shape: its codes, its wording, `TypeError [ERR_...]` in the stack. */
import { inspect } from 'node:util';

/** An error of node's own kind: `name` is the plain class name, `code` starts with `ERR_`. */
export interface NodeError extends Error {
  code: string;
}

type ErrorBase = new (message?: string, options?: ErrorOptions) => Error;
type NodeErrorClass = new (code: string, message: string) => NodeError;

function nodeErrorClass(Base: ErrorBase): NodeErrorClass {
  const Class = class extends Base {
    code: string;

    constructor(code: string, message: string) {
      super(message);
      this.code = code;
      titleStack(this, `${Base.name} [${code}]`);
    }

    override toString(): string {
      return `${this.name} [${this.code}]: ${this.message}`;
    }
  };
  // Node's error classes pass for the plain class, also where an error is printed.
  Object.defineProperty(Class.prototype, 'constructor', { value: Base });
  return Class;
}

/** Makes the stack begin with `title`: it is written down when it is first looked at. */
export function titleStack(error: Error, title: string): void {
  Object.defineProperty(error, 'name', { value: title, configurable: true });
  void error.stack;
  Reflect.deleteProperty(error, 'name');
}

const PlainNodeError: NodeErrorClass = nodeErrorClass(Error);
const NodeTypeError: NodeErrorClass = nodeErrorClass(TypeError);
const NodeRangeError: NodeErrorClass = nodeErrorClass(RangeError);

/** An `Error` with one of node's codes, for what has no function of its own here. */
export function nodeError(code: string, message: string): NodeError {
  return new PlainNodeError(code, message);
}

/** A `TypeError` with one of node's codes, for what has no function of its own here. */
export function nodeTypeError(code: string, message: string): NodeError {
  return new NodeTypeError(code, message);
}

/** A `RangeError` with one of node's codes, for what has no function of its own here. */
export function nodeRangeError(code: string, message: string): NodeError {
  return new NodeRangeError(code, message);
}

/**
 * ERR_INVALID_ARG_TYPE: `name` is an argument, or a property where it holds a dot. `expected` lists types (`string`), classes
 * (`Buffer`) and other descriptions, as node's own calls do.
 */
export function invalidArgType(name: string, expected: string | readonly string[], actual: unknown): NodeError {
  const what = name.endsWith(' argument') ? name : `"${name}" ${kindOf(name)}`;
  const list = typeof expected === 'string' ? [expected] : expected;
  const message = `The ${what} must be ${formatExpected(list)}. Received ${describe(actual)}`;
  return new NodeTypeError('ERR_INVALID_ARG_TYPE', message);
}

/** ERR_INVALID_ARG_VALUE: the type is right and the value is not. */
export function invalidArgValue(name: string, value: unknown, reason = 'is invalid'): NodeError {
  const shown = inspect(value);
  const received = shown.length > 128 ? `${shown.slice(0, 128)}...` : shown;
  return new NodeTypeError('ERR_INVALID_ARG_VALUE', `The ${kindOf(name)} '${name}' ${reason}. Received ${received}`);
}

/** ERR_OUT_OF_RANGE: `range` completes "It must be". */
export function outOfRange(name: string, range: string, received: unknown): NodeError {
  return new NodeRangeError(
    'ERR_OUT_OF_RANGE',
    `The value of "${name}" is out of range. It must be ${range}. Received ${formatNumber(received)}`,
  );
}

/** ERR_INCOMPATIBLE_OPTION_PAIR. */
export function incompatibleOptions(one: string, other: string): NodeError {
  return new NodeTypeError(
    'ERR_INCOMPATIBLE_OPTION_PAIR',
    `Option "${one}" cannot be used in combination with option "${other}"`,
  );
}

/** The reason an operation with an aborted signal fails for: `name` AbortError, `code` ABORT_ERR. */
export class AbortError extends Error {
  code: string;

  /** `signal`'s reason becomes the cause. */
  constructor(signal?: AbortSignal) {
    super('The operation was aborted', signal === undefined ? undefined : { cause: signal.reason });
    this.code = 'ABORT_ERR';
    this.name = 'AbortError';
  }
}

function kindOf(name: string): string {
  return name.includes('.') ? 'property' : 'argument';
}

/** The words that node treats as types; every other capitalised word is a class. */
const TYPES = new Set(['string', 'function', 'number', 'object', 'Function', 'Object', 'boolean', 'bigint', 'symbol']);

function formatExpected(expected: readonly string[]): string {
  let types = expected.filter((word) => TYPES.has(word)).map((word) => word.toLowerCase());
  let classes = expected.filter((word) => !TYPES.has(word) && /^[A-Z][a-zA-Z0-9]*$/.test(word));
  const others = expected.filter((word) => !TYPES.has(word) && !classes.includes(word));
  if (classes.length > 0 && types.includes('object')) {
    types = types.filter((word) => word !== 'object');
    classes = [...classes, 'Object'];
  }
  const parts: string[] = [];
  if (types.length > 0) parts.push(`${types.length > 1 ? 'one of type' : 'of type'} ${listWithOr(types)}`);
  if (classes.length > 0) parts.push(`an instance of ${listWithOr(classes)}`);
  if (others.length > 1) parts.push(`one of ${listWithOr(others)}`);
  const [other] = others;
  if (others.length === 1 && other !== undefined) parts.push(/[A-Z]/.test(other) ? `an ${other}` : other);
  return parts.join(' or ');
}

function listWithOr(words: readonly string[]): string {
  if (words.length < 3) return words.join(' or ');
  return `${words.slice(0, -1).join(', ')}, or ${words.at(-1)}`;
}

/** What `value` is, as ERR_INVALID_ARG_TYPE says it after "Received". */
function describe(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'function':
      return `function ${value.name}`;
    case 'object':
      return describeObject(value);
    case 'string':
      return `type string (${quote(value)})`;
    case 'bigint':
      return `type bigint (${value}n)`;
    case 'number':
      return `type number (${Object.is(value, -0) ? '-0' : value})`;
    default:
      return `type ${typeof value} (${String(value)})`;
  }
}

function describeObject(value: object | null): string {
  if (value === null) return 'null';
  const name: unknown = value.constructor?.name;
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : inspect(value, { depth: -1 });
}

function quote(text: string): string {
  const short = text.length > 28 ? `${text.slice(0, 25)}...` : text;
  return short.includes("'") ? JSON.stringify(short) : `'${short}'`;
}

function formatNumber(value: unknown): string {
  if (typeof value === 'bigint') {
    const large = value > 0x1_0000_0000n || value < -0x1_0000_0000n;
    return `${large ? groupDigits(String(value)) : value}n`;
  }
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) > 0x1_0000_0000) {
    return groupDigits(String(value));
  }
  return inspect(value);
}

function groupDigits(digits: string): string {
  const sign = digits.startsWith('-') ? '-' : '';
  let rest = digits.slice(sign.length);
  let grouped = '';
  while (rest.length >= 4) {
    grouped = `_${rest.slice(-3)}${grouped}`;
    rest = rest.slice(0, -3);
  }
  return `${sign}${rest}${grouped}`;
}
