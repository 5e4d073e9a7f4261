/** How many connections a manager has at a time: whoever is idle makes room, and the others wait their turn. */
import { onAbort } from '../connection/on-abort.ts';
import { ConnectionError } from '../errors.ts';

/** Who has a connection, or waits for one. */
export interface SlotHolder {
  /** Gives its connection up, if nobody needs it; the slot comes back when it is closed. False where it is needed. */
  makeRoom(): boolean;
}

interface Waiter {
  readonly holder: SlotHolder;
  readonly serve: () => void;
}

export class ConnectionSlots {
  readonly #most: number;
  readonly #holders = new Set<SlotHolder>();
  readonly #waiting = new Set<Waiter>();

  /** `most` connections at a time. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Who waits for a slot. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Resolves when there is a connection to be had for `holder`, who then must `release` it. Rejects with a ConnectionError,
   * `ERR_SMB_CONNECTIONS`, after `timeout` milliseconds, or with the signal's reason.
   */
  async take(holder: SlotHolder, timeout: number, signal: AbortSignal): Promise<void> {
    if (this.#holders.size < this.#most && this.#waiting.size === 0) {
      this.#holders.add(holder);
      return;
    }
    const turn = this.#wait(holder, timeout, signal);
    for (const other of this.#holders) if (other.makeRoom()) break;
    await turn;
  }

  /** The holder's connection is closed, or was never made. */
  release(holder: SlotHolder): void {
    this.#holders.delete(holder);
    const [next] = this.#waiting;
    if (next) next.serve();
  }

  #wait(holder: SlotHolder, timeout: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        ignore();
        this.#waiting.delete(waiter);
      };
      const waiter: Waiter = {
        holder,
        serve: () => {
          end();
          this.#holders.add(holder);
          resolve();
        },
      };
      const late = (): void => {
        end();
        const message = `all ${this.#most} connections are in use, and none was free within ${timeout} ms`;
        reject(new ConnectionError('ERR_SMB_CONNECTIONS', message));
      };
      const timer = setTimeout(late, timeout).unref();
      const ignore = onAbort(signal, () => {
        end();
        reject(signal.reason);
      });
      this.#waiting.add(waiter);
    });
  }
}
