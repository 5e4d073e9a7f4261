/** What calls' arguments are made of in NDR: pointers and strings; alignment counts from the stub's first byte.  [C706] 14.3 */
import { MalformedError } from '../../errors.ts';
import type { Reader } from '../reader.ts';
import { Writer } from '../writer.ts';

/** Where implementations let referent identifiers start; any value but 0 would do. */
const FIRST_REFERENT = 0x00020000;

/** Writes the pointers of one stub, each with an identifier of its own. */
export class PointerWriter {
  #next: number = FIRST_REFERENT;

  /** A unique pointer: what it points to is written later, where NDR wants it. */
  write(w: Writer, present: boolean): void {
    w.align(4);
    w.u32(present ? this.#next : 0); // referent identifier
    if (present) this.#next += 4;
  }
}

/** Whether a unique pointer points to anything. */
export function readPointer(r: Reader): boolean {
  r.align(4);
  return r.u32() !== 0; // referent identifier
}

/** A conformant and varying string of 16-bit characters, with the NUL that ends it.  [C706] 14.3.4.2 */
export function writeString(w: Writer, text: string): void {
  const count = text.length + 1;
  w.align(4);
  w.u32(count); // maximum count
  w.u32(0); // offset
  w.u32(count); // actual count
  w.utf16(text);
  w.u16(0); // NUL
}

/** The string up to its NUL. */
export function readString(r: Reader): string {
  r.align(4);
  const maximumCount = r.u32(); // maximum count
  const offset = r.u32(); // offset
  const actualCount = r.u32(); // actual count
  if (offset !== 0 || actualCount > maximumCount) {
    throw new MalformedError(`a string of ${actualCount} characters at ${offset} of ${maximumCount}`);
  }
  const text = r.utf16(actualCount * 2);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** The bytes of a stub. */
export function stubBytes(write: (w: Writer) => void): Buffer {
  const w = new Writer(1024);
  w.begin(0);
  write(w);
  return Buffer.concat(w.finish());
}
