/** A named pipe that carries DCE/RPC: an interface bound, then calls one after the other.  [MS-RPCE] 2.1.1.2, 3.3.2 */
import { step } from '../connection/exchange.ts';
import { MalformedError, SmbError } from '../errors.ts';
import { type CallOptions, Open } from '../open/open.ts';
import { read } from '../open/requests.ts';
import type { Tree } from '../tree/tree.ts';
import { FILE_READ_DATA, FILE_WRITE_DATA } from '../wire/commands/access-mask.ts';
import { Ioctl, SMB2_0_IOCTL_IS_FSCTL } from '../wire/commands/ioctl.ts';
import { FSCTL_PIPE_TRANSCEIVE } from '../wire/fscc/fsctl.ts';
import { BindAckCodec, BindCodec, BindNakCodec, RESULT_ACCEPTANCE } from '../wire/rpc/bind.ts';
import { CallFaultCodec, CallResponseCodec, requestFragments, StubAssembler } from '../wire/rpc/call.ts';
import {
  type Pdu,
  PFC_ONLY_FRAG,
  PTYPE_BIND,
  PTYPE_BIND_ACK,
  PTYPE_BIND_NAK,
  PTYPE_FAULT,
  PTYPE_RESPONSE,
  readPdu,
  writePdu,
} from '../wire/rpc/pdu.ts';
import { PduStream } from '../wire/rpc/pdu-stream.ts';
import { NDR_SYNTAX, type SyntaxIdentifier, sameSyntax } from '../wire/rpc/syntax-identifier.ts';

/** Bytes of a fragment at most: what Windows asks for over pipes. */
const MAX_FRAG = 4280;
/** The least that every implementation must take.  [C706] 12.6.3.1 */
const MIN_FRAG = 1432;
/** Bytes of one read; a pipe answers with one fragment at a time. */
const READ_SIZE = 65536;
/** Bytes of a result's stub data at most. */
const MAX_STUB = 16 * 1024 * 1024;
/** The number of the one interface that a pipe is bound to. */
const CONTEXT_ID = 0;

export class RpcPipe {
  readonly #open: Open;
  readonly #options: CallOptions;
  readonly #arrived: PduStream = new PduStream();
  #maxFrag: number = MAX_FRAG;
  #lastCallId = 0;

  /**
   * Opens a pipe of IPC$ and binds an interface to it. `options` hold for everything that is done with it. Rejects with a
   * StatusError (STATUS_OBJECT_NAME_NOT_FOUND: no such pipe), or with ERR_SMB_RPC when the interface is refused.
   */
  static async bind(tree: Tree, name: string, syntax: SyntaxIdentifier, options: CallOptions = {}): Promise<RpcPipe> {
    const open = await Open.create(tree, name, FILE_READ_DATA | FILE_WRITE_DATA, {}, options);
    const pipe = new RpcPipe(open, options);
    try {
      await pipe.#bind(syntax);
      return pipe;
    } catch (error) {
      await pipe.abandon();
      throw error;
    }
  }

  private constructor(open: Open, options: CallOptions) {
    this.#open = open;
    this.#options = options;
  }

