/** A share that a session is connected to.  [MS-SMB2] 3.2.1.4, 3.2.4.2.4, 3.2.5.5 */
import { CreditsShrunkError } from '../connection/credits.ts';
import type {
  ExchangeOptions,
  Protection,
  Replies,
  Reply,
  RequestContext,
  Responses,
  Step,
} from '../connection/exchange.ts';
import { step } from '../connection/exchange.ts';
import { responseOf } from '../connection/status.ts';
import type { Session } from '../session/session.ts';
import {
  SMB2_SHAREFLAG_ENCRYPT_DATA,
  TreeConnect as TreeConnectCommand,
  type TreeConnectResponse,
} from '../wire/commands/tree-connect.ts';
import { TreeDisconnect } from '../wire/commands/tree-disconnect.ts';
import type { FileId } from '../wire/file-id.ts';
import { abandon } from './abandon.ts';
import { exchangeUnchained } from './unchained.ts';
import { validateNegotiate } from './validate-negotiate.ts';

export class Tree {
  readonly session: Session;
  readonly share: string;
  /** What the server said of the share: its type, flags, and this user's maximal access. */
  readonly properties: TreeConnectResponse;
  /** Files and directories that are held open here. */
  openCount = 0;
  readonly #context: RequestContext;

  /**
   * Connects to a share: a bare name, as in `//server/share`. The negotiation is validated on the way where the dialect
   * needs that. Rejects with a StatusError (STATUS_BAD_NETWORK_NAME: no such share) or a SecurityError.
   */
  static async connect(session: Session, share: string, signal?: AbortSignal): Promise<Tree> {
    const path = `\\\\${session.connection.settings.host}\\${share}`;
    const request = step(TreeConnectCommand, { flags: 0, path });
    const [reply] = await session.connection.exchange([request], session.signedContext(0), { signal });
    const properties = responseOf(request, reply);
    const tree = new Tree(session, share, reply.treeId, properties);
    await validateNegotiate(session, reply.treeId, signal);
    return tree;
  }

  private constructor(session: Session, share: string, treeId: number, properties: TreeConnectResponse) {
    this.session = session;
    this.share = share;
    this.properties = properties;
    this.#context = session.context(treeId, (properties.shareFlags & SMB2_SHAREFLAG_ENCRYPT_DATA) !== 0);
  }

  /** How the messages of this share travel. */
  get protection(): Protection {
    return this.#context.protection;
  }

  get connection(): Session['connection'] {
    return this.session.connection;
  }

  /** Sends one command and resolves with its response; a failure is a StatusError. */
  async request<Q, S>(request: Step<Q, S>, options?: ExchangeOptions): Promise<S> {
    const [reply] = await this.connection.exchange([request], this.#context, options);
    return responseOf(request as Step<unknown, S>, reply);
  }

  /**
   * Sends commands as one chain, each related to the one before, and resolves with all their responses; the first failure
   * is a StatusError.
   */
  async chain<const T extends readonly Step[]>(steps: T, options?: ExchangeOptions): Promise<Responses<T>> {
    const replies: readonly Reply[] = await this.chainReplies(steps, options);
    return steps.map((item, index) => responseOf(item, replies[index] as Reply)) as Responses<T>;
  }

  /**
   * As `chain`, but resolves with the replies, whatever their statuses. A server that will never grant the credits for the
   * whole chain gets its steps one by one.
   */
  async chainReplies<const T extends readonly Step[]>(steps: T, options?: ExchangeOptions): Promise<Replies<T>> {
    const { connection } = this;
    if (connection.affordsNow(steps) || (await connection.affords(steps))) {
      try {
        return await connection.exchange(steps, this.#context, options);
      } catch (error) {
        if (!(error instanceof CreditsShrunkError) || steps.length === 1) throw error;
      }
    }
    return exchangeUnchained(connection, steps, this.#context, options);
  }

  /** Closes what was opened for a caller that has given up meanwhile; there is nobody left to tell of a failure. */
  abandon(fileId: FileId): void {
    abandon(this.connection, this.#context, fileId);
  }

  /** Leaves the share; what is open on it is closed by the server.  [MS-SMB2] 3.2.4.22 */
  async disconnect(): Promise<void> {
    await this.request(step(TreeDisconnect, {}));
  }
}
