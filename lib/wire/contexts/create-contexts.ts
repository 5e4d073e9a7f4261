/** Create contexts: the named extras of a CREATE request or response, as a list.  [MS-SMB2] 2.2.13.2, 2.2.14.2 */
import { MalformedError } from '../../errors.ts';
import { sliceBufferField } from '../buffer-field.ts';
import type { StructureCodec } from '../codec.ts';
import { Reader } from '../reader.ts';
import { Writer } from '../writer.ts';

/** Extended attributes of the file to be made, as FileFullEaInformation ([MS-FSCC] 2.4.15). */
export const SMB2_CREATE_EA_BUFFER = 'ExtA';
/** The security descriptor of the file to be made, self-relative ([MS-DTYP] 2.4.6). */
export const SMB2_CREATE_SD_BUFFER = 'SecD';

/** Next, NameOffset, NameLength, Reserved, DataOffset and DataLength. */
const FIXED_SIZE = 16;

/** More contexts in one message than this are an attack: the specification knows a quarter as many. */
const MAX_CONTEXTS = 64;

export interface CreateContext {
  /** Four letters, or the 16 bytes of a GUID as latin1. */
  readonly name: string;
  readonly data: Buffer;
}

/** What a create context's data says in one direction; the same name may mean something else in the other. */
export interface ContextCodec<T> extends StructureCodec<T> {
  readonly name: string;
}

const payloads = new Writer();

/** A context of this kind, ready for the list. */
export function packContext<T>(codec: ContextCodec<T>, value: T): CreateContext {
  payloads.begin(0);
  codec.write(payloads, value);
  return { name: codec.name, data: Buffer.concat(payloads.finish()) };
}

/** What the list's first context of this kind says, if it has one. */
export function unpackContext<T>(codec: ContextCodec<T>, contexts: readonly CreateContext[]): T | undefined {
  const context = contexts.find(({ name }) => name === codec.name);
  return context && codec.read(new Reader(context.data));
}

/** Writes the list at the position, which has to be a multiple of 8 from the origin. The last context is not padded. */
export function writeCreateContexts(w: Writer, contexts: readonly CreateContext[]): void {
  contexts.forEach((context, index) => {
    const start = w.offset;
    const next = w.reserve(4); // Next
    w.u16(FIXED_SIZE); // NameOffset
    w.u16(context.name.length); // NameLength
    w.u16(0); // Reserved
    const dataOffset = w.reserve(2); // DataOffset: stays 0 without data
    w.u32(context.data.length); // DataLength
    w.bytes(Buffer.from(context.name, 'latin1')); // Buffer: the name,
    if (context.data.length > 0) {
      w.align(8);
      w.patch16(dataOffset, w.offset - start);
      w.bytes(context.data); // and the data
    }
    if (index < contexts.length - 1) {
      w.align(8);
      w.patch32(next, w.offset - start);
    }
  });
}

/** Reads a list that fills the reader. Every Next must point forwards, 8-byte aligned, to a context inside the list. */
export function readCreateContexts(r: Reader): CreateContext[] {
  const contexts: CreateContext[] = [];
  for (let rest = r; ; ) {
    const length = rest.remaining;
    const next = rest.u32(); // Next
    if (next !== 0 && (next % 8 !== 0 || next < FIXED_SIZE || next > length - FIXED_SIZE)) {
      throw new MalformedError(`Next ${next} in create contexts of which ${length} bytes are left`);
    }
    if (contexts.length === MAX_CONTEXTS) throw new MalformedError(`more than ${MAX_CONTEXTS} create contexts`);
    contexts.push(readCreateContext(rest.at(0, next === 0 ? length : next)));
    if (next === 0) return contexts;
    rest = rest.at(next, length - next);
  }
}

function readCreateContext(r: Reader): CreateContext {
  r.skip(4); // Next: followed by readCreateContexts
  const nameOffset = r.u16(); // NameOffset
  const nameLength = r.u16(); // NameLength
  r.skip(2); // Reserved
  const dataOffset = r.u16(); // DataOffset
  const dataLength = r.u32(); // DataLength
  const name = sliceBufferField(r, nameOffset, nameLength).toString('latin1'); // Buffer: the name,
  const data = Buffer.from(sliceBufferField(r, dataOffset, dataLength)); // and the data
  return { name, data };
}
