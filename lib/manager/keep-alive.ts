/** Asks a server that has been quiet whether it is still there, before anybody needs it.  [MS-SMB2] 3.2.4.19, 3.2.6.1 */
import type { Connection } from '../connection/connection.ts';

/**
 * An ECHO for each interval in which nothing has arrived and nothing is waited for. An unanswered one ends the connection by
 * its deadline. None of it keeps the process alive.
 */
export class KeepAlive {
  readonly #timer: NodeJS.Timeout | undefined;

  /** `interval` is in milliseconds; 0: the server is never asked. */
  constructor(connection: Connection, interval: number) {
    if (interval === 0) return;
    let heard = connection.counters.framesReceived;
    this.#timer = setInterval(() => {
      const { framesReceived } = connection.counters;
      if (framesReceived === heard && connection.waiting.length === 0) {
        // Whatever comes of it, the connection knows.
        connection.echo({ ref: false }).catch(() => {});
      }
      heard = framesReceived;
    }, interval);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
