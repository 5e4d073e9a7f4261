/** Cuts what arrives through a pipe into fragments, wherever reads and writes happen to end.  [C706] 12.6.3.1 */
import { MalformedError } from '../../errors.ts';
import { FRAG_LENGTH_OFFSET, PDU_HEADER_SIZE } from './pdu.ts';

export class PduStream {
  #pending: Buffer = Buffer.alloc(0);

  /** Takes the next bytes, and copies them. */
  push(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
  }

  /** The next whole fragment; undefined until more bytes have come. */
  next(): Buffer | undefined {
    if (this.#pending.length < PDU_HEADER_SIZE) return undefined;
    const length = this.#pending.readUInt16LE(FRAG_LENGTH_OFFSET);
    if (length < PDU_HEADER_SIZE) throw new MalformedError(`a fragment of ${length} bytes`);
    if (this.#pending.length < length) return undefined;
    const fragment = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return fragment;
  }
}
