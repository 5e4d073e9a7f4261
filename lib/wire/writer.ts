/** Builds outgoing messages in slabs of memory, as a list of pieces that leave in one `writev`: nothing is concatenated. */

const SLAB_SIZE = 64 * 1024;

/** Payloads from this size on travel as a piece of their own; below it a copy costs less than another piece. */
const PIECE_THRESHOLD = 4096;

/** Every message leaves this many bytes free at the front of its first piece, for the transport's length field. */
export const FRAME_HEADROOM = 4;

/** A field whose value is known later: where it lies, to be written once. */
export interface Patch {
  readonly view: DataView;
  readonly position: number;
}

/**
 * Writes little-endian fields in order. One writer serves a connection: `begin`, the fields, `finish`, then the next
 * message. Bytes already written never move, so a `Patch` stays valid until its message is finished.
 */
export class Writer {
  readonly #slabSize: number;
  #slab: Buffer;
  #view: DataView;
  /** Where the current piece starts in the slab. */
  #start = 0;
  #position = 0;
  #pieces: Buffer[] = [];
  /** Bytes of this message that lie in finished pieces. */
  #flushed = 0;
  /** Message offset that `offset` counts from. */
  #origin = 0;

  /** `slabSize` is how much memory is taken at a time: less for a writer that makes a single small structure. */
  constructor(slabSize: number = SLAB_SIZE) {
    this.#slabSize = slabSize;
    this.#slab = Buffer.allocUnsafeSlow(slabSize);
    this.#view = viewOf(this.#slab);
  }

  /** Starts a message, leaving `headroom` bytes at its front. */
  begin(headroom: number = FRAME_HEADROOM): void {
    this.#pieces = [];
    this.#start = this.#position;
    this.#flushed = 0;
    this.#reserveSpace(Math.min(headroom + 512, this.#slabSize));
    this.#position += headroom;
    this.setOrigin();
  }

  /** Ends the message: its pieces, the headroom included. They stay valid, and are the caller's. */
  finish(): Buffer[] {
    this.#endPiece();
    return this.#pieces;
  }

  /** Counts `offset` from here on: called where a structure starts whose offsets are relative to itself. */
  setOrigin(): void {
    this.#origin = this.length;
  }

  /** Bytes written since `setOrigin`. */
  get offset(): number {
    return this.length - this.#origin;
  }

  /** Bytes written since `begin`, the headroom included. */
  get length(): number {
    return this.#flushed + this.#position - this.#start;
  }

  u8(value: number): void {
    const at = this.#take(1); // first: it may change the view
    this.#view.setUint8(at, value);
  }

  u16(value: number): void {
    const at = this.#take(2);
    this.#view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.#take(4);
    this.#view.setUint32(at, value, true);
  }

  u64(value: bigint): void {
    const at = this.#take(8);
    this.#view.setBigUint64(at, value, true);
  }

  i64(value: bigint): void {
    const at = this.#take(8);
    this.#view.setBigInt64(at, value, true);
  }

  /** A size or offset, given as a whole number from 0 to 2^53-1, in 64 bits. */
  size64(value: number): void {
    const at = this.#take(8);
    this.#view.setUint32(at, value % 0x1_0000_0000, true);
    this.#view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
  }

  zeros(count: number): void {
    const at = this.#take(count);
    this.#slab.fill(0, at, at + count);
  }

  /** Copies `bytes` into the message. */
  bytes(bytes: Uint8Array): void {
    const at = this.#take(bytes.length);
    this.#slab.set(bytes, at);
  }

  /** Appends `bytes` without copying them when they are large: they must not change until the message is sent. */
  payload(bytes: Buffer): void {
    if (bytes.length < PIECE_THRESHOLD) {
      this.bytes(bytes);
      return;
    }
    this.#endPiece();
    this.#pieces.push(bytes);
    this.#flushed += bytes.length;
  }

  /** Writes `text` as UTF-16LE and returns its length in bytes. */
  utf16(text: string): number {
    const length = text.length * 2;
    const at = this.#take(length);
    this.#slab.write(text, at, length, 'utf16le');
    return length;
  }

  /** Writes zeros up to the next multiple of `boundary`, counted from the origin. */
  align(boundary: number): void {
    const padding = (boundary - (this.offset % boundary)) % boundary;
    if (padding > 0) this.zeros(padding);
  }

  /** Leaves `length` zero bytes to be patched when their value is known. */
  reserve(length: number): Patch {
    const at = this.#take(length);
    this.#slab.fill(0, at, at + length);
    return { view: this.#view, position: at };
  }

  /** Fills a 16-bit field reserved earlier; `within` is its offset inside what was reserved. */
  patch16(patch: Patch, value: number, within = 0): void {
    patch.view.setUint16(patch.position + within, value, true);
  }

  /** Fills a 32-bit field reserved earlier; `within` is its offset inside what was reserved. */
  patch32(patch: Patch, value: number, within = 0): void {
    patch.view.setUint32(patch.position + within, value, true);
  }

  /** Makes sure that the next `length` bytes lie in one piece, so that what is written there can be signed in place. */
  contiguous(length: number): void {
    this.#reserveSpace(length);
  }

  #take(length: number): number {
    if (this.#position + length > this.#slab.length) this.#reserveSpace(length);
    const at = this.#position;
    this.#position = at + length;
    return at;
  }

  #reserveSpace(length: number): void {
    if (this.#position + length <= this.#slab.length) return;
    this.#endPiece();
    this.#slab = Buffer.allocUnsafeSlow(Math.max(this.#slabSize, length));
    this.#view = viewOf(this.#slab);
    this.#start = 0;
    this.#position = 0;
  }

  #endPiece(): void {
    if (this.#position > this.#start) {
      this.#pieces.push(this.#slab.subarray(this.#start, this.#position));
      this.#flushed += this.#position - this.#start;
    }
    this.#start = this.#position;
  }
}

function viewOf(slab: Buffer): DataView {
  return new DataView(slab.buffer, slab.byteOffset, slab.byteLength);
}
