/**
 * Tickets: URLs that work once and soon, for what cannot carry the token, or must be allowed before it is sent. A cookie would
 * go to every server on this machine, whatever its port.
 */
import { randomBytes } from 'node:crypto';
import { UiError } from './failures.ts';

/** Milliseconds. */
const LIFE = 60_000;
const MOST = 1000;

export class Tickets<Purpose> {
  readonly #purposes = new Map<string, { readonly purpose: Purpose; readonly until: number }>();

  issue(purpose: Purpose): string {
    const now = performance.now();
    for (const [old, { until }] of this.#purposes) {
      if (until > now && this.#purposes.size < MOST) break;
      this.#purposes.delete(old);
    }
    const ticket = randomBytes(32).toString('base64url');
    this.#purposes.set(ticket, { purpose, until: now + LIFE });
    return ticket;
  }

  /** What a ticket is for; it is used up. */
  redeem(ticket: string): Purpose {
    const found = this.#purposes.get(ticket);
    this.#purposes.delete(ticket);
    if (!found || found.until <= performance.now()) {
      throw new UiError('ERR_UI_NOT_FOUND', 'this address worked once, and for a minute');
    }
    return found.purpose;
  }
}
