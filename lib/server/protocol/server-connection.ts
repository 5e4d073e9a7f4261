/** One client's connection: frames in, requests handled in order, frames out.  [MS-SMB2] 3.3.1.7, 3.3.5 */
import type { Socket } from 'node:net';
import { INITIAL_PREAUTH_HASH } from '../../crypto/preauth.ts';
import { ConnectionError, NegotiationError, SmbError } from '../../errors.ts';
import type { SessionMessageSecurity } from '../../security/message-security.ts';
import { acceptTransport } from '../../transport/accept.ts';
import type { FrameHandler, Placement, Transport, TransportKind } from '../../transport/transport.ts';
import type { Codec } from '../../wire/codec.ts';
import { Cancel } from '../../wire/commands/cancel.ts';
import { Negotiate, SMB2_DIALECT_202 } from '../../wire/commands/negotiate.ts';
import {
  SMB2_FLAGS_ASYNC_COMMAND,
  SMB2_FLAGS_SERVER_TO_REDIR,
  SMB2_FLAGS_SIGNED,
  UNSOLICITED_MESSAGE_ID,
} from '../../wire/header.ts';
import { STATUS_INTERNAL_ERROR, STATUS_PENDING } from '../../wire/ntstatus.ts';
import { commandName } from '../../wire/registry.ts';
import { FRAME_HEADROOM, Writer } from '../../wire/writer.ts';
import type { ResponseFault } from '../faults.ts';
import type { ServedConnection, ServerState } from '../server-state.ts';
import type { Chain, Result } from './command.ts';
import type { ConnectionState } from './connection-state.ts';
import { type Addressed, address, chargeOf, dispatch } from './dispatch.ts';
import { corrupt, holdUp } from './fault-points.ts';
import { type IncomingFrame, type IncomingRequest, openFrame } from './incoming-frame.ts';
import { dialectsOf, negotiateResponse, termsOf } from './negotiate.ts';
import type { Negotiated } from './negotiated.ts';
import { type OutgoingResponse, writeFrame } from './outgoing-frame.ts';
import type { PendingLogon } from './pending-logon.ts';
import { RequestTask } from './request-task.ts';
import { errorResponse, interimResponse, resultResponse } from './responses.ts';
import { SequenceWindow } from './sequence-window.ts';
import type { ServerSession } from './server-session.ts';
import { endSession, peerOf } from './session-table.ts';
import { answerToSmb1, isSmb1 } from './smb1-negotiate.ts';
import { StatusFailure } from './status-failure.ts';

/** The longest frame of a client that has not logged on; tokens are the largest thing in one. */
const STRANGERS_FRAME_LIMIT = 128 * 1024;

/** What a frame may hold beside the largest payload: headers, names, and the rest of a chain. */
const FRAME_ALLOWANCE = 256 * 1024;

/** Credits that may be at work at a time, and bytes that the client has not read yet, before no more is read from it. */
const MAX_LOAD = 1024;
const MAX_UNREAD = 64 * 1024 * 1024;

const NO_GUID = Buffer.alloc(16);

export class ServerConnection implements ConnectionState, ServedConnection, FrameHandler {
  readonly server: ServerState;
  readonly transport: TransportKind;
  readonly remoteAddress: string;
  readonly remotePort: number;
  negotiated: Negotiated | undefined;
  preauthHash: Buffer = INITIAL_PREAUTH_HASH;
  readonly sessions: Map<bigint, ServerSession> = new Map();
  readonly logons: Map<bigint, PendingLogon> = new Map();
  readonly finished: Promise<void>;
  #finish: () => void = () => {};
  readonly #socket: Socket;
  readonly #channel: Transport;
  readonly #writer = new Writer();
  readonly #window: SequenceWindow;
  /** By MessageId. */
  readonly #tasks = new Map<number, RequestTask>();
  #lastAsyncId = 0n;
  readonly #logonTimer: NodeJS.Timeout;
  readonly #idleTimer: NodeJS.Timeout | undefined;
  /** Credits that the requests being handled have cost: what they may hold of memory. */
  #load = 0;
  #paused = false;
  #admitted = false;
  #gone = false;

