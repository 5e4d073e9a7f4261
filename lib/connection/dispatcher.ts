/** The sending half of a connection: exchanges wait for credits, are numbered, leave, and are given up.  [MS-SMB2] 3.2.4.1 */
import type { Transport } from '../transport/transport.ts';
import { Writer } from '../wire/writer.ts';
import { Credits } from './credits.ts';
import { Deadlines } from './deadlines.ts';
import type { Exchange, RequestContext, Step } from './exchange.ts';
import { onAbort } from './on-abort.ts';
import { creditCost, type Slot, writeCancel, writeFrame } from './outgoing-frame.ts';
import { PendingRequests } from './pending-requests.ts';
import { isTraced, traceRequest } from './tracing.ts';

/** What a connection has done so far; the counters only grow. */
export interface ConnectionCounters {
  /** Commands: a frame carries one, or a chain of them. */
  requests: number;
  framesSent: number;
  framesReceived: number;
  /** STATUS_PENDING replies: requests that the server took its time for. */
  interimReplies: number;
  /** Requests given up on, by signal or by silence. */
  cancelled: number;
  /** Those given up on because no answer came in time. */
  timeouts: number;
}

/** An exchange that has no answer yet, for people to look at. */
export interface WaitingRequest {
  /** The commands, as the specification names them. */
  readonly command: string;
  /** Since it was asked for. */
  readonly milliseconds: number;
  /** `queued`: it waits for credits; `sent`; `pending`: the server has said that it works on it. */
  readonly state: 'queued' | 'sent' | 'pending';
}

/** What the sending half needs of its connection. */
export interface DispatcherHost {
  /** The server's. */
  readonly name: string;
  readonly counters: ConnectionCounters;
  /** Undefined while connecting. */
  transport(): Transport | undefined;
  destroy(error: unknown): void;
  /** Asks the server for a sign of life, without keeping the process alive for it. */
  probe(): Promise<void>;
}

export class Dispatcher {
  readonly credits: Credits = new Credits();
  readonly pending: PendingRequests = new PendingRequests();
  readonly deadlines: Deadlines;
  /** Whether large requests cost several credits: known once it has been negotiated. */
  multiCredit = false;
  /** Whether exchanges keep the process alive that do not say otherwise. */
  holdsProcess = true;
  readonly #host: DispatcherHost;
  /** Exchanges that wait for credits, with what serves them. */
  readonly #queued = new Map<Exchange, () => void>();
  readonly #writer = new Writer();
  #nextMessageId = 0;
  /** Unsettled exchanges that keep the process alive. */
  #referenced = 0;

  constructor(requestTimeout: number, host: DispatcherHost) {
    this.#host = host;
    this.deadlines = new Deadlines(requestTimeout, {
      pending: this.pending,
      queued: () => this.#queued.keys(),
      bytesReceived: () => host.transport()?.bytesReceived ?? 0,
      holdsCallersBuffer: (exchange) => this.#holdsCallersBuffer(exchange),
      isFree: (exchange) => this.#isFree(exchange),
      giveUp: (exchange, error) => {
        host.counters.timeouts++;
        this.#giveUp(exchange, error);
      },
      destroy: (error) => host.destroy(error),
      // A lost probe ends the connection by its own deadline, which rejects whatever waits.
      probe: () => host.probe().catch((error: unknown) => host.destroy(error)),
    });
  }

  /** The credits that steps cost, sent as one chain. */
  cost(steps: readonly Step[]): number {
    let cost = 0;
    for (const item of steps) cost += creditCost(item, this.multiCredit);
    return cost;
  }

