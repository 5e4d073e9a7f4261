/** A share that operations run on: what it is reached by may be lost and replaced meanwhile.  [MS-SMB2] 3.2.1.4 */
import type { Connection } from '../connection/connection.ts';
import { CreditsShrunkError } from '../connection/credits.ts';
import {
  chainName,
  type ExchangeOptions,
  type Protection,
  type Replies,
  type Reply,
  type Responses,
  type Step,
  step,
} from '../connection/exchange.ts';
import { responseOf, statusError } from '../connection/status.ts';
import { OutcomeUnknownError } from '../errors.ts';
import { hasExpired, type Session } from '../session/session.ts';
import { SMB2_DIALECT_300 } from '../wire/commands/negotiate.ts';
import type { OplockBreakNotification } from '../wire/commands/oplock-break.ts';
import type { TreeConnectResponse } from '../wire/commands/tree-connect.ts';
import { TreeDisconnect } from '../wire/commands/tree-disconnect.ts';
import type { FileId } from '../wire/file-id.ts';
import { STATUS_NETWORK_NAME_DELETED, STATUS_OBJECT_NAME_COLLISION } from '../wire/ntstatus.ts';
import { abandon } from './abandon.ts';
import { type Recoverable, type RecoveryRule, recovering, type TreeRecovery } from './recovery.ts';
import { TreeLink } from './tree-link.ts';
import { exchangeUnchained } from './unchained.ts';

export interface TreeOptions extends ExchangeOptions {
  /** What is done when the connection is lost before the answer. Default: `none`. */
  readonly recovery?: RecoveryRule | undefined;
  /** The server is told when it may have had the request before: it carries what tells the server which request it is. */
  readonly replays?: boolean | undefined;
}

/** The replies to a chain, with the steps as they were sent, and what they went through. */
interface Exchanged<T extends readonly Step[]> {
  readonly link: TreeLink;
  readonly steps: T;
  readonly replies: Replies<T>;
}

/** What is to be had back as soon as the share is. */
export interface KeptOpen {
  regained(link: TreeLink): Promise<void>;
}

/** What a share is made of, whichever signals end what is done on it. */
interface TreeState {
  link: TreeLink;
  recovery: TreeRecovery | undefined;
  openCount: number;
  readonly kept: Set<KeptOpen>;
  onOplockBreak: ((notification: OplockBreakNotification) => void) | undefined;
}

export class Tree implements Recoverable {
  readonly share: string;
  /** The same share without a signal of its own: for what outlives the call that it was begun by. */
  readonly root: Tree;
  readonly #state: TreeState;
  readonly #signal: AbortSignal | undefined;

  /**
   * Connects to a share: a bare name, as in `//server/share`. The negotiation is validated on the way where the dialect
   * needs that. Rejects with a StatusError (STATUS_BAD_NETWORK_NAME: no such share) or a SecurityError.
   */
  static async connect(session: Session, share: string, signal?: AbortSignal): Promise<Tree> {
    return new Tree(await TreeLink.connect(session, share, { signal }));
  }

  /** Without `recovery`, a share that is lost stays so. */
  constructor(link: TreeLink, recovery?: TreeRecovery, view?: { readonly root: Tree; readonly signal: AbortSignal }) {
    this.share = link.share;
    this.root = view?.root ?? this;
    this.#signal = view?.signal;
    this.#state = view ? view.root.#state : { link, recovery, openCount: 0, kept: new Set(), onOplockBreak: undefined };
  }

