/** BIND, BIND_ACK and BIND_NAK: which interfaces a pipe shall carry, in which encoding.  [C706] 12.6.4.3 - 12.6.4.5 */
import type { StructureCodec } from '../codec.ts';
import type { Reader } from '../reader.ts';
import { type SyntaxIdentifier, SyntaxIdentifierCodec } from './syntax-identifier.ts';

/** Results of a presentation context. */
export const RESULT_ACCEPTANCE = 0;
export const RESULT_PROVIDER_REJECTION = 2;

/** Reasons of a rejection. */
export const REASON_NOT_SPECIFIED = 0;
export const REASON_ABSTRACT_SYNTAX_NOT_SUPPORTED = 1;
export const REASON_PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED = 2;

/** Why a BIND as a whole was refused.  [MS-RPCE] 2.2.2.5 */
export const NAK_REASON_NOT_SPECIFIED = 0;
export const NAK_AUTHENTICATION_TYPE_NOT_RECOGNIZED = 8;

/** An interface, and the encodings that its client would use, under a number of the client's choice. */
export interface PresentationContext {
  readonly contextId: number;
  readonly abstractSyntax: SyntaxIdentifier;
  readonly transferSyntaxes: readonly SyntaxIdentifier[];
}

/** The body of BIND, and of ALTER_CONTEXT. */
export interface Bind {
  /** Bytes of a fragment at most, in either direction. */
  readonly maxXmitFrag: number;
  readonly maxRecvFrag: number;
  readonly assocGroupId: number;
  readonly contexts: readonly PresentationContext[];
}

export const BindCodec: StructureCodec<Bind> = {
  write(w, m) {
    w.u16(m.maxXmitFrag); // max_xmit_frag
    w.u16(m.maxRecvFrag); // max_recv_frag
    w.u32(m.assocGroupId); // assoc_group_id
    w.u8(m.contexts.length); // n_context_elem
    w.u8(0); // reserved
    w.u16(0); // reserved2
    for (const context of m.contexts) {
      w.u16(context.contextId); // p_cont_id
      w.u8(context.transferSyntaxes.length); // n_transfer_syn
      w.u8(0); // reserved
      SyntaxIdentifierCodec.write(w, context.abstractSyntax); // abstract_syntax
      for (const syntax of context.transferSyntaxes) SyntaxIdentifierCodec.write(w, syntax); // transfer_syntaxes
    }
  },
  read(r) {
    const maxXmitFrag = r.u16(); // max_xmit_frag
    const maxRecvFrag = r.u16(); // max_recv_frag
    const assocGroupId = r.u32(); // assoc_group_id
    const count = r.u8(); // n_context_elem
    r.skip(1); // reserved
    r.skip(2); // reserved2
    const contexts: PresentationContext[] = [];
    for (let index = 0; index < count; index++) contexts.push(readContext(r));
    return { maxXmitFrag, maxRecvFrag, assocGroupId, contexts };
  },
};

function readContext(r: Reader): PresentationContext {
  const contextId = r.u16(); // p_cont_id
  const count = r.u8(); // n_transfer_syn
  r.skip(1); // reserved
  const abstractSyntax = SyntaxIdentifierCodec.read(r); // abstract_syntax
  const transferSyntaxes: SyntaxIdentifier[] = [];
  for (let index = 0; index < count; index++) transferSyntaxes.push(SyntaxIdentifierCodec.read(r)); // transfer_syntaxes
  return { contextId, abstractSyntax, transferSyntaxes };
}

/** The answer to one presentation context. */
export interface ContextResult {
  readonly result: number;
  readonly reason: number;
  /** The encoding that was chosen; zeros when none was. */
  readonly transferSyntax: SyntaxIdentifier;
}

/** The body of BIND_ACK, and of ALTER_CONTEXT_RESP. */
export interface BindAck {
  readonly maxXmitFrag: number;
  readonly maxRecvFrag: number;
  readonly assocGroupId: number;
  /** The pipe's name, as the server knows it; ASCII. */
  readonly secondaryAddress: string;
  /** In the order of the contexts that were asked for. */
  readonly results: readonly ContextResult[];
}

export const BindAckCodec: StructureCodec<BindAck> = {
  write(w, m) {
    w.u16(m.maxXmitFrag); // max_xmit_frag
    w.u16(m.maxRecvFrag); // max_recv_frag
    w.u32(m.assocGroupId); // assoc_group_id
    w.u16(m.secondaryAddress.length + 1); // sec_addr: length
    w.bytes(Buffer.from(`${m.secondaryAddress}\0`, 'latin1')); // port_spec
    w.align(4); // pad2
    w.u8(m.results.length); // n_results
    w.u8(0); // reserved
    w.u16(0); // reserved2
    for (const result of m.results) {
      w.u16(result.result); // result
      w.u16(result.reason); // reason
      SyntaxIdentifierCodec.write(w, result.transferSyntax); // transfer_syntax
    }
  },
  read(r) {
    const maxXmitFrag = r.u16(); // max_xmit_frag
    const maxRecvFrag = r.u16(); // max_recv_frag
    const assocGroupId = r.u32(); // assoc_group_id
    const length = r.u16(); // sec_addr: length
    const secondaryAddress = r.slice(length).toString('latin1').replace(/\0$/, ''); // port_spec
    r.align(4); // pad2
    const count = r.u8(); // n_results
    r.skip(1); // reserved
    r.skip(2); // reserved2
    const results: ContextResult[] = [];
    for (let index = 0; index < count; index++) {
      const result = r.u16(); // result
      const reason = r.u16(); // reason
      const transferSyntax = SyntaxIdentifierCodec.read(r); // transfer_syntax
      results.push({ result, reason, transferSyntax });
    }
    return { maxXmitFrag, maxRecvFrag, assocGroupId, secondaryAddress, results };
  },
};

/** The body of BIND_NAK. */
export interface BindNak {
  readonly rejectReason: number;
}

export const BindNakCodec: StructureCodec<BindNak> = {
  write(w, m) {
    w.u16(m.rejectReason); // provider_reject_reason
    w.u8(1); // versions: n_protocols,
    w.u8(5); // major
    w.u8(0); // and minor
  },
  read(r) {
    const rejectReason = r.u16(); // provider_reject_reason
    return { rejectReason }; // versions: of interest only where there are others than 5.0
  },
};
