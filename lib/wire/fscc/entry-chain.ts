/** Lists whose records start with NextEntryOffset: listings, streams, extended attributes, notifications.  [MS-FSCC] 2.4, 2.7.1 */
import type { Reader } from '../reader.ts';
import type { Patch, Writer } from '../writer.ts';

/**
 * Reads the records of a chain. `read` gets each one behind its NextEntryOffset, with a reader that ends where the record
 * ends, so an offset that points into its own record, or past the end of the bytes, is refused where a field is missing.
 * Whether records are aligned is the sender's affair: nothing here depends on it.
 */
export function readEntryChain<T>(r: Reader, read: (record: Reader) => T): T[] {
  const records: T[] = [];
  for (;;) {
    const start = r.position;
    const nextEntryOffset = r.u32(); // NextEntryOffset
    r.position = start;
    const record = r.take(nextEntryOffset === 0 ? r.remaining : nextEntryOffset);
    record.skip(4);
    records.push(read(record));
    if (nextEntryOffset === 0) return records;
  }
}

/** Writes records one by one, each aligned to its boundary and announced by the one before it. */
export class EntryChainWriter {
  readonly #writer: Writer;
  readonly #boundary: number;
  readonly #start: number;
  #last: { readonly start: number; readonly nextEntryOffset: Patch } | undefined;

  constructor(w: Writer, boundary: number) {
    this.#writer = w;
    this.#boundary = boundary;
    this.#start = w.length;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#writer.length - this.#start;
  }

  /** Zeros that go between what is written and the next record. */
  get padding(): number {
    return (this.#boundary - (this.length % this.#boundary)) % this.#boundary;
  }

  /** Starts a record; its fields follow. */
  begin(): void {
    this.#writer.zeros(this.padding);
    const start = this.#writer.length;
    if (this.#last !== undefined) this.#writer.patch32(this.#last.nextEntryOffset, start - this.#last.start);
    this.#last = { start, nextEntryOffset: this.#writer.reserve(4) }; // NextEntryOffset: 0 unless another record follows
  }
}
