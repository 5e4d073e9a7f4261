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

export class PendingRequests {
  readonly #byMessageId = new Map<number, PendingRequest>();

  get size(): number {
    return this.#byMessageId.size;
  }

  add(pending: PendingRequest): void {
    this.#byMessageId.set(pending.messageId, pending);
  }

  get(messageId: number): PendingRequest | undefined {
    return this.#byMessageId.get(messageId);
  }

  remove(pending: PendingRequest): void {
    this.#byMessageId.delete(pending.messageId);
  }

  /** The unanswered requests of one exchange. */
  of(exchange: Exchange): PendingRequest[] {
    return [...this.#byMessageId.values()].filter((pending) => pending.exchange === exchange);
  }

  /** The exchanges that have unanswered requests, oldest first. */
  exchanges(): Set<Exchange> {
    return new Set([...this.#byMessageId.values()].map((pending) => pending.exchange));
  }

  [Symbol.iterator](): Iterator<PendingRequest> {
    return this.#byMessageId.values();
  }

  clear(): void {
    this.#byMessageId.clear();
  }
}
