/** A negotiated connection: requests go out when they can be paid for, replies find their requests, everything settles.  [MS-SMB2] 3.2.1.2 */
import { extendPreauthHash, INITIAL_PREAUTH_HASH } from '../crypto/preauth.ts';
import { ConnectionError, MalformedError, SmbError } from '../errors.ts';
import { connectTransport } from '../transport/connect.ts';
import type { FrameHandler, Placement, Transport } from '../transport/transport.ts';
import { Echo } from '../wire/commands/echo.ts';
import { Negotiate } from '../wire/commands/negotiate.ts';
import { type OplockBreakNotification, readOplockBreakNotification } from '../wire/commands/oplock-break.ts';
import { type ReadResponse, readResponsePlacement } from '../wire/commands/read.ts';
import { HEADER_SIZE, type Header, MESSAGE_ID_OFFSET, UNSOLICITED_MESSAGE_ID } from '../wire/header.ts';
import { ntstatusName } from '../wire/ntstatus.ts';
import { Reader } from '../wire/reader.ts';
import { FRAME_HEADROOM } from '../wire/writer.ts';
import { type ConnectionCounters, Dispatcher, type WaitingRequest } from './dispatcher.ts';
import {
  Exchange,
  type ExchangeOptions,
  type Replies,
  type Reply,
  type RequestContext,
  type Step,
  step,
} from './exchange.ts';
import { type IncomingMessage, isInterim, openFrame } from './incoming-frame.ts';
import type { MessageSecurity } from './message-security.ts';
import { acceptNegotiate, type Negotiated, negotiateRequest, negotiationRefused } from './negotiation.ts';
import type { PendingRequest } from './pending-requests.ts';
import { checkProtection } from './protection.ts';
import { checkReadLength, replyOf } from './reply.ts';
import type { ConnectionSettings } from './settings.ts';
import { isTraced, traceReply } from './tracing.ts';

export type { ConnectionCounters, WaitingRequest } from './dispatcher.ts';

/** The longest frame without a payload that is asked for: a NEGOTIATE response, or a chain's small replies. */
const MAX_SMALL_FRAME = 256 * 1024;

/** For requests that belong to no session: NEGOTIATE and ECHO. */
export const NO_SESSION: RequestContext = { sessionId: 0n, treeId: 0, protection: 'plain', security: undefined };

export interface OpenOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called when there is a transport, before it is negotiated over. */
  readonly connected?: ((connection: Connection) => void) | undefined;
  /** False: the process may end meanwhile, and whenever a request waits for its answer, until `holdsProcess` is set. */
  readonly ref?: boolean;
}

export class Connection implements FrameHandler {
  readonly settings: ConnectionSettings;
  readonly counters: ConnectionCounters = {
    requests: 0,
    framesSent: 0,
    framesReceived: 0,
    interimReplies: 0,
    cancelled: 0,
    timeouts: 0,
  };
  /** Called once, when the connection is gone; the error that every open exchange was rejected with. */
  onClosed: ((error: SmbError) => void) | undefined;
  /** Called for every oplock or lease break that the server sends. */
  onOplockBreak: ((notification: OplockBreakNotification) => void) | undefined;
  readonly #sessions = new Map<bigint, MessageSecurity>();
  readonly #dispatcher: Dispatcher;
  #preauthHash: Buffer = INITIAL_PREAUTH_HASH;
  #transport: Transport | undefined;
  #negotiated: Negotiated | undefined;
  #closedBy: SmbError | undefined;
  /** The ECHO that asks for more credits now. */
  #growing: Promise<void> | undefined;
  /** The ceiling that did not grow when more was asked for. */
  #grownTo = 0;

  /** Connects and negotiates. Rejects with a ConnectionError, NegotiationError or SecurityError. */
  static async open(
    settings: ConnectionSettings,
    { signal, connected, ref = true }: OpenOptions = {},
  ): Promise<Connection> {
    const connection = new Connection(settings);
    connection.holdsProcess = ref;
    const { transport: kind, host, port, connectTimeout } = settings;
    const transport = await connectTransport({ kind, host, port, connectTimeout, signal, handler: connection });
    transport.frameLimit = Math.min(transport.maxFrameLength, MAX_SMALL_FRAME);
    connection.#transport = transport;
    if (!ref) transport.unref();
    connected?.(connection);
    try {
      await connection.#negotiate(signal);
    } catch (error) {
      connection.destroy(error);
      throw error;
    }
    return connection;
  }

