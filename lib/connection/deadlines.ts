/** Gives up on what a server leaves unanswered, and finds out whether it is still there at all.  [MS-SMB2] 3.2.6.1 */
import { ConnectionError } from '../errors.ts';
import type { Exchange } from './exchange.ts';
import type { PendingRequests } from './pending-requests.ts';
import { SilenceClock } from './silence-clock.ts';

/** Bytes that must arrive within a tick (a second, or less) to count as progress: one byte a second does not. */
const FAIR_PACE = 1024;

/** Bytes a millisecond that a link is expected to carry: what takes longer to be sent is given up. */
const SLOWEST_UPLOAD = 64;

/**
 * A server that has said that it is working on a request is given so many times the patience: while another client's oplock
 * is being broken, an open alone takes longer than the usual deadline.
 */
const PENDING_PATIENCE = 4;

/** Milliseconds that a server has to answer what was cancelled: until then it may still do it. */
const CANCEL_PATIENCE = 1000;

/** What the deadlines of a connection are about, and what they do when one has passed. */
export interface Watched {
  readonly pending: PendingRequests;
  /** Exchanges that wait for credits. */
  queued(): Iterable<Exchange>;
  /** Bytes received so far, those of frames that are not whole yet included. */
  bytesReceived(): number;
  /** Whether the caller's memory is in use, so that the exchange can end only with its reply or with the connection. */
  holdsCallersBuffer(exchange: Exchange): boolean;
  /** Whether the caller could have its memory back now. */
  isFree(exchange: Exchange): boolean;
  giveUp(exchange: Exchange, error: ConnectionError): void;
  destroy(error: ConnectionError): void;
  /** Asks the server for a sign of life; without one the connection is to end. */
  probe(): void;
}

export class Deadlines {
  readonly #requestTimeout: number;
  readonly #watched: Watched;
  readonly #clock: SilenceClock;
  #lastReceived = 0;
  #lastProbe = 0;
  #bytesAtTick = 0;
  /** Bytes since the last tick that answered nothing. */
  #idleBytes = 0;
  /** The lowest MessageId answered since the last tick, and the highest ever. */
  #oldestAnswered = Number.POSITIVE_INFINITY;
  #newestAnswered = -1;

  constructor(requestTimeout: number, watched: Watched) {
    this.#requestTimeout = requestTimeout;
    this.#watched = watched;
    const interval = Math.min(Math.max(requestTimeout / 8, 20), 1000);
    this.#clock = new SilenceClock(interval, () => this.#check());
  }

  /** The exchange has been asked for. */
  begin(exchange: Exchange): void {
    this.restart(exchange);
    exchange.begun = exchange.lastActivity;
  }

  /** The exchange was sent, or got an answer: its silence starts now. */
  restart(exchange: Exchange): void {
    this.#clock.start();
    exchange.lastActivity = this.#clock.now();
  }

  /** Milliseconds since an exchange was asked for, without the time in which this process did not run. */
  age(exchange: Exchange): number {
    return this.#clock.now() - exchange.begun;
  }

  /** A frame has arrived. */
  received(): void {
    this.#lastReceived = this.#clock.now();
  }

  /** A request has got its final reply. */
  answered(messageId: number): void {
    this.#oldestAnswered = Math.min(this.#oldestAnswered, messageId);
    this.#newestAnswered = Math.max(this.#newestAnswered, messageId);
  }

  /** A frame of so many bytes, its length field included, answered nothing: however many of them come, it is no progress. */
  idle(bytes: number): void {
    this.#idleBytes += bytes;
  }

  stop(): void {
    this.#clock.stop();
  }

  #check(): void {
    const { pending, queued } = this.#watched;
    this.#release();
    const waiting = [...pending.exchanges(), ...queued()].filter((exchange) => !exchange.settled);
    if (waiting.length === 0) {
      this.#clock.stop();
      return;
    }
    const now = this.#clock.now();
    this.#noteProgress(now);
    for (const exchange of waiting) {
      const patience = this.#patience(exchange);
      if (now - exchange.lastActivity < patience) continue;
      const error = new ConnectionError('ETIMEDOUT', `no reply to ${exchange.name} within ${Math.round(patience)} ms`);
      const silent = this.#lastReceived <= exchange.lastActivity && !exchange.acknowledged;
      // Nothing at all since the request left, or a payload that stopped half-way: it is the connection that is dead.
      if (silent || this.#watched.holdsCallersBuffer(exchange)) {
        this.#watched.destroy(error);
        return;
      }
      this.#watched.giveUp(exchange, error);
    }
    this.#probe(now, waiting);
  }

  /** Who has been given up, and waits only for what the server makes of that, does not wait for long. */
  #release(): void {
    const now = this.#clock.now();
    for (const exchange of this.#watched.pending.exchanges()) {
      if (!exchange.isAbandoned || now - exchange.lastActivity < CANCEL_PATIENCE) continue;
      if (this.#watched.isFree(exchange)) exchange.release();
    }
  }

  /** Milliseconds that an exchange may be silent. */
  #patience(exchange: Exchange): number {
    const timeout = exchange.options.timeout ?? this.#requestTimeout;
    if (timeout === 0) return Number.POSITIVE_INFINITY;
    const upload = exchange.firstMessageId < 0 ? 0 : exchange.payloadSent / SLOWEST_UPLOAD;
    return (exchange.acknowledged ? timeout * PENDING_PATIENCE : timeout) + upload;
  }

  /**
   * A request is not silent while those before it are being answered, nor while its own answer, or one that may have to come
   * first, is arriving at a fair pace: a full window takes minutes on a slow link. One that later requests have overtaken is.
   */
  #noteProgress(now: number): void {
    const { pending, queued, bytesReceived } = this.#watched;
    const bytes = bytesReceived();
    const arriving = bytes - this.#bytesAtTick - this.#idleBytes >= FAIR_PACE;
    this.#bytesAtTick = bytes;
    this.#idleBytes = 0;
    const answered = this.#oldestAnswered;
    this.#oldestAnswered = Number.POSITIVE_INFINITY;
    if (!arriving && answered === Number.POSITIVE_INFINITY) return;
    for (const { exchange, placing } of pending) {
      const next = placing || exchange.firstMessageId > this.#newestAnswered;
      if ((arriving && next) || exchange.firstMessageId > answered) exchange.lastActivity = now;
    }
    for (const exchange of queued()) exchange.lastActivity = now;
  }

  /** Where nobody else would notice that the server has gone, an ECHO does. */
  #probe(now: number, waiting: readonly Exchange[]): void {
    if (now - Math.max(this.#lastReceived, this.#lastProbe) < this.#requestTimeout) return;
    if (!waiting.some((exchange) => exchange.options.timeout === 0 || exchange.acknowledged)) return;
    this.#lastProbe = now;
    this.#watched.probe();
  }
}
