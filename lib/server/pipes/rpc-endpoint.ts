/** The server's end of a pipe that carries DCE/RPC: bytes in, fragments out.  [MS-RPCE] 3.3.3.4, [C706] 12.6.4 */
import { MalformedError } from '../../errors.ts';
import {
  type Bind,
  BindAckCodec,
  BindCodec,
  BindNakCodec,
  type ContextResult,
  NAK_AUTHENTICATION_TYPE_NOT_RECOGNIZED,
  NAK_REASON_NOT_SPECIFIED,
  type PresentationContext,
  REASON_ABSTRACT_SYNTAX_NOT_SUPPORTED,
  REASON_NOT_SPECIFIED,
  REASON_PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED,
  RESULT_ACCEPTANCE,
  RESULT_PROVIDER_REJECTION,
} from '../../wire/rpc/bind.ts';
import {
  CallFaultCodec,
  type CallRequest,
  CallRequestCodec,
  NCA_S_UNK_IF,
  responseFragments,
  StubAssembler,
} from '../../wire/rpc/call.ts';
import {
  type Pdu,
  PFC_DID_NOT_EXECUTE,
  PFC_OBJECT_UUID,
  PFC_ONLY_FRAG,
  PTYPE_ALTER_CONTEXT,
  PTYPE_ALTER_CONTEXT_RESP,
  PTYPE_BIND,
  PTYPE_BIND_ACK,
  PTYPE_BIND_NAK,
  PTYPE_CO_CANCEL,
  PTYPE_FAULT,
  PTYPE_ORPHANED,
  PTYPE_REQUEST,
  readPdu,
  writePdu,
} from '../../wire/rpc/pdu.ts';
import { PduStream } from '../../wire/rpc/pdu-stream.ts';
import { NDR_SYNTAX, type SyntaxIdentifier, sameSyntax } from '../../wire/rpc/syntax-identifier.ts';
import { RpcFailure, type RpcInterface } from './rpc-interface.ts';

/** Bytes of a fragment at most, in either direction. */
const MAX_FRAG = 4280;
/** The least that every implementation must take.  [C706] 12.6.3.1 */
const MIN_FRAG = 1432;
/** Bytes of a call's stub data at most: no operation here needs a tenth of it. */
const MAX_STUB = 65536;
/** Associations are not told apart: no interface here keeps anything for its clients. */
const ASSOC_GROUP_ID = 1;

const NO_SYNTAX: SyntaxIdentifier = {
  uuid: '00000000-0000-0000-0000-000000000000',
  majorVersion: 0,
  minorVersion: 0,
};

export class RpcEndpoint {
  readonly #name: string;
  readonly #interfaces: readonly RpcInterface[];
  readonly #arrived: PduStream = new PduStream();
  readonly #bound: Map<number, RpcInterface> = new Map();
  #arguments: StubAssembler = new StubAssembler(MAX_STUB);
  /** Bytes of a fragment that the client takes; 0 until it has bound an interface. */
  #maxFrag = 0;

  /** `name` is the pipe's. */
  constructor(name: string, interfaces: readonly RpcInterface[]) {
    this.#name = name;
    this.#interfaces = interfaces;
  }

