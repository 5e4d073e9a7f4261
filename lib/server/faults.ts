/** Faults on purpose: what a server can be told to do wrong, so that clients can be tested against it. */
import { isErrorStatus, ntstatusName } from '../wire/ntstatus.ts';

/** Which requests a fault is for; with nothing said, every one. */
export interface FaultFilter {
  /** A command as the specification names it, `READ` say, or several. */
  readonly command?: string | readonly string[];
  /** Lets this many fitting requests pass first. Default: 0. */
  readonly skip?: number;
  /** Strikes this many times. Default: without end. */
  readonly times?: number;
}

/** A fault that was set. */
export interface Fault {
  /** How often it has struck. */
  readonly hits: number;
  /** Takes it back. What it is holding up stays held up. */
  remove(): void;
}

/** What befalls a request before it is handled. */
export type RequestFault =
  | { readonly kind: 'delay'; readonly milliseconds: number; readonly interim: boolean }
  | { readonly kind: 'silence' }
  | { readonly kind: 'fail'; readonly status: number }
  | { readonly kind: 'disconnect' };

/** What befalls a response before it is sent. */
export type ResponseFault =
  | { readonly kind: 'corrupt'; readonly part: 'signature' | 'payload' }
  | { readonly kind: 'cut'; readonly bytes: number };

/** Sizes that NEGOTIATE is to announce, in bytes. */
export interface AnnouncedSizes {
  readonly maxTransactSize?: number;
  readonly maxReadSize?: number;
  readonly maxWriteSize?: number;
}

class SetFault<Effect> implements Fault {
  readonly effect: Effect;
  readonly #commands: ReadonlySet<string> | undefined;
  readonly #owners: Set<SetFault<Effect>>;
  #skip: number;
  #left: number;
  hits = 0;

  constructor(effect: Effect, filter: FaultFilter, owners: Set<SetFault<Effect>>) {
    const { command, skip = 0, times = Number.POSITIVE_INFINITY } = filter;
    this.effect = effect;
    this.#commands = command === undefined ? undefined : new Set(typeof command === 'string' ? [command] : command);
    this.#skip = skip;
    this.#left = times;
    this.#owners = owners;
    owners.add(this);
  }

  strikes(command: string): boolean {
    if (this.#commands !== undefined && !this.#commands.has(command)) return false;
    if (this.#skip > 0) {
      this.#skip--;
      return false;
    }
    this.hits++;
    this.#left--;
    if (this.#left <= 0) this.remove();
    return true;
  }

  remove(): void {
    this.#owners.delete(this);
  }
}

/**
 * Everything a server can do wrong. Faults are asked in the order in which they were set, and the first that fits a request
 * strikes. They hold for all connections, those that stand already too.
 */
export class Faults {
  readonly #requests: Set<SetFault<RequestFault>> = new Set();
  readonly #responses: Set<SetFault<ResponseFault>> = new Set();
  readonly #sizes: Set<SetFault<AnnouncedSizes>> = new Set();
  readonly #credits: Set<SetFault<number>> = new Set();
  readonly #expireSessions: () => void;
  readonly #disconnectAll: () => void;

  constructor(actions: { readonly expireSessions: () => void; readonly disconnectAll: () => void }) {
    this.#expireSessions = actions.expireSessions;
    this.#disconnectAll = actions.disconnectAll;
  }

  /** Handles requests that many milliseconds late, without a word meanwhile. */
  delay(milliseconds: number, filter: FaultFilter = {}): Fault {
    return new SetFault({ kind: 'delay', milliseconds, interim: false }, filter, this.#requests);
  }

  /** Answers STATUS_PENDING at once and handles the request that many milliseconds later; `Infinity` is for ever. */
  pending(milliseconds: number, filter: FaultFilter = {}): Fault {
    return new SetFault({ kind: 'delay', milliseconds, interim: true }, filter, this.#requests);
  }

  /** Never answers. */
  silence(filter: FaultFilter = {}): Fault {
    return new SetFault({ kind: 'silence' }, filter, this.#requests);
  }

  /** Fails requests with a status, an NTSTATUS value of the severity "error", instead of handling them. */
  fail(status: number, filter: FaultFilter = {}): Fault {
    if (!isErrorStatus(status)) throw new TypeError(`${ntstatusName(status)} is no NTSTATUS of an error`);
    return new SetFault({ kind: 'fail', status }, filter, this.#requests);
  }

  /** Drops the connection instead of handling a request. */
  disconnect(filter: FaultFilter = {}): Fault {
    return new SetFault({ kind: 'disconnect' }, filter, this.#requests);
  }

  /** Handles the request, sends that many bytes of the response's frame, its length field included, and drops the connection. */
  cut(bytes: number, filter: FaultFilter = {}): Fault {
    return new SetFault({ kind: 'cut', bytes }, filter, this.#responses);
  }

  /** Turns a bit of responses' signatures round; of an encrypted one that of its authentication tag. */
  corruptSignature(filter: FaultFilter = {}): Fault {
    return new SetFault({ kind: 'corrupt', part: 'signature' }, filter, this.#responses);
  }

  /** Turns a bit of the last byte of responses round, after they were signed or encrypted. */
  corruptPayload(filter: FaultFilter = {}): Fault {
    return new SetFault({ kind: 'corrupt', part: 'payload' }, filter, this.#responses);
  }

  /** Grants exactly that many credits with each response, whatever is asked for. With 0, clients run dry. */
  credits(granted: number, filter: FaultFilter = {}): Fault {
    return new SetFault(granted, filter, this.#credits);
  }

  /** Announces other sizes in NEGOTIATE, possible or not. */
  sizes(sizes: AnnouncedSizes): Fault {
    return new SetFault(sizes, {}, this.#sizes);
  }

  /** Lets every session expire: STATUS_NETWORK_SESSION_EXPIRED, until its user logs on again. */
  expireSessions(): void {
    this.#expireSessions();
  }

  /** Drops every connection at once. */
  disconnectAll(): void {
    this.#disconnectAll();
  }

  /** Takes all faults back. */
  clear(): void {
    for (const set of [this.#requests, this.#responses, this.#sizes, this.#credits]) set.clear();
  }

  /** @internal The fault that strikes a request. */
  ofRequest(command: string): RequestFault | undefined {
    return struck(this.#requests, command);
  }

  /** @internal The fault that strikes a response. */
  ofResponse(command: string): ResponseFault | undefined {
    return struck(this.#responses, command);
  }

  /** @internal What a response grants instead of what it should. */
  ofCredits(command: string): number | undefined {
    return struck(this.#credits, command);
  }

  /** @internal What NEGOTIATE announces instead of the truth. */
  ofSizes(): AnnouncedSizes | undefined {
    return struck(this.#sizes, 'NEGOTIATE');
  }
}

function struck<Effect>(faults: ReadonlySet<SetFault<Effect>>, command: string): Effect | undefined {
  if (faults.size === 0) return undefined;
  for (const fault of faults) if (fault.strikes(command)) return fault.effect;
  return undefined;
}
