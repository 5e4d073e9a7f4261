/** What every codec spec needs: expected bytes written field by field, round trips, and truncation at every byte. */
import * as assert from 'uvu/assert';
import { MalformedError } from '../../lib/errors.ts';
import type { Codec, StructureCodec } from '../../lib/wire/codec.ts';
import { HEADER_SIZE } from '../../lib/wire/header.ts';
import { Reader } from '../../lib/wire/reader.ts';
import { Writer } from '../../lib/wire/writer.ts';

/** Joins fields given as hexadecimal text (blanks allowed) or bytes, each with its name: `['StructureSize', '0400']`. */
export function fields(...list: ReadonlyArray<readonly [name: string, value: string | Uint8Array]>): Buffer {
  return Buffer.concat(
    list.map(([, value]) => (typeof value === 'string' ? Buffer.from(value.replaceAll(' ', ''), 'hex') : value)),
  );
}

/** The UTF-16LE bytes of `text`. */
export function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

/** What `write` puts behind a header: offsets count from that header's first byte. */
export function bodyBytes(write: (w: Writer) => void): Buffer {
  const w = new Writer();
  w.begin(0);
  w.zeros(HEADER_SIZE);
  write(w);
  return Buffer.concat(w.finish()).subarray(HEADER_SIZE);
}

/** A reader at the start of a body, as a dispatcher hands it to a codec. */
export function bodyReader(body: Uint8Array): Reader {
  const r = new Reader(Buffer.concat([Buffer.alloc(HEADER_SIZE), body]));
  r.skip(HEADER_SIZE);
  return r;
}

/** The bytes of a structure that starts at its own origin. */
export function structureBytes<T>(codec: StructureCodec<T>, value: T): Buffer {
  const w = new Writer();
  w.begin(0);
  codec.write(w, value);
  return Buffer.concat(w.finish());
}

/** The request is written as exactly these bytes, and read back as it was. */
export function assertRequest<Q, S>(codec: Codec<Q, S>, request: Q, expected: Buffer): void {
  assert.is(bodyBytes((w) => codec.writeRequest(w, request)).toString('hex'), expected.toString('hex'));
  assert.equal(codec.readRequest(bodyReader(expected)), request);
}

/** The response is written as exactly these bytes, and read back as it was. */
export function assertResponse<Q, S>(codec: Codec<Q, S>, response: S, expected: Buffer): void {
  assert.is(bodyBytes((w) => codec.writeResponse(w, response)).toString('hex'), expected.toString('hex'));
  assert.equal(codec.readResponse(bodyReader(expected)), response);
}

/** The structure is written as exactly these bytes, and read back as it was. */
export function assertStructure<T>(codec: StructureCodec<T>, value: T, expected: Buffer): void {
  assert.is(structureBytes(codec, value).toString('hex'), expected.toString('hex'));
  assert.equal(codec.read(new Reader(expected)), value);
}

/**
 * Cut short at any byte, `bytes` are refused with a MalformedError and nothing else. `shortest` is the first length that may
 * be read again: give it where the last bytes are optional, such as padding.
 */
export function assertTruncationRefused(bytes: Buffer, read: (part: Buffer) => unknown, shortest = bytes.length): void {
  for (let length = 0; length < shortest; length++) {
    assert.throws(
      () => read(bytes.subarray(0, length)),
      (error: unknown) => error instanceof MalformedError,
      `cut to ${length} of ${bytes.length} bytes`,
    );
  }
}
