/** The arguments of `readv` and `writev`: several buffers and a position. */
import { types } from 'node:util';
import { invalidArgType } from '../errors/node-errors.ts';
import { writePosition } from './write-arguments.ts';

export interface VectorRequest {
  readonly buffers: readonly NodeJS.ArrayBufferView[];
  /** Offset in the file; null: where the last read or write ended. */
  readonly position: number | null;
}

/** What stands behind the descriptor or the handle, and before the callback. */
export function vectorArguments(args: readonly unknown[]): VectorRequest {
  const [buffers, position] = args;
  if (!Array.isArray(buffers) || !buffers.every((one) => types.isArrayBufferView(one))) {
    throw invalidArgType('buffers', 'ArrayBufferView[]', buffers);
  }
  return { buffers, position: writePosition(position) };
}
