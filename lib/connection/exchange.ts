/** One request, or a chain of related ones, from being asked for until its last reply is in. */
import type { Codec } from '../wire/codec.ts';
import type { ErrorResponse } from '../wire/commands/error.ts';
import { Write } from '../wire/commands/write.ts';
import type { MessageSecurity } from './message-security.ts';

/** One command with its body. `Q` and `S` are its request and response. */
export interface Step<Q = unknown, S = unknown> {
  readonly codec: Codec<Q, S>;
  readonly body: Q;
  /** Payload bytes sent, or asked for, whichever is more: the credit charge comes from it. Small bodies count as 0. */
  readonly payloadSize: number;
  /** READ only: where the payload goes. It belongs to the connection until the exchange has settled. */
  readonly into: Buffer | undefined;
}

/** Makes a step. */
export function step<Q, S>(codec: Codec<Q, S>, body: Q, payloadSize = 0, into?: Buffer): Step<Q, S> {
  return { codec, body, payloadSize, into };
}

/** What errors call a chain of steps. */
export function chainName(steps: readonly Step[]): string {
  return steps.map(({ codec }) => codec.name).join('+');
}

/** The final reply to one step. */
export interface Reply<S = unknown> {
  readonly status: number;
  /** The response; undefined when the server answered with an ERROR body. */
  readonly body: S | undefined;
  /** The ERROR body; undefined when there is a response. */
  readonly error: ErrorResponse | undefined;
  readonly sessionId: bigint;
  readonly treeId: number;
  /** The message's bytes, or their head where a payload was received in place. */
  readonly message: Buffer;
}

/** The replies to a tuple of steps. */
export type Replies<T extends readonly Step[]> = {
  -readonly [K in keyof T]: T[K] extends Step<infer _Q, infer S> ? Reply<S> : never;
};

/** The responses to a tuple of steps. */
export type Responses<T extends readonly Step[]> = {
  -readonly [K in keyof T]: T[K] extends Step<infer _Q, infer S> ? S : never;
};

/** How a message travels, and what is therefore asked of its replies. */
export type Protection = 'plain' | 'signed' | 'encrypted';

/** On whose behalf an exchange runs. */
export interface RequestContext {
  readonly sessionId: bigint;
  readonly treeId: number;
  readonly protection: Protection;
  /** Needed unless `protection` is `plain`. */
  readonly security: MessageSecurity | undefined;
}

export interface ExchangeOptions {
  /**
   * Sends CANCEL and rejects with the signal's reason: at once, or where the caller's buffer is being sent or received into,
   * with the server's reply, or a moment later if that does not come and the buffer is not in use any more.
   */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds of silence before giving up instead of the connection's; 0: none, for what may rightly take for ever. */
  readonly timeout?: number | undefined;
  /** False: the exchange does not keep the process alive. */
  readonly ref?: boolean;
  /** It was sent before, and its answer never came: the server is to do what is new in it only.  [MS-SMB2] 3.2.4.1.5 */
  readonly replay?: boolean | undefined;
  /** Called when the request leaves: from now on the server may do what it asks for. */
  readonly sent?: (() => void) | undefined;
  /** Called with the number of a step that an interim reply has come for: the server has begun what may take for ever. */
  readonly pending?: ((step: number) => void) | undefined;
  /** Called with the replies when they arrive after the exchange was given up: what a CREATE opened is closed there. */
  readonly late?: ((replies: readonly Reply[]) => void) | undefined;
  /** Called with the request's exact bytes before they are sent: the preauthentication hash needs them. */
  readonly transcript?: ((message: readonly Buffer[]) => void) | undefined;
}

/** The state of one exchange. */
export class Exchange {
  readonly steps: readonly Step[];
  readonly context: RequestContext;
  readonly options: ExchangeOptions;
  readonly replies: Reply[];
  /** Steps without a final reply. */
  remaining: number;
  /** The MessageId of the first step, once sent; -1 while waiting for credits. */
  firstMessageId = -1;
  /** When it was asked for, in the silence clock's milliseconds. */
  begun = 0;
  /** When it was sent or last made progress, in the same. */
  lastActivity = 0;
  /** The caller has its answer: replies that still come are for the books, and for `late`. */
  settled = false;
  /** An interim reply has said that the server is working on it. */
  acknowledged = false;
  /** Called once, when the caller gets its answer. */
  onSettled: (() => void) | undefined;
  readonly #resolve: (replies: Reply[]) => void;
  readonly #reject: (error: unknown) => void;
  /** The caller wants no answer any more, only its memory back. */
  #abandoned: { readonly reason: unknown } | undefined;

  constructor(
    steps: readonly Step[],
    context: RequestContext,
    options: ExchangeOptions,
    resolve: (replies: Reply[]) => void,
    reject: (error: unknown) => void,
  ) {
    this.steps = steps;
    this.context = context;
    this.options = options;
    this.replies = new Array(steps.length);
    this.remaining = steps.length;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** The commands, as errors name them. */
  get name(): string {
    return chainName(this.steps);
  }

  /** Whether the caller's memory may still be on its way out, so that it cannot have its answer yet. */
  get sendsCallersBuffer(): boolean {
    return this.firstMessageId >= 0 && this.steps.some((item) => item.codec.command === Write.command);
  }

  /** Bytes of payload that have to be sent before it can be answered. */
  get payloadSent(): number {
    let size = 0;
    for (const item of this.steps) if (item.codec.command === Write.command) size += item.payloadSize;
    return size;
  }

  /** Takes the final reply of step `index`, and settles with the last. */
  complete(index: number, reply: Reply): void {
    this.replies[index] = reply;
    this.remaining--;
    if (this.remaining > 0) return;
    if (this.settled || this.#abandoned) {
      this.options.late?.(this.replies);
      this.fail(undefined);
    } else {
      this.#settle();
      this.#resolve(this.replies);
    }
  }

  /** Rejects with `reason` when the last reply is in, when its memory is not in use any more, or when the connection is gone. */
  abandon(reason: unknown): void {
    this.#abandoned ??= { reason };
  }

  /** Whether the caller wants no answer any more. */
  get isAbandoned(): boolean {
    return this.#abandoned !== undefined;
  }

  /** Its memory is not in use any more. */
  release(): void {
    if (this.#abandoned) this.fail(this.#abandoned.reason);
  }

  /** Rejects with `error`, or with the reason of an exchange that was abandoned before. */
  fail(error: unknown): void {
    if (this.settled) return;
    this.#settle();
    this.#reject(this.#abandoned ? this.#abandoned.reason : error);
  }

  #settle(): void {
    this.settled = true;
    this.onSettled?.();
  }
}