  constructor(server: ServerState, socket: Socket, transport: TransportKind) {
    const { settings } = server;
    this.server = server;
    this.transport = transport;
    this.#socket = socket;
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.#window = new SequenceWindow(settings.maxCredits);
    this.#channel = acceptTransport(socket, transport, this);
    this.#channel.frameLimit = Math.min(STRANGERS_FRAME_LIMIT, this.#channel.maxFrameLength);
    this.remoteAddress = this.#channel.remoteAddress;
    this.remotePort = this.#channel.remotePort;
    socket.on('drain', () => this.#pace());
    this.#logonTimer = setTimeout(() => {
      this.destroy(new ConnectionError('ETIMEDOUT', `${this.remoteAddress} did not log on in time`));
    }, settings.logonTimeout);
    this.#idleTimer =
      settings.idleTimeout === 0 ? undefined : setTimeout(() => this.#dropIfIdle(), settings.idleTimeout);
    server.connections.add(this);
    server.events.emit('connect', peerOf(this));
  }

  destroy(error?: Error): void {
    this.#channel.destroy(error);
  }

  /** Large frames are read into memory of their own: their requests go on using it. */
  place(_head: Buffer, frameLength: number): Placement {
    return { headLength: 0, target: Buffer.allocUnsafeSlow(frameLength) };
  }

