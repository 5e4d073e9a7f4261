/** The credits of a connection: taken when a request is sent, regained with its reply, waited for in order.  [MS-SMB2] 3.2.4.1.2, 3.2.5.1.4 */

import { ConnectionError } from '../errors.ts';

/** What the window is asked to grow to: 32 MiB of payload in flight, with 4.17's own maximum at 8192. */
const TARGET = 512;

/** A request that could not be paid when it came; they are served strictly in order, so that none starves. */
interface Waiter {
  readonly cost: number;
  readonly serve: () => void;
  readonly refuse: (error: CreditsShrunkError) => void;
}

/** A request costs more than the server has left us: it is to be cut smaller, and asked for again. */
export class CreditsShrunkError extends ConnectionError {
  constructor() {
    super('ERR_SMB_CREDITS', 'the server grants fewer credits than this request costs');
  }
}

export class Credits {
  /** A client starts with one, for NEGOTIATE. */
  #available = 1;
  /** Paid for requests whose final reply has not come. */
  #outstanding = 0;
  #waiters: Waiter[] = [];

  /** Credits that can be spent now. */
  get available(): number {
    return this.#available;
  }

  /** What could be spent at once if every reply gave back what its request cost. */
  get ceiling(): number {
    return this.#available + this.#outstanding;
  }

  /** Requests waiting for credits. */
  get waiting(): number {
    return this.#waiters.length;
  }

  /** Takes `cost` credits when they are there and nobody waits for any. */
  takeNow(cost: number): boolean {
    if (this.#waiters.length > 0 || this.#available < cost) return false;
    this.#spend(cost);
    return true;
  }

  /**
   * Runs `serve` when `cost` credits have been taken for it, after all who wait already, or `refuse` when so many will not
   * be there again.
   */
  wait(cost: number, serve: Waiter['serve'], refuse: Waiter['refuse']): void {
    this.#waiters.push({ cost, serve, refuse });
  }

  /** Takes a waiter out of the queue; its request was aborted or timed out. */
  withdraw(serve: () => void): void {
    this.#waiters = this.#waiters.filter((waiter) => waiter.serve !== serve);
    this.#serve();
  }

  /** How many credits a request of this cost asks for: its own back, and growth up to the target. */
  request(cost: number): number {
    return Math.min(cost + Math.max(0, TARGET - this.ceiling), 0xffff);
  }

  /** A reply: the request's cost is no longer out, and `granted` can be spent. */
  settle(cost: number, granted: number): void {
    this.#outstanding -= cost;
    this.#available += granted;
    this.#serve();
  }

  #spend(cost: number): void {
    this.#available -= cost;
    this.#outstanding += cost;
  }

  #serve(): void {
    for (let next = this.#waiters[0]; next; next = this.#waiters[0]) {
      const affordable = next.cost <= this.#available;
      // With no credit at all nothing is worth asking for again.
      if (!affordable && (next.cost <= this.ceiling || this.ceiling === 0)) return;
      this.#waiters.shift();
      if (affordable) this.#spend(next.cost);
      if (affordable) next.serve();
      else next.refuse(new CreditsShrunkError());
    }
  }
}
