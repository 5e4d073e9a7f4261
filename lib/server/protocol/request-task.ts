/** A request that is being handled: how it is cancelled, and how its client hears that it will take a while.  [MS-SMB2] 3.3.4.2, 3.3.5.16 */
import type { IncomingRequest } from './incoming-frame.ts';

export class RequestTask {
  readonly request: IncomingRequest;
  /** Made when somebody asks for it: most requests are done before anybody does. */
  #abort: AbortController | undefined;
  #cancelled = false;
  readonly #sendInterim: (task: RequestTask) => bigint;
  /** Called when the request has become one that waits. */
  onPending: () => void = () => {};
  /** Given with the interim response; the final one carries it too. */
  asyncId: bigint | undefined;
  #settled = false;

  /** `sendInterim` sends STATUS_PENDING and answers with the AsyncId it gave out. */
  constructor(request: IncomingRequest, sendInterim: (task: RequestTask) => bigint) {
    this.request = request;
    this.#sendInterim = sendInterim;
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#cancelled) this.#abort.abort();
    return this.#abort.signal;
  }

  cancel(): void {
    this.#cancelled = true;
    this.#abort?.abort();
  }

  /** Tells the client that the answer will take a while; once. */
  pending(): void {
    if (this.asyncId !== undefined || this.#settled) return;
    this.asyncId = this.#sendInterim(this);
    this.onPending();
  }

  /** The final response is made: there is nothing left to be told or cancelled. */
  settle(): void {
    this.#settled = true;
  }
}
