/** The requests whose final reply has not come, by MessageId.  [MS-SMB2] 3.2.1.7 Connection.OutstandingRequests */
import type { Exchange, Step } from './exchange.ts';

/** One message that was sent and waits for its final reply. */
export interface PendingRequest {
  readonly exchange: Exchange;
  /** Which step of the exchange. */
  readonly index: number;
  readonly step: Step;
  readonly messageId: number;
  /** Credits that it cost and that no reply has given back. */
  cost: number;
  /** From the interim reply; 0n before one. CANCEL needs it. */
  asyncId: bigint;
  /** Its payload is being received into the caller's buffer at this moment. */
  placing: boolean;
}

/** Places in the ring. What is in flight spans fewer MessageIds than this, but for what waits for long: notifications, locks. */
const RING_SIZE = 1024;

/**
 * A ring, not a Map: a Map that keeps taking and dropping entries leaves behind a chain of dead tables, which have the
 * garbage collector take every request in them for alive.
 */
export class PendingRequests {
  readonly #ring: (PendingRequest | undefined)[] = new Array(RING_SIZE).fill(undefined);
  /** Those whose place was taken by one that waits for longer. */
  readonly #displaced = new Map<number, PendingRequest>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(pending: PendingRequest): void {
    const place = pending.messageId % RING_SIZE;
    if (this.#ring[place]) this.#displaced.set(pending.messageId, pending);
    else this.#ring[place] = pending;
    this.#size++;
  }

  get(messageId: number): PendingRequest | undefined {
    const pending = this.#ring[messageId % RING_SIZE];
    return pending?.messageId === messageId ? pending : this.#displaced.get(messageId);
  }

  /** Forgets a request that is among them. */
  remove(pending: PendingRequest): void {
    const place = pending.messageId % RING_SIZE;
    if (this.#ring[place] === pending) this.#ring[place] = undefined;
    else this.#displaced.delete(pending.messageId);
    this.#size--;
  }

  /** The unanswered requests of one exchange. */
  of(exchange: Exchange): PendingRequest[] {
    return this.#all().filter((pending) => pending.exchange === exchange);
  }

  /** The exchanges that have unanswered requests, oldest first. */
  exchanges(): Set<Exchange> {
    return new Set(this.#all().map((pending) => pending.exchange));
  }

  [Symbol.iterator](): Iterator<PendingRequest> {
    return this.#all().values();
  }

  clear(): void {
    this.#ring.fill(undefined);
    this.#displaced.clear();
    this.#size = 0;
  }

  /** Oldest first. */
  #all(): PendingRequest[] {
    const inRing = this.#ring.filter((pending) => pending !== undefined);
    return [...inRing, ...this.#displaced.values()].sort((one, other) => one.messageId - other.messageId);
  }
}
