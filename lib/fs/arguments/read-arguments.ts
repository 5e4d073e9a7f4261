/** The arguments of `fs.read`, `fs.readSync` and `FileHandle.read`, all optional and each of the three in its own way. */
import { types } from 'node:util';
import { invalidArgType, invalidArgValue, outOfRange } from '../errors/node-errors.ts';
import { validateInteger, validateObject } from './validate.ts';

/** A read to be done. */
export interface ReadRequest {
  readonly buffer: NodeJS.ArrayBufferView;
  /** Where in the buffer the bytes go. */
  readonly offset: number;
  /** At most this many; 0 is answered without reading. */
  readonly length: number;
  /** Offset in the file; null: where the last read ended. */
  readonly position: number | null;
}

const DEFAULT_SIZE = 16384;
const LAST_POSITION = 2n ** 63n - 1n;

interface Given {
  buffer?: unknown;
  offset?: unknown;
  length?: unknown;
  position?: unknown;
}

/**
 * `fs.read`'s arguments between the descriptor and the callback: `()`, `(buffer)`, `(options)`, `(buffer, options)` or all
 * four.
 */
export function readArguments(args: readonly unknown[]): ReadRequest {
  const [first, options] = args;
  if (args.length > 2) {
    const [, offset, length, position] = args;
    validateBuffer(first);
    return readRequest(first, offset ?? 0, toInt32(length), position);
  }
  if (args.length === 2) return fromGiven(first, fromOptions(options, first));
  if (args.length === 1 && types.isArrayBufferView(first)) return fromGiven(first, defaults(first));
  const { buffer = Buffer.alloc(DEFAULT_SIZE) } = (first ?? {}) as Given;
  return fromGiven(buffer, first === undefined ? defaults(buffer) : fromOptions(first, buffer));
}

function fromGiven(buffer: unknown, { offset, length, position }: Given): ReadRequest {
  validateBuffer(buffer);
  return readRequest(buffer, offset ?? 0, toInt32(length), position);
}

/** `fs.readSync`'s arguments behind the descriptor: `(buffer)`, `(buffer, options)` or all four. */
export function readSyncArguments(args: readonly unknown[]): ReadRequest {
  const [buffer, second] = args;
  let [, offset, length, position] = args;
  validateBuffer(buffer);
  if (args.length <= 2 || typeof second === 'object') {
    ({ offset, length, position } = second === undefined ? defaults(buffer) : fromOptions(second, buffer));
  }
  return readRequest(buffer, offset === undefined ? 0 : offset, toInt32(length), position);
}

/** `FileHandle.read`'s arguments: `()`, `(options)`, `(buffer)`, `(buffer, options)` or all four. */
export function readHandleArguments(args: readonly unknown[]): ReadRequest {
  let [buffer, offset, length, position] = args;
  if (!types.isArrayBufferView(buffer)) {
    const options = buffer;
    ({ buffer = Buffer.alloc(DEFAULT_SIZE) } = (options ?? {}) as Given);
    ({ offset, length, position } = options === undefined ? defaults(buffer) : fromOptions(options, buffer));
    validateBuffer(buffer);
  }
  if (offset !== null && typeof offset === 'object') {
    ({ offset, length, position } = optionValues(offset, buffer));
  }
  return readRequest(
    buffer,
    offset ?? 0,
    length === undefined || length === null ? undefined : toInt32(length),
    position,
  );
}

function fromOptions(options: unknown, buffer: unknown): Given {
  validateObject(options, 'options', true);
  return optionValues(options ?? {}, buffer);
}

function optionValues(options: Given, buffer: unknown): Given {
  const { offset = 0, length = byteLength(buffer) - Number(offset), position = null } = options;
  return { offset, length, position };
}

function defaults(buffer: unknown): Given {
  return optionValues({}, buffer);
}

function byteLength(buffer: unknown): number {
  return types.isArrayBufferView(buffer) ? buffer.byteLength : Number.NaN;
}

function validateBuffer(buffer: unknown): asserts buffer is NodeJS.ArrayBufferView {
  if (!types.isArrayBufferView(buffer)) throw invalidArgType('buffer', ['Buffer', 'TypedArray', 'DataView'], buffer);
}

/** Node's `length |= 0`: a fraction is cut, text is read as a number, what is none is 0, and a bigint is a TypeError. */
function toInt32(length: unknown): number {
  return (length as number) | 0;
}

function readRequest(
  buffer: NodeJS.ArrayBufferView,
  offset: unknown,
  givenLength: number | undefined,
  givenPosition: unknown,
): ReadRequest {
  validateInteger(offset, 'offset', 0);
  const length = givenLength ?? toInt32(buffer.byteLength - offset);
  const position = readPosition(givenPosition, length);
  if (length !== 0) {
    if (buffer.byteLength === 0) throw invalidArgValue('buffer', buffer, 'is empty and cannot be written');
    if (length < 0) throw outOfRange('length', '>= 0', length);
    if (offset + length > buffer.byteLength) {
      throw outOfRange('length', `<= ${buffer.byteLength - offset}`, length);
    }
  }
  return { buffer, offset, length, position };
}

function readPosition(position: unknown, length: number): number | null {
  if (position === undefined || position === null) return null;
  if (typeof position === 'number') {
    validateInteger(position, 'position', -1);
    return position === -1 ? null : position;
  }
  if (typeof position !== 'bigint') throw invalidArgType('position', ['integer', 'bigint'], position);
  const last = LAST_POSITION - BigInt(length);
  if (position < -1n || position > last) throw outOfRange('position', `>= -1 && <= ${last}`, position);
  // No file is as long as a number can count, and behind the end of one all positions are alike.
  return position === -1n ? null : Math.min(Number(position), Number.MAX_SAFE_INTEGER);
}