  receive(frame: Buffer, placement: Placement | undefined): void {
    const bytes = placement ? placement.target : Buffer.from(frame);
    this.#idleTimer?.refresh();
    if (!this.negotiated && isSmb1(bytes)) {
      this.#answerSmb1(bytes);
      return;
    }
    const opened = openFrame(bytes, (sessionId) => this.sessions.get(sessionId)?.security);
    const requests: IncomingRequest[] = [];
    for (const request of opened.requests) {
      const { header } = request;
      if (header.command === Cancel.command) {
        this.#cancel(request, opened.decryptedBy);
        continue;
      }
      this.#window.consume(header.messageId, chargeOf(this, header.creditCharge));
      requests.push(request);
    }
    if (requests.length === 0) return;
    this.#handleAll({ ...opened, requests }).catch((error: unknown) => {
      this.destroy(error instanceof Error ? error : new Error('a handler threw no error', { cause: error }));
    });
  }

  sendUnasked<Response>(
    codec: Codec<unknown, Response>,
    body: Response,
    sealWith: SessionMessageSecurity | undefined,
  ): void {
    const header = {
      ...{ creditCharge: 0, status: 0, command: codec.command, credits: 0, flags: SMB2_FLAGS_SERVER_TO_REDIR },
      ...{ messageId: UNSOLICITED_MESSAGE_ID, asyncId: 0n, treeId: 0, sessionId: 0n },
    };
    this.#send([{ header, write: (w) => codec.writeResponse(w, body), signWith: undefined }], sealWith);
  }

  closed(error: Error | undefined): void {
    this.#gone = true;
    clearTimeout(this.#logonTimer);
    clearTimeout(this.#idleTimer);
    this.logons.clear();
    for (const task of this.#tasks.values()) task.cancel();
    this.#leave().then(
      () => this.server.events.emit('disconnect', peerOf(this), error),
      (failure: Error) => this.server.events.emit('failure', failure),
    );
  }

  async #leave(): Promise<void> {
    try {
      await Promise.all([...this.sessions.values()].map((session) => endSession(this, session)));
    } finally {
      this.server.connections.delete(this);
      this.#finish();
    }
  }

  /** Handles the requests of one frame one after the other, and answers them in one frame unless one takes its time. */
  async #handleAll({ requests, decryptedBy }: IncomingFrame): Promise<void> {
    const chain: Chain = { sessionId: 0n, treeId: 0, fileId: undefined, failure: undefined, orphaned: false };
    const responses: OutgoingResponse[] = [];
    for (const [index, request] of requests.entries()) {
      const addressed = address(this, request, chain, decryptedBy, index === 0);
      const task = new RequestTask(request, () => {
        const asyncId = ++this.#lastAsyncId;
        responses.push(interimResponse(request.header, chain, asyncId, this.#grant(request)));
        this.#send(responses.splice(0), decryptedBy);
        return asyncId;
      });
      const response = await this.#handle(addressed, chain, task);
      if (response) responses.push(response);
      this.#welcome();
    }
    if (responses.length > 0) this.#send(responses, decryptedBy);
  }

  /** Handles one request. Undefined when there is to be no answer; rejects when the connection has to go. */
  async #handle(addressed: Addressed, chain: Chain, task: RequestTask): Promise<OutgoingResponse | undefined> {
    const { request, session } = addressed;
    const { messageId } = request.header;
    const charge = chargeOf(this, request.header.creditCharge);
    this.#tasks.set(messageId, task);
    this.#load += charge;
    // A request that waits holds nothing yet.
    task.onPending = () => {
      this.#load -= charge;
    };
    this.#pace();
    const interim = setTimeout(() => task.pending(), this.server.settings.interimAfter);
    let answer: Result<unknown> | StatusFailure;
    try {
      if ((await this.#faulty(task)) === 'silence') return undefined;
      answer = await dispatch(this, addressed, chain, task);
    } catch (error) {
      answer = this.#failure(error);
    } finally {
      clearTimeout(interim);
      task.settle();
      this.#tasks.delete(messageId);
      if (task.asyncId === undefined) this.#load -= charge;
      this.#pace();
    }
    // An interim response has granted the credits already.
    const credits = task.asyncId === undefined ? this.#grant(request) : 0;
    const signed = request.header.flags & SMB2_FLAGS_SIGNED || session?.signingRequired;
    const signWith = signed ? session?.security : undefined;
    const place = { header: request.header, chain, asyncId: task.asyncId, credits, signWith };
    return answer instanceof StatusFailure ? errorResponse(answer, place) : resultResponse(answer, place);
  }

  /** What a handler threw, as the client is to see it; throws what the connection does not survive. */
  #failure(error: unknown): StatusFailure {
    if (error instanceof StatusFailure) return error;
    if (error instanceof SmbError) throw error;
    const failure = error instanceof Error ? error : new Error('a handler threw no error', { cause: error });
    this.server.events.emit('failure', failure);
    return new StatusFailure(STATUS_INTERNAL_ERROR);
  }

  async #faulty(task: RequestTask): Promise<'silence' | undefined> {
    const { faults } = this.server;
    const fault = faults.ofRequest(commandName(task.request.header.command));
    switch (fault?.kind) {
      case 'silence':
        return 'silence';
      case 'delay':
        await holdUp(fault, task);
        return undefined;
      case 'fail':
        throw new StatusFailure(fault.status);
      case 'disconnect':
        throw new ConnectionError('ERR_SMB_CLOSED', 'a fault that was asked for');
      default:
        return undefined;
    }
  }

  /** Strangers get no more credits than they need for the next step. */
  #grant({ header }: IncomingRequest): number {
    const fault = this.server.faults.ofCredits(commandName(header.command));
    if (fault !== undefined) return this.#window.grantExactly(fault);
    return this.#window.grant(this.sessions.size > 0 ? header.credits : 1);
  }

  #send(responses: readonly OutgoingResponse[], sealWith: SessionMessageSecurity | undefined): void {
    if (this.#gone) return;
    const pieces = writeFrame(this.#writer, responses, sealWith);
    const fault = this.#responseFault(responses);
    if (fault?.kind === 'cut') {
      this.#sendCut(pieces, fault.bytes);
      return;
    }
    if (fault) corrupt(pieces, fault.part, sealWith !== undefined);
    this.#channel.send(pieces);
    this.#pace();
  }

  /** Reads on, or lets the client wait until it has read, or the server done, what there is already. */
  #pace(): void {
    const full = this.#load > MAX_LOAD || this.#channel.bufferedBytes > MAX_UNREAD;
    if (full === this.#paused || this.#gone) return;
    this.#paused = full;
    if (full) this.#socket.pause();
    else this.#socket.resume();
  }

  #responseFault(responses: readonly OutgoingResponse[]): ResponseFault | undefined {
    for (const { header } of responses) {
      if (header.status === STATUS_PENDING) continue;
      const fault = this.server.faults.ofResponse(commandName(header.command));
      if (fault) return fault;
    }
    return undefined;
  }

  /** Sends the beginning of a frame, and nothing after it. */
  #sendCut(pieces: readonly Buffer[], bytes: number): void {
    const frame = Buffer.concat(pieces);
    frame.writeUInt32BE(frame.length - FRAME_HEADROOM, 0);
    this.#socket.write(frame.subarray(0, bytes));
    this.#gone = true;
    this.#channel.end().catch(() => this.destroy());
  }

  /** A client that has logged on may send large frames, and take its time. */
  #welcome(): void {
    if (this.#admitted || this.sessions.size === 0) return;
    this.#admitted = true;
    clearTimeout(this.#logonTimer);
    const { maxWriteSize = 0, maxTransactSize = 0 } = this.negotiated ?? {};
    const limit = Math.max(maxWriteSize, maxTransactSize) + FRAME_ALLOWANCE;
    this.#channel.frameLimit = Math.min(limit, this.#channel.maxFrameLength);
  }

  #cancel({ header, bytes }: IncomingRequest, decryptedBy: SessionMessageSecurity | undefined): void {
    const session = this.sessions.get(header.sessionId);
    if (!session) return;
    if (decryptedBy ? decryptedBy !== session.security : session.encrypt) return;
    if (!decryptedBy) {
      const signed = (header.flags & SMB2_FLAGS_SIGNED) !== 0;
      if (signed ? !session.security?.verify([bytes]) : session.signingRequired) return;
    }
    this.#taskOf(header)?.cancel();
  }

  #taskOf(header: IncomingRequest['header']): RequestTask | undefined {
    if ((header.flags & SMB2_FLAGS_ASYNC_COMMAND) === 0) return this.#tasks.get(header.messageId);
    for (const task of this.#tasks.values()) if (task.asyncId === header.asyncId) return task;
    return undefined;
  }

  /** A client that speaks SMB1 too is asked to come again in SMB2.  [MS-SMB2] 3.3.5.3 */
  #answerSmb1(frame: Buffer): void {
    const dialects = dialectsOf(this.server.settings);
    const dialect = answerToSmb1(
      frame,
      dialects.includes(SMB2_DIALECT_202),
      dialects.some((each) => each !== SMB2_DIALECT_202),
    );
    if (dialect === undefined) throw new NegotiationError('a client that speaks SMB1 alone');
    this.#window.consume(0, 1); // throws when it is not the first message
    const terms = termsOf(this, dialect);
    if (dialect === SMB2_DIALECT_202) {
      const request = {
        securityMode: 0,
        capabilities: 0,
        clientGuid: NO_GUID,
        dialects: [dialect],
        negotiateContexts: [],
      };
      this.negotiated = { ...terms, request };
    }
    const body = negotiateResponse(this, terms, []);
    const header = {
      ...{ creditCharge: 0, command: Negotiate.command, credits: 1, flags: 0, messageId: 0 },
      ...{ status: 0, asyncId: 0n, treeId: 0, sessionId: 0n },
    };
    const chain: Chain = { sessionId: 0n, treeId: 0, fileId: undefined, failure: undefined, orphaned: false };
    const credits = this.#window.grant(1);
    const place = { header, chain, asyncId: undefined, credits, signWith: undefined };
    this.#send([resultResponse({ status: 0, body }, place, Negotiate)], undefined);
  }

  #dropIfIdle(): void {
    let opens = this.#tasks.size;
    for (const session of this.sessions.values()) opens += session.openCount;
    if (opens > 0 && this.#channel.bufferedBytes === 0) this.#idleTimer?.refresh();
    else this.destroy(new ConnectionError('ETIMEDOUT', `${this.remoteAddress} was silent for too long`));
  }
}
