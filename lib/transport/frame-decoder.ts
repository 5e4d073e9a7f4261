/** Cuts a stream of bytes into frames without copying what can land in place.  [MS-SMB2] 2.1, RFC 1002 4.3 */
import { MalformedError } from '../errors.ts';
import { FRAME_HEAD, type FrameHandler, MAX_FRAME_LENGTHS, type Placement, type TransportKind } from './transport.ts';

/** The length field in front of every frame. */
export const PREFIX_SIZE = 4;

/** Small frames are parsed where they arrive, many to a read. */
const STAGING_SIZE = 64 * 1024;

/** With at least this much of a frame still to come, reading it where it belongs beats copying it there. */
const PLACEABLE = 16 * 1024;

/**
 * After a frame this long another is likely to follow: it is looked at before more is read than shows what it is. For
 * shorter ones the additional system call costs more than copying their beginnings.
 */
const GLIMPSE_AFTER = 2 * STAGING_SIZE;

/** A buffer for whole frames up to this size is kept and used again: fresh memory costs more than copying. */
const KEPT_SIZE = 1024 * 1024 + STAGING_SIZE;

/** The longest NetBIOS packet that is not a message: a session request whose two names carry the longest scopes. */
const MAX_CONTROL = 512;

/** RFC 1002 4.3.1: sent by either side of a NetBIOS session to see whether the other is there; never answered. */
const SESSION_KEEP_ALIVE = 0x85;

const NOTHING = Buffer.alloc(0);

/** A NetBIOS session packet other than a message or a keepalive. */
export type ControlHandler = (type: number, body: Buffer) => void;

/** The part of a `FrameHandler` that a decoder needs. */
export type FrameSink = Pick<FrameHandler, 'place' | 'receive'>;

/**
 * The receiving half of a transport; it owns no socket. Either the socket reads into `buffer()` and `advance` says how much
 * arrived, or `push` is given chunks that were read elsewhere. Both throw a MalformedError when the bytes break the framing,
 * and whatever the sink throws; after that, or after `stop`, the decoder is of no more use.
 */
export class FrameDecoder {
  /** Who takes the frames. May be exchanged at any time, also by the sink itself. */
  sink: FrameSink;
  /** Who takes NetBIOS session packets; without anybody they are malformed. */
  control: ControlHandler | undefined;
  /** Frames longer than this are malformed. */
  frameLimit: number;
  readonly #kind: TransportKind;
  readonly #minFrameLength: number;
  readonly #staging = Buffer.allocUnsafeSlow(STAGING_SIZE);
  /** As much of the staging buffer as shows what a frame is. */
  readonly #glimpse: Buffer = this.#staging.subarray(0, PREFIX_SIZE + FRAME_HEAD);
  /** Bytes at the staging buffer's front that make no whole frame yet. */
  #staged = 0;
  /** Whether the frame at the staging buffer's front has been offered to `place`. */
  #offered = false;
  /** Whether the next frame is only looked at first. */
  #glimpsing = false;
  /** The large frame being read: what stays in front, what goes to the placement's target, and how much has come. */
  #large = false;
  #head: Buffer = NOTHING;
  #rest: Buffer = NOTHING;
  #filled = 0;
  #placement: Placement | undefined;
  #kept: Buffer = NOTHING;
  #stopped = false;

  /** Frames shorter than `minFrameLength` bytes are malformed. */
  constructor(kind: TransportKind, minFrameLength: number, sink: FrameSink) {
    this.#kind = kind;
    this.#minFrameLength = minFrameLength;
    this.frameLimit = MAX_FRAME_LENGTHS[kind];
    this.sink = sink;
  }

