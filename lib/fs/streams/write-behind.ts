/** Sequential writing with several requests in flight: data is taken over, gathered into blocks, and written behind the caller's back. */
import type { Descriptor } from '../handles/descriptor.ts';
import { Window } from './window.ts';

/** An appending write asks for the end of the file first, one after another: larger blocks make up for it. */
const APPEND_BLOCKS = 2;

/** Data that is gathered for one write. */
interface Block {
  readonly buffer: Buffer;
  /** Where it goes; null: to the end of the file. */
  readonly position: number | null;
  length: number;
}

/**
 * Takes data over and writes it in order of its offsets, a window at a time. A write that fails fails everything after it; the
 * failure is thrown by the next call, and told to `onFailure`.
 */
export class WriteBehind {
  readonly #descriptor: Descriptor;
  readonly #onFailure: (error: unknown) => void;
  readonly #window = new Window();
  readonly #forget: () => void;
  /** Memory to use again. */
  readonly #free: Buffer[] = [];
  #filling: Block | undefined;
  /** Where data must go to continue what was taken over; null where that is the end of the file, undefined at the start. */
  #next: number | null | undefined;
  /** Bytes that were taken over. */
  #taken = 0;
  /** Blocks that are being written, and the bytes of their buffers. */
  #writing = 0;
  #heldBytes = 0;
  #failure: { readonly error: unknown } | undefined;
  /** Called when a block has been written, or has failed. */
  #waiting: (() => void)[] = [];

  constructor(descriptor: Descriptor, onFailure: (error: unknown) => void = () => {}) {
    this.#descriptor = descriptor;
    this.#onFailure = onFailure;
    this.#forget = descriptor.leaveBehind({ settled: () => this.drain().catch(() => {}) });
  }

  /**
   * Takes over `data`, which the caller may change again when this resolves. It goes to `position`, to the descriptor's current
   * position, which moves, or to the end of a file opened to append. One call at a time.
   */
  async write(data: Buffer, position: number | null): Promise<void> {
    this.#throwFailure();
    if (data.length === 0) return;
    this.#taken += data.length;
    const { append } = this.#descriptor.flags;
    const at = append ? null : (position ?? (await this.#reserve(data.length)));
    if (at !== this.#next && this.#next !== undefined) await this.drain();
    this.#next = at;
    for (let taken = 0; taken < data.length; ) {
      this.#filling ??= await this.#newBlock();
      const { buffer, length } = this.#filling;
      const count = data.copy(buffer, length, taken);
      taken += count;
      this.#filling.length += count;
      if (this.#next !== null) this.#next += count;
      if (this.#filling.length === buffer.length) this.#send();
    }
    // What is small does not wait for more, unless the server is busy with what came before.
    if (this.#writing === 0) this.#send();
  }

  /** Bytes that were taken over so far. */
  get taken(): number {
    return this.#taken;
  }

  /** Resolves when the server has everything that was taken over. */
  async drain(): Promise<void> {
    this.#send();
    while (this.#writing > 0) await this.#progress();
    this.#throwFailure();
  }

  /** Ends the use of this object, after `drain`. */
  release(): void {
    this.#forget();
    this.#window.release();
    this.#free.length = 0;
  }

  #reserve(length: number): Promise<number> {
    return this.#descriptor.atPosition(
      async (position) => position,
      () => length,
    );
  }

  async #newBlock(): Promise<Block> {
    const { append } = this.#descriptor.flags;
    const size = append ? Math.floor(this.#window.size / APPEND_BLOCKS) : this.#window.block;
    while (this.#writing > 0 && this.#heldBytes + size > this.#window.size) {
      await this.#progress();
      this.#throwFailure();
    }
    const used = this.#free.pop();
    const buffer = used?.length === size ? used : Buffer.allocUnsafeSlow(size);
    this.#heldBytes += size;
    return { buffer, position: this.#next ?? null, length: 0 };
  }

  /** Starts to write what was gathered. */
  #send(): void {
    const block = this.#filling;
    if (!block) return;
    this.#filling = undefined;
    this.#writing++;
    const data = block.buffer.subarray(0, block.length);
    const written = this.#failure ? Promise.resolve() : this.#descriptor.writeBehind(data, block.position);
    written
      .catch((error: unknown) => {
        if (this.#failure) return;
        this.#failure = { error };
        this.#onFailure(error);
      })
      .finally(() => this.#done(block));
  }

  #done({ buffer }: Block): void {
    this.#writing--;
    this.#heldBytes -= buffer.length;
    this.#free.push(buffer);
    if (this.#writing === 0) this.#send();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #progress(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
