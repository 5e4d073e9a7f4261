/** `read` and `readv`: from an open file into memory. */

import { type ReadRequest, readArguments } from '../arguments/read-arguments.ts';
import { validateFd } from '../arguments/validate.ts';
import { type VectorRequest, vectorArguments } from '../arguments/vector-arguments.ts';
import type { Descriptor } from '../handles/descriptor.ts';
import type { Operation } from '../operation.ts';

export interface ReadResult {
  readonly bytesRead: number;
  readonly buffer: NodeJS.ArrayBufferView;
}

export interface ReadvResult {
  readonly bytesRead: number;
  readonly buffers: readonly NodeJS.ArrayBufferView[];
}

/** `read(fd, buffer, offset, length, position)`, `read(fd, buffer, options)`, `read(fd, options)` or `read(fd)` */
export const read: Operation<ReadResult> = (fs, fd, ...args) => {
  const number = validateFd(fd);
  const request = readArguments(args);
  return async () => {
    const bytesRead = await readInto(fs.descriptors.get(number, 'read'), request);
    return { bytesRead, buffer: request.buffer };
  };
};

/** `readv(fd, buffers[, position])` */
export const readv: Operation<ReadvResult> = (fs, fd, ...args) => {
  const number = validateFd(fd);
  const request = vectorArguments(args);
  return async () => {
    const bytesRead = await readIntoAll(fs.descriptors.get(number, 'read'), request);
    return { bytesRead, buffers: request.buffers };
  };
};

/** Does a checked read; resolves with the bytes read. */
export async function readInto(descriptor: Descriptor, request: ReadRequest): Promise<number> {
  const { buffer, offset, length, position } = request;
  if (length === 0) return 0;
  return descriptor.read(Buffer.from(buffer.buffer, buffer.byteOffset + offset, length), position);
}

/** Fills the buffers one after another, with one read; resolves with the bytes read. */
export async function readIntoAll(descriptor: Descriptor, { buffers, position }: VectorRequest): Promise<number> {
  const [first] = buffers;
  if (first && buffers.length === 1) return readInto(descriptor, { ...whole(first), position });
  const length = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (length === 0) return 0;
  const all = Buffer.allocUnsafeSlow(length);
  const got = await descriptor.read(all, position);
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of buffers) {
    if (at >= got) break;
    all.copy(Buffer.from(buffer, byteOffset, byteLength), 0, at, got);
    at += byteLength;
  }
  return got;
}

function whole(buffer: NodeJS.ArrayBufferView): Omit<ReadRequest, 'position'> {
  return { buffer, offset: 0, length: buffer.byteLength };
}
