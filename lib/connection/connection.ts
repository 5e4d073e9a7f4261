/** A negotiated connection: requests go out when they can be paid for, replies find their requests, everything settles.  [MS-SMB2] 3.2.1.2 */
import { extendPreauthHash, INITIAL_PREAUTH_HASH } from '../crypto/preauth.ts';
import { ConnectionError, MalformedError, SecurityError, SmbError } from '../errors.ts';
import { connectTransport } from '../transport/connect.ts';
import type { FrameHandler, Placement, Transport } from '../transport/transport.ts';
import { Echo } from '../wire/commands/echo.ts';
import { Negotiate } from '../wire/commands/negotiate.ts';
import { type OplockBreakNotification, readOplockBreakNotification } from '../wire/commands/oplock-break.ts';
import { Read, readResponsePlacement } from '../wire/commands/read.ts';
import {
  HEADER_SIZE,
  type Header,
  MESSAGE_ID_OFFSET,
  SMB2_FLAGS_ASYNC_COMMAND,
  SMB2_FLAGS_SIGNED,
  UNSOLICITED_MESSAGE_ID,
} from '../wire/header.ts';
import {
  ntstatusName,
  STATUS_NETWORK_SESSION_EXPIRED,
  STATUS_PENDING,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from '../wire/ntstatus.ts';
import { Reader } from '../wire/reader.ts';
import { Writer } from '../wire/writer.ts';
import { Credits } from './credits.ts';
import {
  Exchange,
  type ExchangeOptions,
  type Replies,
  type Reply,
  type RequestContext,
  type Step,
  step,
} from './exchange.ts';
import { decodeBody, type IncomingMessage, openFrame } from './incoming-frame.ts';
import type { MessageSecurity } from './message-security.ts';
import { acceptNegotiate, type Negotiated, negotiateRequest, negotiationRefused } from './negotiation.ts';
import { creditCost, type Slot, writeCancel, writeFrame } from './outgoing-frame.ts';
import { type PendingRequest, PendingRequests } from './pending-requests.ts';
import type { ConnectionSettings } from './settings.ts';
import { SilenceClock } from './silence-clock.ts';

/** Bytes that must arrive within a tick (a second, or less) to count as progress: one byte a second does not. */
const FAIR_PACE = 1024;

/** For requests that belong to no session: NEGOTIATE and ECHO. */
export const NO_SESSION: RequestContext = { sessionId: 0n, treeId: 0, protection: 'plain', security: undefined };

/** What a connection has done so far; the counters only grow. */
export interface ConnectionCounters {
  framesSent: number;
  framesReceived: number;
  /** STATUS_PENDING replies: requests that the server took its time for. */
  interimReplies: number;
  /** Requests given up on, by signal or by silence. */
  cancelled: number;
}

export class Connection implements FrameHandler {
  readonly settings: ConnectionSettings;
  readonly counters: ConnectionCounters = { framesSent: 0, framesReceived: 0, interimReplies: 0, cancelled: 0 };
  /** Called once, when the connection is gone; the error that every open exchange was rejected with. */
  onClosed: ((error: SmbError) => void) | undefined;
  /** Called for every oplock or lease break that the server sends. */
  onOplockBreak: ((notification: OplockBreakNotification) => void) | undefined;
  readonly #credits = new Credits();
  readonly #pending = new PendingRequests();
  /** Exchanges that wait for credits, with what serves them. */
  readonly #queued = new Map<Exchange, () => void>();
  readonly #sessions = new Map<bigint, MessageSecurity>();
  readonly #writer = new Writer();
  readonly #clock: SilenceClock;
  #preauthHash: Buffer = INITIAL_PREAUTH_HASH;
  #transport: Transport | undefined;
  #negotiated: Negotiated | undefined;
  #closedBy: SmbError | undefined;
  #nextMessageId = 0;
  #lastReceived = 0;
  #lastProbe = 0;
  #bytesReceivedAtTick = 0;
  /** The lowest MessageId answered since the last tick. */
  #oldestAnswered = Number.POSITIVE_INFINITY;
  /** Unsettled exchanges that keep the process alive. */
  #referenced = 0;

  /**
   * Connects and negotiates. Rejects with a ConnectionError, NegotiationError or SecurityError.
   */
  static async open(settings: ConnectionSettings, signal?: AbortSignal): Promise<Connection> {
    const connection = new Connection(settings);
    connection.#transport = await connectTransport({
      kind: settings.transport,
      host: settings.host,
      port: settings.port,
      connectTimeout: settings.connectTimeout,
      signal,
      handler: connection,
    });
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
    const interval = Math.min(Math.max(settings.requestTimeout / 8, 20), 1000);
    this.#clock = new SilenceClock(interval, () => this.#checkDeadlines());
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

  /** Credits that can be spent now, and what they add up to with those that are out. */
  get credits(): { readonly available: number; readonly ceiling: number } {
    return { available: this.#credits.available, ceiling: this.#credits.ceiling };
  }

  /** Requests sent and not yet finally answered. */
  get inFlight(): number {
    return this.#pending.size;
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
    return Math.min(limit, Math.max(1, this.#credits.ceiling) * 65536);
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
      this.#begin(new Exchange(steps, context, options, resolve as (replies: Reply[]) => void, reject));
    });
  }

  /** Asks the server for a sign of life; any answer will do.  [MS-SMB2] 3.2.4.19 */
  async echo(signal?: AbortSignal): Promise<void> {
    await this.exchange([step(Echo, {})], NO_SESSION, { signal });
  }

  /** Whether a chain of these steps can ever be paid at once. When it cannot, ECHO requests ask the server for more first. */
  async affords(steps: readonly Step[]): Promise<boolean> {
    const cost = this.#cost(steps);
    while (cost > this.#credits.ceiling) {
      const before = this.#credits.ceiling;
      await this.echo();
      if (this.#credits.ceiling <= before) return false;
    }
    return true;
  }

  /** Whether `affords` can be skipped. */
  affordsNow(steps: readonly Step[]): boolean {
    return this.#cost(steps) <= this.#credits.ceiling;
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
    const limit = this.#transport?.maxFrameLength ?? 0;
    this.#negotiated = acceptNegotiate(this.settings, request, reply.body, limit);
  }

  #cost(steps: readonly Step[]): number {
    const multiCredit = this.#negotiated?.multiCredit ?? false;
    let cost = 0;
    for (const item of steps) cost += creditCost(item, multiCredit);
    return cost;
  }

  #begin(exchange: Exchange): void {
    const { signal } = exchange.options;
    if (this.#closedBy || signal?.aborted) {
      exchange.fail(this.#closedBy ?? signal?.reason);
      return;
    }
    const abort = (): void => this.#giveUp(exchange, signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    const ref = exchange.options.ref ?? true;
    if (ref && this.#referenced++ === 0) this.#transport?.ref();
    exchange.onSettled = () => {
      signal?.removeEventListener('abort', abort);
      if (ref && --this.#referenced === 0) this.#transport?.unref();
    };
    this.#clock.start();
    exchange.lastActivity = this.#clock.now();
    const serve = (): void => {
      this.#queued.delete(exchange);
      this.#dispatch(exchange);
    };
    this.#queued.set(exchange, serve);
    this.#credits.take(this.#cost(exchange.steps), serve);
  }

  #dispatch(exchange: Exchange): void {
    const multiCredit = this.#negotiated?.multiCredit ?? false;
    const slots: Slot[] = exchange.steps.map((item) => {
      const cost = creditCost(item, multiCredit);
      const slot = { messageId: this.#nextMessageId, cost, creditRequest: this.#credits.request(cost) };
      this.#nextMessageId += cost;
      return slot;
    });
    exchange.firstMessageId = slots[0]?.messageId ?? -1;
    exchange.lastActivity = this.#clock.now();
    try {
      const { context, options } = exchange;
      const frame = writeFrame(this.#writer, exchange.steps, slots, context, multiCredit, options.transcript);
      for (const [index, item] of exchange.steps.entries()) {
        const { messageId, cost } = slots[index] as Slot;
        this.#pending.add({ exchange, index, step: item, messageId, cost, asyncId: 0n, placing: false });
      }
      this.#transport?.send(frame);
      this.counters.framesSent++;
    } catch (error) {
      // A frame that could not be written leaves a gap in the MessageIds that the server would wait for.
      this.destroy(error);
      exchange.fail(error);
    }
  }

  /** Stops waiting for an exchange: out of the queue, or CANCEL for what was sent. */
  #giveUp(exchange: Exchange, reason: unknown): void {
    if (exchange.settled) return;
    this.counters.cancelled++;
    const serve = this.#queued.get(exchange);
    if (serve) {
      this.#queued.delete(exchange);
      this.#credits.withdraw(serve);
      exchange.fail(reason);
      return;
    }
    for (const pending of this.#pending.of(exchange)) this.#transport?.send(writeCancel(this.#writer, pending));
    // Memory that is being sent, or received into, is the caller's again only when the server has answered.
    if (!this.#holdsCallersBuffer(exchange)) exchange.fail(reason);
  }

  #holdsCallersBuffer(exchange: Exchange): boolean {
    return exchange.sendsCallersBuffer || this.#pending.of(exchange).some((pending) => pending.placing);
  }

  /** [MS-SMB2] 3.2.6.1: the request expiration timer. */
  #checkDeadlines(): void {
    const now = this.#clock.now();
    this.#noteProgress(now);
    const waiting = [...this.#pending.exchanges(), ...this.#queued.keys()].filter((exchange) => !exchange.settled);
    if (waiting.length === 0) this.#clock.stop();
    for (const exchange of waiting) {
      const timeout = exchange.options.timeout ?? this.settings.requestTimeout;
      if (timeout === 0 || now - exchange.lastActivity < timeout) continue;
      const error = new ConnectionError('ETIMEDOUT', `no reply to ${exchange.name} within ${timeout} ms`);
      // Nothing at all since the request left, or a payload that stopped half-way: it is the connection that is dead.
      if (this.#lastReceived <= exchange.lastActivity || this.#holdsCallersBuffer(exchange)) {
        this.destroy(error);
        return;
      }
      this.#giveUp(exchange, error);
    }
    this.#probe(now, waiting);
  }

  /**
   * A request is not silent while those before it are being answered, nor while a frame is arriving at a fair pace: a full
   * window takes minutes on a slow link.
   */
  #noteProgress(now: number): void {
    const received = this.#transport?.bytesReceived ?? 0;
    const arriving = received - this.#bytesReceivedAtTick >= FAIR_PACE;
    this.#bytesReceivedAtTick = received;
    const answered = this.#oldestAnswered;
    this.#oldestAnswered = Number.POSITIVE_INFINITY;
    if (!arriving && answered === Number.POSITIVE_INFINITY) return;
    for (const exchange of this.#pending.exchanges()) {
      if (arriving || exchange.firstMessageId > answered) exchange.lastActivity = now;
    }
  }

  /** Where only requests without a deadline wait, an ECHO finds out whether anybody is still there. */
  #probe(now: number, waiting: readonly Exchange[]): void {
    const quiet = now - Math.max(this.#lastReceived, this.#lastProbe) >= this.settings.requestTimeout;
    if (!quiet || !waiting.some((exchange) => exchange.options.timeout === 0)) return;
    this.#lastProbe = now;
    // A lost probe ends the connection by its own deadline, which rejects whatever waits here.
    this.exchange([step(Echo, {})], NO_SESSION, { ref: false }).catch((error: unknown) => this.destroy(error));
  }

  place(head: Buffer, frameLength: number): Placement | undefined {
    const placement = readResponsePlacement(head, frameLength);
    if (!placement || placement.dataOffset > head.length) return undefined;
    const pending = this.#pending.get(
      head.readUInt32LE(MESSAGE_ID_OFFSET) + head.readUInt32LE(MESSAGE_ID_OFFSET + 4) * 2 ** 32,
    );
    if (!pending?.step.into || pending.exchange.settled || pending.step.codec.command !== Read.command)
      return undefined;
    if (placement.dataLength > pending.step.into.length) {
      throw new MalformedError(
        `READ returned ${placement.dataLength} bytes where ${pending.step.into.length} were asked for`,
      );
    }
    pending.placing = true;
    return { headLength: placement.dataOffset, target: pending.step.into.subarray(0, placement.dataLength) };
  }

  receive(frame: Buffer, placement: Placement | undefined): void {
    if (this.#closedBy) return;
    this.#lastReceived = this.#clock.now();
    this.counters.framesReceived++;
    try {
      for (const message of openFrame(frame, placement, this.#sessions)) this.#receiveMessage(message);
    } catch (error) {
      this.destroy(error);
    }
  }

  #receiveMessage(message: IncomingMessage): void {
    const { header } = message;
    if (header.messageId === UNSOLICITED_MESSAGE_ID) {
      const r = new Reader(message.bytes);
      r.skip(HEADER_SIZE);
      this.onOplockBreak?.(readOplockBreakNotification(r));
      return;
    }
    const pending = this.#pending.get(header.messageId);
    if (!pending || pending.step.codec.command !== header.command) {
      throw new MalformedError(`a reply to message ${header.messageId}, which does not wait for one`);
    }
    this.#checkProtection(message, pending.exchange.context);
    if (isInterim(header)) {
      this.counters.interimReplies++;
      pending.asyncId = header.asyncId;
      pending.exchange.lastActivity = this.#clock.now();
      this.#credits.grant(header.credits);
      return;
    }
    this.#pending.remove(pending);
    this.#oldestAnswered = Math.min(this.#oldestAnswered, header.messageId);
    this.#credits.settle(pending.cost, header.credits);
    pending.exchange.lastActivity = this.#clock.now();
    pending.exchange.complete(pending.index, replyOf(message, pending));
  }

  /** [MS-SMB2] 3.2.5.1.1, 3.2.5.1.3: a reply is protected as its request was. */
  #checkProtection(message: IncomingMessage, context: RequestContext): void {
    const { header, decryptedBy } = message;
    if (decryptedBy !== undefined) {
      if (decryptedBy !== context.sessionId) throw new SecurityError("a reply encrypted with another session's key");
      return;
    }
    if (context.protection === 'plain') return;
    // Interim replies are never signed; all they do is restart the silence clock.
    if (context.protection === 'signed' && isInterim(header)) return;
    if (context.protection === 'signed' && header.flags & SMB2_FLAGS_SIGNED) {
      const pieces = message.placed ? [message.bytes, message.placed] : [message.bytes];
      if (!context.security?.verify(pieces)) throw new SecurityError('a reply with a wrong signature');
      return;
    }
    if (header.status === STATUS_USER_SESSION_DELETED || header.status === STATUS_NETWORK_SESSION_EXPIRED) {
      // A server that has lost the session cannot sign for it. Unproven, it is worth no more than a reset.
      throw new ConnectionError('ECONNRESET', `the server ended the session: ${ntstatusName(header.status)}`);
    }
    throw new SecurityError(
      context.protection === 'encrypted'
        ? 'a reply in the clear on an encrypted session'
        : 'an unsigned reply on a signed session',
    );
  }

  closed(error: SmbError | undefined): void {
    this.#fail(error ?? new ConnectionError('ECONNRESET', 'the server closed the connection'));
  }

  #fail(error: SmbError): void {
    if (this.#closedBy) return;
    this.#closedBy = error;
    this.#clock.stop();
    const open = [...this.#pending.exchanges(), ...this.#queued.keys()];
    this.#pending.clear();
    this.#queued.clear();
    for (const exchange of open) exchange.fail(error);
    this.onClosed?.(error);
  }
}

function isInterim(header: Header): boolean {
  return header.status === STATUS_PENDING && (header.flags & SMB2_FLAGS_ASYNC_COMMAND) !== 0;
}

function replyOf(message: IncomingMessage, pending: PendingRequest): Reply {
  const { status, sessionId, treeId } = message.header;
  const common = { status, sessionId, treeId, message: message.bytes };
  if (message.placed) {
    return { ...common, body: { flags: 0, dataRemaining: 0, data: message.placed }, error: undefined };
  }
  const reply: Reply = { ...common, ...decodeBody(pending.step.codec, message) };
  const { into } = pending.step;
  if (into && reply.body && status === STATUS_SUCCESS) {
    const body = reply.body as { data: Buffer };
    if (body.data.length > into.length) {
      throw new MalformedError(`READ returned ${body.data.length} bytes where ${into.length} were asked for`);
    }
    // The exchange may have been given up, and its buffer with it.
    if (!pending.exchange.settled) body.data.copy(into);
  }
  return reply;
}

function asSmbError(error: unknown): SmbError {
  if (error instanceof SmbError) return error;
  return new ConnectionError('ECONNRESET', 'the connection was dropped after an unexpected error', { cause: error });
}
