/** A bounds-checked cursor over received bytes: the one place where an untrusted length meets a buffer. */
import { MalformedError } from '../errors.ts';

/**
 * Reads little-endian fields in order. Offsets in SMB2 messages count from the start of a structure, so a reader knows its
 * `origin`; `position` and `end` are offsets into `bytes`. Every read is checked against `end` with plain number sums.
 */
export class Reader {
  readonly bytes: Buffer;
  readonly origin: number;
  readonly end: number;
  position: number;
  readonly #view: DataView;

  /** Reads `bytes[start, end)`; `origin` defaults to `start`. `view` is shared by the readers made from this one. */
  constructor(bytes: Buffer, start = 0, end: number = bytes.length, origin: number = start, view?: DataView) {
    if (start < 0 || end > bytes.length || start > end) {
      throw new MalformedError(`a structure of bytes ${start} to ${end} does not fit the ${bytes.length} received`);
    }
    this.bytes = bytes;
    this.origin = origin;
    this.end = end;
    this.position = start;
    this.#view = view ?? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes left before the end. */
  get remaining(): number {
    return this.end - this.position;
  }

  /** The position, counted from the origin. */
  get offset(): number {
    return this.position - this.origin;
  }

  #take(length: number): number {
    const at = this.position;
    if (!(length >= 0 && at + length <= this.end)) {
      throw new MalformedError(`${length} bytes wanted at offset ${this.offset}, ${this.remaining} left`);
    }
    this.position = at + length;
    return at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  i64(): bigint {
    return this.#view.getBigInt64(this.#take(8), true);
  }

  /** A 64-bit size or offset as a number; refuses what a number cannot hold exactly (above 2^53-1). */
  size64(): number {
    const at = this.#take(8);
    const value = this.#view.getUint32(at + 4, true) * 0x1_0000_0000 + this.#view.getUint32(at, true);
    if (value > Number.MAX_SAFE_INTEGER) throw new MalformedError(`a size above 2^53-1 at offset ${at - this.origin}`);
    return value;
  }

  /** The next `length` bytes, as a view of the received buffer: copy what must outlive it. */
  slice(length: number): Buffer {
    const at = this.#take(length);
    return this.bytes.subarray(at, at + length);
  }

  /** The next `length` bytes, copied. */
  copy(length: number): Buffer {
    return Buffer.from(this.slice(length));
  }

  /** The next `length` bytes as UTF-16LE text; an odd length is malformed. */
  utf16(length: number): string {
    if (length % 2 !== 0) throw new MalformedError(`a UTF-16 string of ${length} bytes at offset ${this.offset}`);
    const at = this.#take(length);
    return this.bytes.toString('utf16le', at, at + length);
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** Skips to the next multiple of `boundary`, counted from the origin; at the end of the bytes it stays there. */
  align(boundary: number): void {
    const padding = (boundary - (this.offset % boundary)) % boundary;
    this.position = Math.min(this.position + padding, this.end);
  }

  /** Reads StructureSize, which every SMB2 body starts with, and refuses any other value. */
  structureSize(expected: number): void {
    const size = this.u16();
    if (size !== expected) throw new MalformedError(`StructureSize ${size} instead of ${expected}`);
  }

  /** A reader over `length` bytes at `offset` from the origin; its own origin is where it starts. */
  at(offset: number, length: number): Reader {
    const start = this.origin + offset;
    if (!(offset >= 0 && length >= 0 && start + length <= this.end)) {
      throw new MalformedError(`a part of ${length} bytes at offset ${offset} lies outside the structure`);
    }
    return new Reader(this.bytes, start, start + length, start, this.#view);
  }

  /** A reader over the next `length` bytes, which this one skips. */
  take(length: number): Reader {
    const start = this.#take(length);
    return new Reader(this.bytes, start, start + length, start, this.#view);
  }
}
