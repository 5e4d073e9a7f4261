/** Which MessageIds a client may use: as many as it was granted credits, each once.  [MS-SMB2] 3.3.1.1, 3.3.5.2.3 */
import { MalformedError } from '../../errors.ts';

export class SequenceWindow {
  readonly #maxCredits: number;
  /** Every id below has been used. */
  #low = 0;
  /** The first id that was not granted. */
  #high = 1;
  /** Used ids from `#low` on. */
  readonly #used = new Set<number>();

  /** A client starts with one credit. */
  constructor(maxCredits: number) {
    this.#maxCredits = maxCredits;
  }

  /** Credits that the client holds. */
  get available(): number {
    return this.#high - this.#low - this.#used.size;
  }

  /** Uses up `charge` ids from `messageId` on. Throws a MalformedError when one of them is not the client's to use. */
  consume(messageId: number, charge: number): void {
    if (messageId < this.#low || messageId + charge > this.#high) {
      throw new MalformedError(`MessageId ${messageId} outside ${this.#low} to ${this.#high - 1}`);
    }
    for (let id = messageId; id < messageId + charge; id++) {
      if (this.#used.has(id)) throw new MalformedError(`MessageId ${id} used twice`);
    }
    for (let id = messageId; id < messageId + charge; id++) this.#used.add(id);
    while (this.#used.delete(this.#low)) this.#low++;
  }

  /**
   * How many credits a response grants to a client that asks for `requested`: at least one, so that it can go on, unless it
   * holds the maximum already or leaves an old id unused for so long that the window cannot move.
   */
  grant(requested: number): number {
    const room = this.#maxCredits - this.available;
    const reach = this.#low + 2 * this.#maxCredits - this.#high;
    return this.grantExactly(Math.max(0, Math.min(Math.max(requested, 1), room, reach)));
  }

  grantExactly(credits: number): number {
    this.#high += credits;
    return credits;
  }
}