  /** Takes what the client has written and answers with fragments. Throws a MalformedError after which nothing can follow. */
  receive(bytes: Buffer): Buffer[] {
    this.#arrived.push(bytes);
    const answers: Buffer[] = [];
    for (let fragment = this.#arrived.next(); fragment; fragment = this.#arrived.next()) {
      answers.push(...this.#handle(readPdu(fragment)));
    }
    return answers;
  }

  #handle(pdu: Pdu): Buffer[] {
    switch (pdu.type) {
      case PTYPE_BIND:
        return [this.#bind(pdu)];
      case PTYPE_ALTER_CONTEXT:
        if (this.#maxFrag === 0) throw new MalformedError('ALTER_CONTEXT before BIND');
        return [this.#acknowledge(pdu, PTYPE_ALTER_CONTEXT_RESP, BindCodec.read(pdu.body))];
      case PTYPE_REQUEST:
        return this.#request(pdu);
      case PTYPE_ORPHANED: // The client gives up a call that it has not sent to the end.
        this.#arguments = new StubAssembler(MAX_STUB);
        return [];
      case PTYPE_CO_CANCEL: // Calls have run before it arrives.
        return [];
      default:
        throw new MalformedError(`an RPC message of type ${pdu.type} to a server`);
    }
  }

  #bind(pdu: Pdu): Buffer {
    const bind = BindCodec.read(pdu.body);
    if (pdu.authenticated) return refusal(pdu, NAK_AUTHENTICATION_TYPE_NOT_RECOGNIZED);
    if (this.#maxFrag !== 0 || bind.maxRecvFrag < MIN_FRAG) return refusal(pdu, NAK_REASON_NOT_SPECIFIED);
    this.#maxFrag = Math.min(bind.maxRecvFrag, MAX_FRAG);
    return this.#acknowledge(pdu, PTYPE_BIND_ACK, bind);
  }

  #acknowledge({ callId }: Pdu, type: number, bind: Bind): Buffer {
    const results = bind.contexts.map((context) => this.#offer(context));
    return writePdu({ type, flags: PFC_ONLY_FRAG, callId }, (w) =>
      BindAckCodec.write(w, {
        maxXmitFrag: this.#maxFrag,
        maxRecvFrag: MAX_FRAG,
        assocGroupId: bind.assocGroupId === 0 ? ASSOC_GROUP_ID : bind.assocGroupId,
        secondaryAddress: type === PTYPE_BIND_ACK ? `\\PIPE\\${this.#name}` : '',
        results,
      }),
    );
  }

  #offer({ contextId, abstractSyntax, transferSyntaxes }: PresentationContext): ContextResult {
    const found = this.#interfaces.find(({ syntax }) => sameSyntax(syntax, abstractSyntax));
    if (!found) return rejection(REASON_ABSTRACT_SYNTAX_NOT_SUPPORTED);
    if (!transferSyntaxes.some((syntax) => sameSyntax(syntax, NDR_SYNTAX))) {
      return rejection(REASON_PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED);
    }
    this.#bound.set(contextId, found);
    return { result: RESULT_ACCEPTANCE, reason: REASON_NOT_SPECIFIED, transferSyntax: NDR_SYNTAX };
  }

  #request(pdu: Pdu): Buffer[] {
    if (this.#maxFrag === 0) throw new MalformedError('an RPC call before BIND');
    if (pdu.authenticated) throw new MalformedError('an RPC call with security that was not agreed on');
    const call = CallRequestCodec.read(pdu.body);
    const stub = this.#arguments.add(pdu, call.stub);
    if (!stub) return [];
    try {
      const results = this.#call(pdu, call, stub);
      return responseFragments(pdu.callId, call.contextId, results, this.#maxFrag);
    } catch (error) {
      if (error instanceof RpcFailure) return [fault(pdu, call, error.status)];
      throw error;
    }
  }

  #call({ flags }: Pdu, { contextId, opnum }: CallRequest, stub: Buffer): Buffer {
    const found = this.#bound.get(contextId);
    // No interface here has objects, and of one that is named in a call nothing is known.
    if (!found || flags & PFC_OBJECT_UUID) throw new RpcFailure(NCA_S_UNK_IF);
    return found.call(opnum, stub);
  }
}

function rejection(reason: number): ContextResult {
  return { result: RESULT_PROVIDER_REJECTION, reason, transferSyntax: NO_SYNTAX };
}

function refusal({ callId }: Pdu, rejectReason: number): Buffer {
  return writePdu({ type: PTYPE_BIND_NAK, flags: PFC_ONLY_FRAG, callId }, (w) =>
    BindNakCodec.write(w, { rejectReason }),
  );
}

function fault({ callId }: Pdu, { contextId }: CallRequest, status: number): Buffer {
  return writePdu({ type: PTYPE_FAULT, flags: PFC_ONLY_FRAG | PFC_DID_NOT_EXECUTE, callId }, (w) =>
    CallFaultCodec.write(w, { contextId, status }),
  );
}
