/** Errors on their way from one thread to another: taken apart here, and put together there as the same class. */
import {
  AuthenticationError,
  ConnectionError,
  MalformedError,
  NegotiationError,
  OutcomeUnknownError,
  SecurityError,
  SmbError,
  StaleError,
  StatusError,
} from '../../errors.ts';
import { AbortError, nodeError, nodeRangeError, nodeTypeError } from '../errors/node-errors.ts';
import { OperationError, type OperationFailure } from '../errors/operation-error.ts';

export interface WireError {
  /** The name of a class below; `node:` before it for errors with one of node's codes. */
  readonly kind: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly fields: readonly WireField[];
}

interface WireField {
  readonly name: string;
  readonly value: WireValue;
  readonly enumerable: boolean;
}

/** A plain value as it is, an error taken apart, a list of both. */
interface WireValue {
  readonly plain?: unknown;
  readonly error?: WireError;
  readonly list?: readonly WireValue[];
}

const CLASSES: Readonly<Record<string, { readonly prototype: Error }>> = {
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  AggregateError,
  AbortError,
  SmbError,
  MalformedError,
  SecurityError,
  NegotiationError,
  AuthenticationError,
  ConnectionError,
  OutcomeUnknownError,
  StaleError,
  StatusError,
};

const NODE_ERRORS: Readonly<Record<string, (code: string, message: string) => Error>> = {
  'node:Error': nodeError,
  'node:TypeError': nodeTypeError,
  'node:RangeError': nodeRangeError,
};

const OPERATION_ERROR = 'OperationError';

/** Takes an error apart; what is no error becomes one that says what it was. */
export function packError(thrown: unknown): WireError {
  if (!(thrown instanceof Error)) return { kind: 'Error', message: `${thrown}`, stack: undefined, fields: [] };
  const fields: WireField[] = [];
  for (const [name, { value, enumerable = false }] of Object.entries(Object.getOwnPropertyDescriptors(thrown))) {
    if (name === 'stack' || name === 'message') continue;
    const packed = packValue(value);
    if (packed) fields.push({ name, value: packed, enumerable });
  }
  return { kind: kindOf(thrown), message: thrown.message, stack: thrown.stack, fields };
}

/** Puts an error together; its stack is that of where it came about. */
export function unpackError({ kind, message, stack, fields }: WireError): Error {
  const values = new Map(fields.map(({ name, value }) => [name, unpackValue(value)]));
  const code = String(values.get('code'));
  if (kind === OPERATION_ERROR) {
    return withStack(operationError(code, message, values.get('info') as OperationFailure), stack);
  }
  const error = NODE_ERRORS[kind]?.(code, message) ?? plainError(kind, message);
  for (const { name, enumerable } of fields) {
    Object.defineProperty(error, name, { value: values.get(name), enumerable, writable: true, configurable: true });
  }
  return withStack(error, stack);
}

/** Gives an error the stack of the call of `method`, as if it had come about there. */
export function withStackOf(error: unknown, method: (...args: never[]) => unknown): unknown {
  if (!(error instanceof Error)) return error;
  const here: { stack?: string } = {};
  Error.captureStackTrace(here, method);
  const frames = here.stack?.split('\n').slice(1) ?? [];
  return withStack(error, [titleOf(error), ...frames].join('\n'));
}

function withStack(error: Error, stack: string | undefined): Error {
  if (stack !== undefined) Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true });
  return error;
}

function titleOf(error: Error): string {
  return error.stack?.split('\n    at ', 1)[0] ?? String(error);
}

function kindOf(error: Error): string {
  if (error instanceof OperationError) return OPERATION_ERROR;
  const prototype: unknown = Object.getPrototypeOf(error);
  const own = Object.keys(CLASSES).find((name) => CLASSES[name]?.prototype === prototype);
  if (own !== undefined) return own;
  // Node's error classes pass for the plain class.
  const kind = `node:${error.constructor.name}`;
  return kind in NODE_ERRORS && 'code' in error ? kind : 'Error';
}

function plainError(kind: string, message: string): Error {
  const error = new Error(message);
  const prototype = CLASSES[kind]?.prototype;
  if (prototype && prototype !== Error.prototype) Object.setPrototypeOf(error, prototype);
  return error;
}

/** Its message was made from another and from what `info` says. */
function operationError(code: string, message: string, info: OperationFailure): Error {
  const end = message.lastIndexOf(`: ${info.syscall} returned ${info.code}`);
  return new OperationError(code, message.slice(0, end), info);
}

/** Undefined for what cannot cross. */
function packValue(value: unknown): WireValue | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (value instanceof Error) return { error: packError(value) };
  if (Array.isArray(value)) return { list: value.map((one) => packValue(one) ?? {}) };
  if (typeof value !== 'object' || value === null) return { plain: value };
  const entries = Object.entries(value).filter(([, one]) => typeof one !== 'function' && typeof one !== 'symbol');
  return { plain: Object.fromEntries(entries) };
}

function unpackValue({ plain, error, list }: WireValue): unknown {
  if (error) return unpackError(error);
  return list ? list.map(unpackValue) : plain;
}
