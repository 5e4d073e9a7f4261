/** What `writeFile` takes for data: text, bytes, or something that yields them. */
import { types } from 'node:util';
import { invalidArgType } from '../errors/node-errors.ts';

/** The bytes to write: a list of one where they are all there, otherwise as they come. */
export type WriteSource = readonly Buffer[] | AsyncIterable<Buffer>;

/** Checks and prepares data as node's promise API does; text is encoded as `encoding` says, UTF-8 by default. */
export function writeSource(data: unknown, encoding: BufferEncoding | 'buffer' | null | undefined): WriteSource {
  const textEncoding = encoding && encoding !== 'buffer' ? encoding : 'utf8';
  if (typeof data === 'string') return [Buffer.from(data, textEncoding)];
  if (types.isArrayBufferView(data)) return [Buffer.from(data.buffer, data.byteOffset, data.byteLength)];
  if (isIterable(data)) return pieces(data, textEncoding);
  throw invalidArgType('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
}

type AnyIterable = AsyncIterable<unknown> | Iterable<unknown>;

function isIterable(data: unknown): data is AnyIterable {
  if (data === null || typeof data !== 'object') return false;
  return Symbol.asyncIterator in data || Symbol.iterator in data;
}

async function* pieces(data: AnyIterable, encoding: BufferEncoding): AsyncGenerator<Buffer> {
  for await (const piece of data) {
    if (typeof piece === 'string') yield Buffer.from(piece, encoding);
    else if (types.isArrayBufferView(piece)) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    else throw invalidArgType('data', ['string', 'Buffer', 'TypedArray', 'DataView'], piece);
  }
}