  /** Calls an operation with its arguments' stub data and resolves with its results'. One call at a time. */
  async call(opnum: number, stub: Buffer): Promise<Buffer> {
    const callId = ++this.#lastCallId;
    const fragments = requestFragments(callId, { contextId: CONTEXT_ID, opnum }, stub, this.#maxFrag);
    const results = new StubAssembler(MAX_STUB);
    let pdu = await this.#exchange(fragments, callId);
    for (;;) {
      if (pdu.type === PTYPE_FAULT) throw fault(CallFaultCodec.read(pdu.body).status);
      if (pdu.type !== PTYPE_RESPONSE) throw new MalformedError(`an RPC message of type ${pdu.type} as an answer`);
      const whole = results.add(pdu, CallResponseCodec.read(pdu.body).stub);
      if (whole) return whole;
      pdu = await this.#next(callId);
    }
  }

  async close(): Promise<void> {
    await this.#open.close();
  }

  /** Closes the pipe after something has failed, which is what the caller is to hear of. */
  async abandon(): Promise<void> {
    if (this.#open.tree.connection.closedBy) return;
    await this.close().catch((error: unknown) => this.#open.tree.connection.destroy(error));
  }

  async #bind(syntax: SyntaxIdentifier): Promise<void> {
    const callId = ++this.#lastCallId;
    const context = { contextId: CONTEXT_ID, abstractSyntax: syntax, transferSyntaxes: [NDR_SYNTAX] };
    const message = { maxXmitFrag: MAX_FRAG, maxRecvFrag: MAX_FRAG, assocGroupId: 0, contexts: [context] };
    const bind = writePdu({ type: PTYPE_BIND, flags: PFC_ONLY_FRAG, callId }, (w) => BindCodec.write(w, message));
    const pdu = await this.#exchange([bind], callId);
    if (pdu.type === PTYPE_BIND_NAK) {
      throw new SmbError('ERR_SMB_RPC', `the server refuses RPC: reason ${BindNakCodec.read(pdu.body).rejectReason}`);
    }
    if (pdu.type === PTYPE_FAULT) throw fault(CallFaultCodec.read(pdu.body).status);
    if (pdu.type !== PTYPE_BIND_ACK) throw new MalformedError(`an RPC message of type ${pdu.type} as answer to BIND`);
    const { maxRecvFrag, results } = BindAckCodec.read(pdu.body);
    const [result] = results;
    if (results.length !== 1 || !result) throw new MalformedError(`${results.length} results of one RPC context`);
    if (result.result !== RESULT_ACCEPTANCE) {
      throw new SmbError('ERR_SMB_RPC', `the server does not offer the interface ${syntax.uuid}`);
    }
    if (!sameSyntax(result.transferSyntax, NDR_SYNTAX))
      throw new MalformedError('an RPC encoding that was not offered');
    if (maxRecvFrag < MIN_FRAG) throw new MalformedError(`RPC fragments of ${maxRecvFrag} bytes`);
    this.#maxFrag = Math.min(MAX_FRAG, maxRecvFrag);
  }

  /** Sends fragments, the last one in the same round trip that brings the first of the answer. */
  async #exchange(fragments: readonly Buffer[], callId: number): Promise<Pdu> {
    const { tree, fileId } = this.#open;
    const last = fragments.length - 1;
    for (const fragment of fragments.slice(0, last)) await this.#open.write(fragment, 0, this.#options);
    const request = {
      ctlCode: FSCTL_PIPE_TRANSCEIVE,
      fileId,
      maxInputResponse: 0,
      maxOutputResponse: READ_SIZE,
      flags: SMB2_0_IOCTL_IS_FSCTL,
      input: fragments[last] ?? Buffer.alloc(0),
    };
    const { output } = await tree.request(step(Ioctl, request, READ_SIZE), this.#options);
    this.#arrived.push(output);
    return this.#next(callId);
  }

  /** The next fragment of what answers a call, read from the pipe unless it has come already. */
  async #next(callId: number): Promise<Pdu> {
    let bytes = this.#arrived.next();
    while (!bytes) {
      const request = read(this.#open.fileId, 0, READ_SIZE, undefined);
      const { data } = await this.#open.tree.request(request, this.#options);
      if (data.length === 0) throw new MalformedError('an RPC message that ends before its length');
      this.#arrived.push(data);
      bytes = this.#arrived.next();
    }
    const pdu = readPdu(bytes);
    if (pdu.callId !== callId) throw new MalformedError(`an answer to RPC call ${pdu.callId}, not ${callId}`);
    if (pdu.authenticated) throw new MalformedError('an RPC message with security that was not asked for');
    return pdu;
  }
}

function fault(status: number): SmbError {
  return new SmbError('ERR_SMB_RPC', `the server failed the call: 0x${status.toString(16).padStart(8, '0')}`);
}
