/** REQUEST, RESPONSE and FAULT: a call, its result, or why there is none.  [C706] 12.6.4.7, 12.6.4.9, 12.6.4.10 */
import { MalformedError } from '../../errors.ts';
import type { StructureCodec } from '../codec.ts';
import { PDU_HEADER_SIZE, PFC_FIRST_FRAG, PFC_LAST_FRAG, PTYPE_REQUEST, PTYPE_RESPONSE, writePdu } from './pdu.ts';

/** Statuses of a FAULT.  [C706] E, [MS-RPCE] 2.2.1 */
export const NCA_S_OP_RNG_ERROR = 0x1c010002;
export const NCA_S_UNK_IF = 0x1c010003;
export const NCA_S_PROTO_ERROR = 0x1c01000b;
export const NCA_S_FAULT_NDR = 0x000006f7;

/** Bytes in front of the stub data of a request or response without an object. */
const CALL_HEADER_SIZE: number = PDU_HEADER_SIZE + 8;

/** The body of a REQUEST without an object, which no interface here knows. */
export interface CallRequest {
  /** Bytes of stub data in this fragment and those after it; a hint, never to be trusted. */
  readonly allocHint: number;
  readonly contextId: number;
  readonly opnum: number;
  /** Read: a view. */
  readonly stub: Buffer;
}

export const CallRequestCodec: StructureCodec<CallRequest> = {
  write(w, m) {
    w.u32(m.allocHint); // alloc_hint
    w.u16(m.contextId); // p_cont_id
    w.u16(m.opnum); // opnum
    w.bytes(m.stub); // stub data
  },
  read(r) {
    const allocHint = r.u32(); // alloc_hint
    const contextId = r.u16(); // p_cont_id
    const opnum = r.u16(); // opnum
    const stub = r.slice(r.remaining); // stub data
    return { allocHint, contextId, opnum, stub };
  },
};

/** The body of a RESPONSE. */
export interface CallResponse {
  readonly allocHint: number;
  readonly contextId: number;
  /** Read: a view. */
  readonly stub: Buffer;
}

export const CallResponseCodec: StructureCodec<CallResponse> = {
  write(w, m) {
    w.u32(m.allocHint); // alloc_hint
    w.u16(m.contextId); // p_cont_id
    w.u8(0); // cancel_count
    w.u8(0); // reserved
    w.bytes(m.stub); // stub data
  },
  read(r) {
    const allocHint = r.u32(); // alloc_hint
    const contextId = r.u16(); // p_cont_id
    r.skip(1); // cancel_count
    r.skip(1); // reserved
    const stub = r.slice(r.remaining); // stub data
    return { allocHint, contextId, stub };
  },
};

/** The body of a FAULT. */
export interface CallFault {
  readonly contextId: number;
  readonly status: number;
}

export const CallFaultCodec: StructureCodec<CallFault> = {
  write(w, m) {
    w.u32(0); // alloc_hint
    w.u16(m.contextId); // p_cont_id
    w.u8(0); // cancel_count
    w.u8(0); // reserved
    w.u32(m.status); // status
    w.u32(0); // reserved2
  },
  read(r) {
    r.skip(4); // alloc_hint
    const contextId = r.u16(); // p_cont_id
    r.skip(1); // cancel_count
    r.skip(1); // reserved
    const status = r.u32(); // status
    return { contextId, status };
  },
};

/** The fragments of a request, none longer than `maxFrag` bytes. */
export function requestFragments(
  callId: number,
  call: Pick<CallRequest, 'contextId' | 'opnum'>,
  stub: Buffer,
  maxFrag: number,
): Buffer[] {
  return fragments(stub, maxFrag, (flags, part, allocHint) =>
    writePdu({ type: PTYPE_REQUEST, flags, callId }, (w) =>
      CallRequestCodec.write(w, { ...call, allocHint, stub: part }),
    ),
  );
}

/** The fragments of a response, none longer than `maxFrag` bytes. */
export function responseFragments(callId: number, contextId: number, stub: Buffer, maxFrag: number): Buffer[] {
  return fragments(stub, maxFrag, (flags, part, allocHint) =>
    writePdu({ type: PTYPE_RESPONSE, flags, callId }, (w) =>
      CallResponseCodec.write(w, { contextId, allocHint, stub: part }),
    ),
  );
}

function fragments(
  stub: Buffer,
  maxFrag: number,
  write: (flags: number, part: Buffer, allocHint: number) => Buffer,
): Buffer[] {
  // All but the last carry a multiple of 8 bytes, as implementations that decode fragment by fragment want it.
  const room = Math.max(8, Math.floor((maxFrag - CALL_HEADER_SIZE) / 8) * 8);
  const list: Buffer[] = [];
  for (let from = 0; from === 0 || from < stub.length; from += room) {
    const last = from + room >= stub.length;
    const flags = (from === 0 ? PFC_FIRST_FRAG : 0) | (last ? PFC_LAST_FRAG : 0);
    list.push(write(flags, stub.subarray(from, from + room), stub.length - from));
  }
  return list;
}

/** Joins the stub data of a message's fragments. */
export class StubAssembler {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #length = 0;
  #callId: number | undefined;

  /** `limit` is the most bytes of stub data that a message may have. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes a fragment, and answers with the whole stub data after the last. */
  add(fragment: { readonly flags: number; readonly callId: number }, stub: Buffer): Buffer | undefined {
    const { flags, callId } = fragment;
    const first = (flags & PFC_FIRST_FRAG) !== 0;
    if (first !== (this.#callId === undefined)) throw new MalformedError('fragments of RPC in a wrong order');
    if (!first && callId !== this.#callId) throw new MalformedError(`a fragment of call ${callId} within another`);
    this.#length += stub.length;
    if (this.#length > this.#limit) throw new MalformedError(`an RPC message of more than ${this.#limit} bytes`);
    this.#callId = callId;
    this.#parts.push(Buffer.from(stub));
    if ((flags & PFC_LAST_FRAG) === 0) return undefined;
    const whole = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    this.#callId = undefined;
    return whole;
  }
}
