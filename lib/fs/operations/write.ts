/** `write` and `writev`: from memory into an open file. */

import { validateFd } from '../arguments/validate.ts';
import { type VectorRequest, vectorArguments } from '../arguments/vector-arguments.ts';
import { type WriteRequest, writeArguments } from '../arguments/write-arguments.ts';
import type { Descriptor } from '../handles/descriptor.ts';
import type { Operation } from '../operation.ts';

export interface WriteResult {
  readonly bytesWritten: number;
  readonly buffer: NodeJS.ArrayBufferView | string;
}

export interface WritevResult {
  readonly bytesWritten: number;
  readonly buffers: readonly NodeJS.ArrayBufferView[];
}

/** `write(fd, buffer, offset, length, position)`, `write(fd, buffer, options)` or `write(fd, text, position, encoding)` */
export const write: Operation<WriteResult> = (fs, fd, ...args) => {
  const number = validateFd(fd);
  const request = writeArguments(args);
  return async () => {
    const bytesWritten = await writeFrom(fs.descriptors.get(number, 'write'), request);
    return { bytesWritten, buffer: request.buffer };
  };
};

/** `writev(fd, buffers[, position])` */
export const writev: Operation<WritevResult> = (fs, fd, ...args) => {
  const number = validateFd(fd);
  const request = vectorArguments(args);
  return async () => {
    const bytesWritten = await writeFromAll(fs.descriptors.get(number, 'write'), request);
    return { bytesWritten, buffers: request.buffers };
  };
};

/** Does a checked write; resolves with the bytes written, which are all there are. */
export async function writeFrom(descriptor: Descriptor, { data, position }: WriteRequest): Promise<number> {
  await descriptor.write(data, position);
  return data.length;
}

/** Writes the buffers one after another, with one write; resolves with the bytes written. */
export async function writeFromAll(descriptor: Descriptor, { buffers, position }: VectorRequest): Promise<number> {
  const parts = buffers.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
  const [first] = parts;
  const data = first && parts.length === 1 ? first : Buffer.concat(parts);
  await descriptor.write(data, position);
  return data.length;
}
