/** Encodes a structure that is part of a response into bytes of its own. */
import type { StructureCodec } from '../../wire/codec.ts';
import { Writer } from '../../wire/writer.ts';

const writer = new Writer();

export function encode<T>(codec: StructureCodec<T>, value: T): Buffer {
  writer.begin(0);
  codec.write(writer, value);
  return Buffer.concat(writer.finish());
}