  /** What has no answer yet, oldest first. */
  waiting(): WaitingRequest[] {
    const queued = new Set(this.#queued.keys());
    return [...this.pending.exchanges(), ...queued]
      .filter((exchange) => !exchange.settled)
      .map((exchange) => ({
        command: exchange.name,
        milliseconds: this.deadlines.age(exchange),
        state: queued.has(exchange) ? 'queued' : exchange.acknowledged ? 'pending' : 'sent',
      }));
  }

  /** Sends an exchange as soon as it can be paid. */
  begin(exchange: Exchange): void {
    const { signal } = exchange.options;
    if (signal?.aborted) {
      exchange.fail(signal.reason);
      return;
    }
    const ignore = signal && onAbort(signal, () => this.#giveUp(exchange, signal.reason));
    const ref = this.holdsProcess && (exchange.options.ref ?? true);
    if (ref && this.#referenced++ === 0) this.#host.transport()?.ref();
    exchange.onSettled = () => {
      ignore?.();
      if (ref && --this.#referenced === 0) this.#host.transport()?.unref();
    };
    this.deadlines.begin(exchange);
    const cost = this.cost(exchange.steps);
    if (this.credits.takeNow(cost)) {
      this.#send(exchange);
      return;
    }
    const serve = (): void => {
      if (this.#queued.delete(exchange)) this.#send(exchange);
    };
    this.#queued.set(exchange, serve);
    this.credits.wait(cost, serve, (error) => {
      if (this.#queued.delete(exchange)) exchange.fail(error);
    });
  }

  /** Rejects everything that has no answer yet. */
  fail(error: Error): void {
    this.deadlines.stop();
    const open = [...this.pending.exchanges(), ...this.#queued.keys()];
    this.pending.clear();
    this.#queued.clear();
    for (const exchange of open) exchange.fail(error);
  }

  /** Stops waiting for everything that was asked for on behalf of `context`. */
  giveUpAll(context: RequestContext, reason: unknown): void {
    for (const exchange of [...this.pending.exchanges(), ...this.#queued.keys()]) {
      if (exchange.context === context) this.#giveUp(exchange, reason);
    }
  }

  #send(exchange: Exchange): void {
    const { steps, context, options } = exchange;
    let messageId = this.#nextMessageId;
    const slots: Slot[] = steps.map((item) => {
      const cost = creditCost(item, this.multiCredit);
      const slot = { messageId, cost, creditRequest: this.credits.request(cost) };
      messageId += cost;
      return slot;
    });
    try {
      const frame = writeFrame(this.#writer, steps, slots, context, this.multiCredit, options);
      this.#host.transport()?.send(frame);
    } catch (error) {
      // Nothing has left: the MessageIds are as free as before, and what they cost is not spent.
      const cost = messageId - this.#nextMessageId;
      exchange.fail(error);
      this.credits.settle(cost, cost);
      return;
    }
    options.sent?.();
    this.#nextMessageId = messageId;
    exchange.firstMessageId = slots[0]?.messageId ?? -1;
    this.deadlines.restart(exchange);
    for (const [index, item] of steps.entries()) {
      const { messageId, cost } = slots[index] as Slot;
      this.pending.add({ exchange, index, step: item, messageId, cost, asyncId: 0n, placing: false });
    }
    this.#host.counters.framesSent++;
    this.#host.counters.requests += steps.length;
    if (isTraced()) for (const pending of this.pending.of(exchange)) traceRequest(this.#host.name, pending);
  }

  /** Stops waiting for an exchange: out of the queue, or CANCEL for what was sent. */
  #giveUp(exchange: Exchange, reason: unknown): void {
    if (exchange.settled) return;
    this.#host.counters.cancelled++;
    const serve = this.#queued.get(exchange);
    if (serve) {
      this.#queued.delete(exchange);
      exchange.fail(reason);
      this.credits.withdraw(serve);
      return;
    }
    for (const pending of this.pending.of(exchange)) this.#host.transport()?.send(writeCancel(this.#writer, pending));
    // Memory that is being sent, or received into, is the caller's again when the server has answered.
    if (this.#holdsCallersBuffer(exchange)) {
      exchange.abandon(reason);
      this.deadlines.restart(exchange);
    } else {
      exchange.fail(reason);
    }
  }

  /** Whether the caller could have its memory back although there is no answer: the kernel has taken what was sent. */
  #isFree(exchange: Exchange): boolean {
    if ((this.#host.transport()?.bufferedBytes ?? 0) > 0) return false;
    return !this.pending.of(exchange).some((pending) => pending.placing);
  }

  #holdsCallersBuffer(exchange: Exchange): boolean {
    return exchange.sendsCallersBuffer || this.pending.of(exchange).some((pending) => pending.placing);
  }
}