  /** The same share, on which `signal` ends what has none of its own. */
  within(signal: AbortSignal): Tree {
    return new Tree(this.#state.link, undefined, { root: this.root, signal });
  }

  /** Files and directories that are held open here. */
  get openCount(): number {
    return this.#state.openCount;
  }

  set openCount(count: number) {
    this.#state.openCount = count;
  }

  /** Opens that the server keeps for us when the connection is lost, though not for ever. */
  get kept(): Set<KeptOpen> {
    return this.#state.kept;
  }

  /** Called for every oplock or lease break of the session. */
  get onOplockBreak(): ((notification: OplockBreakNotification) => void) | undefined {
    return this.#state.onOplockBreak;
  }

  set onOplockBreak(handler: (notification: OplockBreakNotification) => void) {
    this.#state.onOplockBreak = handler;
  }

  /** What the share is reached by, or was last. */
  get link(): TreeLink {
    return this.#state.link;
  }

  get session(): Session {
    return this.#state.link.session;
  }

  get connection(): Connection {
    return this.#state.link.connection;
  }

  /** What the server said of the share: its type, flags, and this user's maximal access. */
  get properties(): TreeConnectResponse {
    return this.#state.link.properties;
  }

  /** How the messages of this share travel. */
  get protection(): Protection {
    return this.#state.link.context.protection;
  }

  /** Whether a lost share comes back. */
  get recovers(): boolean {
    return this.#state.recovery !== undefined;
  }

  /** Whether what was open here is so no more, and for good. */
  get ended(): boolean {
    return this.#state.link.lost && !this.#state.recovery;
  }

  /** What the share is reached by now; a lost link is replaced first, if that can be. */
  async linked(signal: AbortSignal | undefined = this.#signal): Promise<TreeLink> {
    while (this.#state.recovery && this.#state.link.lost) {
      const lost = this.#state.link;
      const link = await this.#state.recovery.replace(lost, signal);
      if (this.#state.link !== lost) continue;
      this.#state.link = link;
      // Who uses them will learn what became of them.
      for (const open of this.kept) open.regained(link).catch(() => {});
    }
    return this.#state.link;
  }

  /** From now on, what is lost stays so. */
  giveUp(): void {
    this.#state.recovery = undefined;
  }

  /** Sends one command and resolves with its response; a failure is a StatusError. */
  async request<Q, S>(request: Step<Q, S>, options?: TreeOptions): Promise<S> {
    const { replies } = await this.exchange(() => [request] as const, options);
    return responseOf(request as Step<unknown, S>, replies[0] as Reply<S>);
  }

  /**
   * Sends commands as one chain, each related to the one before, and resolves with all their responses; the first failure
   * is a StatusError.
   */
  async chain<const T extends readonly Step[]>(steps: T, options?: TreeOptions): Promise<Responses<T>> {
    const replies: readonly Reply[] = (await this.exchange(() => steps, options)).replies;
    return steps.map((item, index) => responseOf(item, replies[index] as Reply)) as Responses<T>;
  }

  /**
   * As `chain`, but resolves with the replies, whatever their statuses. A server that will never grant the credits for the
   * whole chain gets its steps one by one.
   */
  async chainReplies<const T extends readonly Step[]>(steps: T, options?: TreeOptions): Promise<Replies<T>> {
    return (await this.exchange(() => steps, options)).replies;
  }

  /** As `chainReplies`, with steps that are made for the link they go through, and tells which those were. */
  exchange<const T extends readonly Step[]>(
    make: (link: TreeLink) => T,
    options: TreeOptions = {},
  ): Promise<Exchanged<T>> {
    const { recovery = 'none', replays = false, ...rest } = options;
    const name = (): string => chainName(make(this.#state.link));
    return recovering(this, recovery, name, rest.signal, async ({ link, sent, again }) => {
      const steps = make(link);
      const replay = replays && again && knowsReplay(link);
      const replies = await this.attempt(link, steps, { ...rest, sent, replay });
      if (again && recovery === 'claim' && replies.some(isCollision)) throw new OutcomeUnknownError(name());
      return { link, steps, replies };
    });
  }

  /**
   * Sends commands as one chain through `link`, once: as `chainReplies`, but what is lost is not looked after. That the server
   * has taken the share away, of a tree that recovers, is a StatusError.
   */
  async attempt<const T extends readonly Step[]>(
    link: TreeLink,
    steps: T,
    given?: ExchangeOptions,
  ): Promise<Replies<T>> {
    const options = this.#signal && !given?.signal ? { ...given, signal: this.#signal } : given;
    let replies = await this.#sendOnce(link, steps, options);
    if (hasExpired(replies)) {
      replies = await link.session.askAgain(replies, () => this.#sendOnce(link, steps, options));
    }
    const [first] = replies as readonly Reply[];
    if (this.recovers && steps[0] && first?.status === STATUS_NETWORK_NAME_DELETED) {
      link.deleted = true;
      throw statusError(steps[0], first);
    }
    return replies;
  }

  #sendOnce<const T extends readonly Step[]>(
    link: TreeLink,
    steps: T,
    options: ExchangeOptions | undefined,
  ): Promise<Replies<T>> {
    const { connection, context } = link;
    const isAlone = steps.length === 1 && connection.affordsNow(steps);
    return isAlone ? connection.exchange(steps, context, options) : this.#sendChain(link, steps, options);
  }

  async #sendChain<const T extends readonly Step[]>(
    { connection, context }: TreeLink,
    steps: T,
    options: ExchangeOptions | undefined,
  ): Promise<Replies<T>> {
    if (connection.affordsNow(steps) || (await connection.affords(steps))) {
      try {
        return await connection.exchange(steps, context, options);
      } catch (error) {
        if (!(error instanceof CreditsShrunkError) || steps.length === 1) throw error;
      }
    }
    return exchangeUnchained(connection, steps, context, options);
  }

  /** Closes what was opened for a caller that has given up meanwhile; there is nobody left to tell of a failure. */
  abandon(fileId: FileId): void {
    abandon(this.connection, this.#state.link.context, fileId);
  }

  /** Leaves the share; what is open on it is closed by the server.  [MS-SMB2] 3.2.4.22 */
  async disconnect(): Promise<void> {
    await this.request(step(TreeDisconnect, {}));
  }
}

function isCollision({ status }: Reply): boolean {
  return status === STATUS_OBJECT_NAME_COLLISION;
}

/** Before 3.0 the flag means nothing. */
function knowsReplay({ connection }: TreeLink): boolean {
  return connection.negotiated.dialect >= SMB2_DIALECT_300;
}
