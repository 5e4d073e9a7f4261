/** The arguments of `fs.write`, `fs.writeSync` and `FileHandle.write`: bytes with options or numbers, or text with an encoding. */
import { types } from 'node:util';
import { invalidArgType, invalidArgValue, outOfRange } from '../errors/node-errors.ts';
import { validateInt32, validateInteger } from './validate.ts';

/** A write to be done. */
export interface WriteRequest {
  /** What the caller gave, which the result speaks of. */
  readonly buffer: NodeJS.ArrayBufferView | string;
  /** The bytes to write: the caller's own memory where bytes were given. */
  readonly data: Buffer;
  /** Offset in the file; null: where the last write ended. */
  readonly position: number | null;
}

/**
 * What stands behind the descriptor or the handle, and before the callback: `(bytes, offset, length, position)`,
 * `(bytes, options)` or `(text, position, encoding)`, of which only the first is needed.
 */
export function writeArguments(args: readonly unknown[]): WriteRequest {
  const [buffer, second, third, fourth] = args;
  if (types.isArrayBufferView(buffer)) return bytesRequest(buffer, second, third, fourth);
  if (typeof buffer !== 'string') {
    throw invalidArgType('buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], buffer);
  }
  return textRequest(buffer, second, third);
}

function bytesRequest(buffer: NodeJS.ArrayBufferView, second: unknown, third: unknown, fourth: unknown): WriteRequest {
  const size = buffer.byteLength;
  const given = typeof second === 'object' ? (second ?? {}) : { offset: second, length: third, position: fourth };
  const { offset, length, position }: { offset?: unknown; length?: unknown; position?: unknown } = given;
  const start = offset ?? 0;
  validateInteger(start, 'offset', 0);
  const count = typeof length === 'number' ? length : size - start;
  if (start > size) throw outOfRange('offset', `<= ${size}`, start);
  if (count > size - start) throw outOfRange('length', `<= ${size - start}`, count);
  if (count < 0) throw outOfRange('length', '>= 0', count);
  validateInt32(count, 'length', 0);
  const data = Buffer.from(buffer.buffer, buffer.byteOffset + start, count);
  return { buffer, data, position: writePosition(position) };
}

function textRequest(text: string, position: unknown, encoding: unknown): WriteRequest {
  const known = typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8';
  if (known.toLowerCase() === 'hex' && text.length % 2 !== 0) {
    throw invalidArgValue('encoding', encoding, `is invalid for data of length ${text.length}`);
  }
  return { buffer: text, data: Buffer.from(text, known), position: writePosition(position) };
}

/** What is no usable number means the current position, here and in node. */
export function writePosition(position: unknown): number | null {
  return Number.isSafeInteger(position) && Number(position) >= 0 ? Number(position) : null;
}