  private constructor(settings: ConnectionSettings) {
    this.settings = settings;
    this.#dispatcher = new Dispatcher(settings.requestTimeout, {
      name: settings.host,
      counters: this.counters,
      transport: () => this.#transport,
      destroy: (error) => this.destroy(error),
      probe: () => this.echo({ ref: false }),
    });
  }

  get negotiated(): Negotiated {
    if (!this.#negotiated) throw new TypeError('the connection has not negotiated yet');
    return this.#negotiated;
  }

  /** The hash over NEGOTIATE's request and response, from which each session's goes on.  [MS-SMB2] 3.2.5.2 */
  get preauthHash(): Buffer {
    return this.#preauthHash;
  }

  /** The error that ended the connection; undefined while it lives. */
  get closedBy(): SmbError | undefined {
    return this.#closedBy;
  }

  get remoteAddress(): string {
    return this.#transport?.remoteAddress ?? '';
  }

  get remotePort(): number {
    return this.#transport?.remotePort ?? 0;
  }

  /** Whether unanswered requests keep the process alive, as they do unless `open` was told otherwise. */
  get holdsProcess(): boolean {
    return this.#dispatcher.holdsProcess;
  }

  set holdsProcess(holds: boolean) {
    this.#dispatcher.holdsProcess = holds;
  }

  /** Credits that can be spent now, and what they add up to with those that are out. */
  get credits(): { readonly available: number; readonly ceiling: number } {
    return { available: this.#dispatcher.credits.available, ceiling: this.#dispatcher.credits.ceiling };
  }

  /** Requests sent and not yet finally answered. */
  get inFlight(): number {
    return this.#dispatcher.pending.size;
  }

  /** What has no answer yet, oldest first. */
  get waiting(): readonly WaitingRequest[] {
    return this.#dispatcher.waiting();
  }

  /** Bytes that have gone and come over the transport; those still in this process's buffers are not counted. */
  get bytes(): { readonly sent: number; readonly received: number } {
    return { sent: this.#transport?.bytesSent ?? 0, received: this.#transport?.bytesReceived ?? 0 };
  }

  /** Makes a session's key known, for what the server encrypts with it. */
  addSession(security: MessageSecurity): void {
    this.#sessions.set(security.sessionId, security);
  }

  removeSession(sessionId: bigint): void {
    this.#sessions.delete(sessionId);
  }

  /** The bytes of payload that one request can carry or ask for: what credits and `limit` allow, in whole credit units. */
  payloadLimit(limit: number): number {
    if (!this.negotiated.multiCredit) return Math.min(limit, 65536);
    return Math.min(limit, Math.max(1, this.#dispatcher.credits.ceiling) * 65536);
  }

  /**
   * Sends the steps as one frame, the later ones related to the first, and resolves with their final replies, whatever their
   * statuses. Rejects when the connection is lost or falls silent, and with the signal's reason.
   */
  exchange<const T extends readonly Step[]>(
    steps: T,
    context: RequestContext,
    options: ExchangeOptions = {},
  ): Promise<Replies<T>> {
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(steps, context, options, resolve as (replies: Reply[]) => void, reject);
      if (this.#closedBy) exchange.fail(this.#closedBy);
      else this.#dispatcher.begin(exchange);
    });
  }

  /** Asks the server for a sign of life; any answer will do.  [MS-SMB2] 3.2.4.19 */
  async echo(options: Pick<ExchangeOptions, 'signal' | 'ref'> = {}): Promise<void> {
    await this.exchange([step(Echo, {})], NO_SESSION, options);
  }

  /** Whether a chain of these steps can ever be paid at once. When it cannot, ECHO requests ask the server for more first. */
  async affords(steps: readonly Step[]): Promise<boolean> {
    const cost = this.#dispatcher.cost(steps);
    while (cost > this.#dispatcher.credits.ceiling && this.#dispatcher.credits.ceiling > this.#grownTo) {
      const before = this.#dispatcher.credits.ceiling;
      this.#growing ??= this.echo().finally(() => {
        this.#growing = undefined;
      });
      await this.#growing;
      // A server that has not given more when asked is not asked again until it has.
      if (this.#dispatcher.credits.ceiling <= before) this.#grownTo = before;
    }
    return cost <= this.#dispatcher.credits.ceiling;
  }

  /** Whether `affords` can be skipped. */
  affordsNow(steps: readonly Step[]): boolean {
    return this.#dispatcher.cost(steps) <= this.#dispatcher.credits.ceiling;
  }

  /** Gives up, with CANCEL, every exchange that runs on behalf of `context`; each is rejected with `reason`. */
  giveUp(context: RequestContext, reason: unknown): void {
    this.#dispatcher.giveUpAll(context, reason);
  }

  /** Closes after what was sent has left; whatever is still unanswered is rejected. */
  async end(): Promise<void> {
    this.#fail(new ConnectionError('ERR_SMB_CLOSED', 'the connection was closed'));
    await this.#transport?.end();
  }

  /** Drops the connection at once, rejecting everything with `error`. */
  destroy(error: unknown = new ConnectionError('ERR_SMB_CLOSED', 'the connection was closed')): void {
    this.#fail(asSmbError(error));
    this.#transport?.destroy();
  }

  async #negotiate(signal: AbortSignal | undefined): Promise<void> {
    const request = negotiateRequest(this.settings);
    const transcript = (message: readonly Buffer[]): void => {
      this.#preauthHash = extendPreauthHash(this.#preauthHash, message);
    };
    const [reply] = await this.exchange([step(Negotiate, request)], NO_SESSION, { signal, transcript });
    if (!reply.body) throw negotiationRefused(this.settings, ntstatusName(reply.status));
    transcript([reply.message]);
    const transport = this.#transport;
    if (!transport) return;
    this.#negotiated = acceptNegotiate(this.settings, request, reply.body, transport.maxFrameLength);
    this.#dispatcher.multiCredit = this.#negotiated.multiCredit;
    const { maxReadSize, maxTransactSize } = this.#negotiated;
    const longest = Math.max(maxReadSize, maxTransactSize) + MAX_SMALL_FRAME;
    transport.frameLimit = Math.min(transport.maxFrameLength, longest);
  }

  place(head: Buffer, frameLength: number): Placement | undefined {
    const placement = readResponsePlacement(head, frameLength);
    if (!placement || placement.dataOffset > head.length) return undefined;
    const pending = this.#dispatcher.pending.get(
      head.readUInt32LE(MESSAGE_ID_OFFSET) + head.readUInt32LE(MESSAGE_ID_OFFSET + 4) * 2 ** 32,
    );
    if (!pending?.step.into || pending.exchange.settled) return undefined;
    checkReadLength(pending.step.into.length, placement.dataLength);
    pending.placing = true;
    return { headLength: placement.dataOffset, target: pending.step.into.subarray(0, placement.dataLength) };
  }

  receive(frame: Buffer, placement: Placement | undefined): void {
    if (this.#closedBy) return;
    this.#dispatcher.deadlines.received();
    this.counters.framesReceived++;
    try {
      let answers = 0;
      const messages = openFrame(frame, placement, this.#sessions, (head, length) => this.place(head, length));
      for (const message of messages) if (this.#receiveMessage(message)) answers++;
      if (answers === 0) this.#dispatcher.deadlines.idle(FRAME_HEADROOM + frame.length);
    } catch (error) {
      this.destroy(error);
    }
  }

  /** Whether it is the final reply to a request. */
  #receiveMessage(message: IncomingMessage): boolean {
    const { header } = message;
    if (header.messageId === UNSOLICITED_MESSAGE_ID) {
      this.#receiveBreak(message);
      return false;
    }
    const pending = this.#dispatcher.pending.get(header.messageId);
    if (!pending || pending.step.codec.command !== header.command) {
      throw new MalformedError(`a reply to message ${header.messageId}, which does not wait for one`);
    }
    const { exchange } = pending;
    checkProtection(message, exchange.context);
    if (isTraced()) traceReply(this.settings.host, pending, header.status);
    if (isInterim(header)) {
      this.#receiveInterim(header, pending);
      return false;
    }
    // What cannot be decoded ends the connection, and with it the request, which must still be known then.
    const reply = replyOf(pending.step, message);
    this.#dispatcher.pending.remove(pending);
    this.#dispatcher.deadlines.answered(header.messageId);
    this.#dispatcher.deadlines.restart(exchange);
    const { into } = pending.step;
    // The exchange may have been given up, and its buffer with it.
    if (into && reply.body && !message.placed && !exchange.settled) (reply.body as ReadResponse).data.copy(into);
    exchange.complete(pending.index, reply);
    this.#dispatcher.credits.settle(pending.cost, header.credits);
    return true;
  }

  /** [MS-SMB2] 3.2.5.19: an oplock or lease is taken back. */
  #receiveBreak(message: IncomingMessage): void {
    const r = new Reader(message.bytes);
    r.skip(HEADER_SIZE);
    const notification = readOplockBreakNotification(r);
    this.onOplockBreak?.(notification);
  }

  /** [MS-SMB2] 3.2.5.1.5: the server has taken the request, and will answer it later. */
  #receiveInterim(header: Header, pending: PendingRequest): void {
    const { exchange } = pending;
    this.counters.interimReplies++;
    pending.asyncId = header.asyncId;
    if (!exchange.acknowledged) {
      exchange.acknowledged = true;
      this.#dispatcher.deadlines.restart(exchange);
    }
    exchange.options.pending?.(pending.index);
    if (header.credits === 0) return;
    // The final reply will give none back: this is what the request cost.
    const { cost } = pending;
    pending.cost = 0;
    this.#dispatcher.credits.settle(cost, header.credits);
  }

  closed(error: Error | undefined): void {
    this.#fail(asSmbError(error ?? new ConnectionError('ECONNRESET', 'the server closed the connection')));
  }

  #fail(error: SmbError): void {
    if (this.#closedBy) return;
    this.#closedBy = error;
    this.#dispatcher.fail(error);
    this.onClosed?.(error);
  }
}

function asSmbError(error: unknown): SmbError {
  if (error instanceof SmbError) return error;
  return new ConnectionError('ECONNRESET', 'the connection was dropped after an unexpected error', { cause: error });
}