  /** Where the next bytes belong; never empty. Valid until the next `advance` or `push`. */
  buffer(): Buffer {
    if (this.#large) {
      const inRest = this.#filled - this.#head.length;
      return inRest < 0 ? this.#head.subarray(this.#filled) : this.#rest.subarray(inRest);
    }
    if (this.#staged > 0) return this.#staging.subarray(this.#staged);
    return this.#glimpsing ? this.#glimpse : this.#staging;
  }

  /** `count` bytes have arrived in `buffer()`. */
  advance(count: number): void {
    if (this.#stopped) return;
    if (this.#large) {
      this.#filled += count;
      if (this.#filled === this.#head.length + this.#rest.length) this.#finishLarge();
      return;
    }
    const end = this.#staged + count;
    const start = this.#parse(this.#staging, 0, end);
    if (start > 0) this.#staging.copyWithin(0, start, end);
    this.#staged = end - start;
  }

  /** Takes bytes that were read elsewhere. Frames that lie whole in `chunk` are parsed there. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && !this.#stopped) {
      if (this.#large || this.#staged > 0) {
        const count = chunk.copy(this.buffer(), 0, at);
        at += count;
        this.advance(count);
      } else {
        const start = this.#parse(chunk, at, chunk.length);
        this.#staged = chunk.copy(this.#staging, 0, start);
        at = chunk.length;
      }
    }
  }

  /** Whether the frame being read goes into memory that `buffer` shares. */
  receivingInto(buffer: Uint8Array): boolean {
    const rest = this.#rest;
    return (
      rest.buffer === buffer.buffer &&
      rest.byteOffset < buffer.byteOffset + buffer.byteLength &&
      buffer.byteOffset < rest.byteOffset + rest.byteLength
    );
  }

  /** Delivers nothing any more, not even frames that have already arrived. */
  stop(): void {
    this.#stopped = true;
  }

  /** Delivers the whole frames of `bytes[at, end)` and returns where the first that is not whole starts. */
  #parse(bytes: Buffer, from: number, end: number): number {
    let at = from;
    this.#glimpsing = false;
    while (end - at >= PREFIX_SIZE && !this.#stopped) {
      const start = at + PREFIX_SIZE;
      const length = this.#frameLength(bytes.readUInt32BE(at));
      if (end - start < length) return this.#startLarge(bytes, start, end, length) ? end : at;
      at = start + length;
      this.#deliver(bytes, start, at);
    }
    return this.#stopped ? end : at;
  }

  /** What follows a prefix, in bytes. */
  #frameLength(prefix: number): number {
    const type = prefix >>> 24;
    if (type !== 0) return this.#controlLength(type, prefix & 0xff_ffff);
    if (prefix < this.#minFrameLength) throw new MalformedError(`a frame of ${prefix} bytes`);
    if (prefix > MAX_FRAME_LENGTHS[this.#kind]) throw new MalformedError('reserved flags in a NetBIOS session message');
    if (prefix > this.frameLimit) {
      throw new MalformedError(`a frame of ${prefix} bytes, where ${this.frameLimit} are the most`);
    }
    return prefix;
  }

  #controlLength(type: number, length: number): number {
    const name = `0x${type.toString(16).padStart(2, '0')}`;
    if (this.#kind !== 'netbios') throw new MalformedError(`a frame that starts with ${name} instead of zero`);
    const allowed = type === SESSION_KEEP_ALIVE ? 0 : this.control === undefined ? -1 : MAX_CONTROL;
    if (length > allowed) throw new MalformedError(`a NetBIOS session packet of type ${name} and ${length} bytes`);
    return length;
  }

  #deliver(bytes: Buffer, start: number, end: number): void {
    this.#offered = false;
    const type = bytes[start - PREFIX_SIZE];
    if (type === 0) this.sink.receive(bytes.subarray(start, end), undefined);
    else if (type !== undefined && type !== SESSION_KEEP_ALIVE) this.control?.(type, bytes.subarray(start, end));
  }

  /** Finds a place for a frame that begins at `start`; false when it waits in the staging buffer for its rest. */
  #startLarge(bytes: Buffer, start: number, end: number, length: number): boolean {
    const available = end - start;
    const fits = PREFIX_SIZE + length <= STAGING_SIZE;
    if (available < FRAME_HEAD || (fits && (this.#offered || length - available < PLACEABLE))) return false;
    const placement = this.sink.place(bytes.subarray(start, start + FRAME_HEAD), length);
    this.#offered = true;
    if (fits && placement === undefined) return false;
    const headLength = placement?.headLength ?? length;
    const target = placement?.target ?? NOTHING;
    if (!(headLength >= 0 && headLength + target.length === length)) {
      throw new RangeError(`${headLength} + ${target.length} bytes of room for a frame of ${length}`);
    }
    this.#large = true;
    this.#head = this.#room(headLength);
    this.#rest = target;
    this.#placement = placement;
    this.#filled = available;
    bytes.copy(this.#head, 0, start, end);
    if (available > headLength) bytes.copy(target, 0, start + headLength, end);
    return true;
  }

  #finishLarge(): void {
    const head = this.#head;
    const placement = this.#placement;
    this.#large = false;
    this.#head = NOTHING;
    this.#rest = NOTHING;
    this.#placement = undefined;
    this.#offered = false;
    this.#glimpsing = this.#filled >= GLIMPSE_AFTER;
    this.sink.receive(head, placement);
  }

  /** Memory for a frame, or its head, until it has been delivered. */
  #room(length: number): Buffer {
    if (length > KEPT_SIZE) return Buffer.allocUnsafeSlow(length);
    if (length > this.#kept.length) this.#kept = Buffer.allocUnsafeSlow(length);
    return this.#kept.subarray(0, length);
  }
}
