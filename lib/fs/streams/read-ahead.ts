/** Sequential reading with several requests in flight: what will be asked for next is on its way already. */
import { setMaxListeners } from 'node:events';
import type { Descriptor } from '../handles/descriptor.ts';
import { Window } from './window.ts';

/** Asked for ahead at first: who reads only the beginning of a file does not pay for more. */
const FIRST_AHEAD = 256 * 1024;

/** Every byte that was consumed in sequence makes this many more be asked for ahead. */
const GROWTH = 4;

const NOTHING = Buffer.alloc(0);

/** Parts that the first of these is asked for in. */
const FIRST_BLOCKS = 4;

/** What was asked for with one request. */
interface Block {
  readonly position: number;
  readonly memory: Buffer;
  /** The bytes that came, in that memory. */
  readonly data: Promise<Buffer>;
}

/**
 * Reads a file from the front to the back. What is received waits in memory that is used again and again, and is copied from
 * there: with memory of its own for everything that is in flight, the collector's work costs more than twice the copying. It may be read anywhere; what is read
 * elsewhere than behind the last read starts anew. What is consumed may be older than the call by the time it took to consume
 * what was asked for before; but the end of the file is always looked at anew.
 */
export class ReadAhead {
  readonly #descriptor: Descriptor;
  readonly #window = new Window();
  /** Bytes that will be asked for in all. */
  readonly #count: number;
  /** The byte behind the last of them; -1 before the first read. */
  #end = -1;
  /** The file's size as far as it is known: nothing is asked for ahead behind it. */
  #size: number;
  /** Asked for and not consumed yet, in sequence. */
  #blocks: Block[] = [];
  /** Bytes in `#blocks`. */
  #ahead = 0;
  /** What is left of the block that is being consumed, and the block's memory. */
  #rest: Buffer = NOTHING;
  #memory: Buffer | undefined;
  /** Memory to use again. */
  readonly #free: Buffer[] = [];
  /** Where the next byte to be consumed is in the file. */
  #position = -1;
  /** Where the next block will be asked for. */
  #next = -1;
  /** Bytes consumed in sequence. */
  #consumed = 0;
  #abort = new AbortController();
  #stopped = false;

  /** `count` bytes from the first read on will be asked for at most. */
  constructor(descriptor: Descriptor, count: number = Number.POSITIVE_INFINITY) {
    this.#descriptor = descriptor;
    this.#count = count;
    this.#size = descriptor.infoAtOpen.endOfFile;
    setMaxListeners(0, this.#abort.signal);
  }

  /**
   * Up to `length` bytes at `position`, or at the descriptor's current position, which moves: nothing at the end of the file,
   * otherwise as many as there are in one piece. The memory is the caller's. One call at a time.
   */
  async read(length: number, position: number | null): Promise<Buffer> {
    if (position !== null) return this.#read(length, position);
    return this.#descriptor.atPosition(
      (at) => this.#read(length, at),
      (data) => data.length,
    );
  }

  /** As `read`, of what has been received already; undefined where that takes a request or a wait. */
  take(length: number, position: number | null): Buffer | undefined {
    const count = Math.min(length, this.#rest.length);
    if (count === 0 || this.#stopped) return undefined;
    if (position === null ? !this.#descriptor.moveFrom(this.#position, count) : position !== this.#position) {
      return undefined;
    }
    return this.#consume(length);
  }

  /** Gives up what is in flight; a read that waits fails. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#abort.abort();
    this.#window.release();
  }

  async #read(length: number, position: number): Promise<Buffer> {
    this.#abort.signal.throwIfAborted();
    if (this.#end < 0) this.#end = position + this.#count;
    if (position !== this.#position) this.#restart(position);
    if (this.#rest.length === 0) {
      this.#askAhead(length);
      this.#rest = (await this.#nextBlock()) ?? (await this.#readAtEnd(length));
    }
    return this.#consume(length);
  }

  #consume(length: number): Buffer {
    const count = Math.min(length, this.#rest.length);
    const data = Buffer.allocUnsafeSlow(count);
    this.#rest.copy(data);
    this.#rest = this.#rest.subarray(count);
    if (this.#rest.length === 0) this.#recycle();
    this.#position += count;
    this.#consumed += count;
    this.#askAhead(length);
    return data;
  }

  /** Undefined where nothing was asked for ahead, or where the file has become shorter than what was. */
  async #nextBlock(): Promise<Buffer | undefined> {
    const block = this.#blocks.shift();
    if (!block) return undefined;
    const expected = (this.#blocks[0]?.position ?? this.#next) - block.position;
    this.#ahead -= expected;
    const data = await block.data.catch((error: unknown) => {
      // What follows is of no use without it: a caller that goes on nevertheless starts anew.
      this.#restart(-1);
      throw error;
    });
    this.#memory = block.memory;
    if (data.length === expected) return data;
    this.#forgetAhead(block.position + data.length);
    this.#size = block.position + data.length;
    return data.length > 0 ? data : undefined;
  }

  /** Behind the end as it is known: only the server knows whether there is more by now. */
  async #readAtEnd(length: number): Promise<Buffer> {
    const { signal } = this.#abort;
    const buffer = Buffer.allocUnsafeSlow(length);
    const got = await this.#descriptor.read(buffer, this.#position, signal);
    this.#next = this.#position + got;
    if (got > 0 && got === length) this.#size = (await this.#descriptor.stat(signal)).endOfFile;
    return buffer.subarray(0, got);
  }

  #askAhead(length: number): void {
    const end = Math.min(this.#end, this.#size);
    const wanted = Math.min(this.#window.size, FIRST_AHEAD + GROWTH * this.#consumed);
    // Whole reads: a block that ends in the middle of one makes that a short one.
    const most = Math.min(this.#window.block, Math.max(FIRST_AHEAD, wanted) / FIRST_BLOCKS);
    const block = Math.max(1, Math.floor(most / length)) * length;
    while (this.#next < end && (this.#ahead === 0 || this.#ahead + block <= wanted)) {
      const position = this.#next;
      this.#next = Math.min(end, position + block);
      this.#ahead += this.#next - position;
      this.#blocks.push(this.#fetch(position, this.#next - position));
    }
  }

  #fetch(position: number, length: number): Block {
    const used = this.#free.pop();
    const memory = used && used.length >= length ? used : Buffer.allocUnsafeSlow(length);
    const target = memory.subarray(0, length);
    const data = this.#descriptor
      .read(target, position, this.#abort.signal)
      .then((got) => (got === length ? target : target.subarray(0, got)));
    // Nobody may ever ask for it.
    data.catch(() => {});
    return { position, memory, data };
  }

  /** Takes back the memory of a block that is consumed. */
  #recycle(): void {
    if (this.#memory && this.#memory.length <= this.#window.size) this.#free.push(this.#memory);
    this.#memory = undefined;
  }

  #restart(position: number): void {
    this.#forgetAhead(position);
    this.#rest = NOTHING;
    this.#recycle();
    this.#position = position;
    this.#consumed = 0;
  }

  #forgetAhead(next: number): void {
    if (this.#blocks.length > 0 && !this.#stopped) {
      this.#abort.abort();
      this.#abort = new AbortController();
      setMaxListeners(0, this.#abort.signal);
    }
    this.#blocks = [];
    this.#ahead = 0;
    this.#next = next;
  }
}
