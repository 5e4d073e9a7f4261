/** A share as one session is connected to it: gone with the session's connection, to be replaced by another.  [MS-SMB2] 3.2.4.2.4, 3.2.5.5 */
import type { Connection } from '../connection/connection.ts';
import { type ExchangeOptions, type Reply, type RequestContext, step } from '../connection/exchange.ts';
import { responseOf } from '../connection/status.ts';
import { ConnectionError } from '../errors.ts';
import { hasExpired, type Session } from '../session/session.ts';
import {
  SMB2_SHAREFLAG_ENCRYPT_DATA,
  TreeConnect as TreeConnectCommand,
  type TreeConnectResponse,
} from '../wire/commands/tree-connect.ts';
import { TreeDisconnect } from '../wire/commands/tree-disconnect.ts';
import { validateNegotiate } from './validate-negotiate.ts';

type LinkOptions = Pick<ExchangeOptions, 'signal' | 'ref'>;

export class TreeLink {
  readonly session: Session;
  readonly share: string;
  /** What the server said of the share: its type, flags, and this user's maximal access. */
  readonly properties: TreeConnectResponse;
  readonly context: RequestContext;
  /** The server has taken the share from the session, whose connection lives on. */
  deleted = false;

  /** As `Tree.connect`. */
  static async connect(session: Session, share: string, options: LinkOptions = {}): Promise<TreeLink> {
    const path = `\\\\${session.connection.settings.host}\\${share}`;
    const request = step(TreeConnectCommand, { flags: 0, path });
    const late = ([reply]: readonly Reply[]): void => {
      if (reply?.body) leave(session.connection, session.context(reply.treeId, false));
    };
    const context = session.signedContext(0);
    const enter = () => session.connection.exchange([request], context, { ...options, late });
    const refused = await enter();
    const [reply] = hasExpired(refused) ? await session.askAgain(refused, enter) : refused;
    const properties = responseOf(request, reply);
    const link = new TreeLink(session, share, reply.treeId, properties);
    await validateNegotiate(session, reply.treeId, options);
    return link;
  }

  private constructor(session: Session, share: string, treeId: number, properties: TreeConnectResponse) {
    this.session = session;
    this.share = share;
    this.properties = properties;
    this.context = session.context(treeId, (properties.shareFlags & SMB2_SHAREFLAG_ENCRYPT_DATA) !== 0);
  }

  get connection(): Connection {
    return this.session.connection;
  }

  /** Leaves the share at once: what runs on it is rejected with `reason`, and the server closes what is open. */
  drop(reason: unknown): void {
    if (this.lost) return;
    this.deleted = true;
    this.connection.giveUp(this.context, reason);
    leave(this.connection, this.context);
  }

  /** Whether nothing can be asked of the server through it any more. */
  get lost(): boolean {
    return this.deleted || this.connection.closedBy !== undefined;
  }

  /**
   * Whether `error` says that the connection was lost, and with it the answer. What breaks the specification or the security
   * of the connection is no mere loss, nor is its end on purpose.
   */
  wasLostBy(error: unknown): error is ConnectionError {
    return error instanceof ConnectionError && error === this.connection.closedBy && error.code !== 'ERR_SMB_CLOSED';
  }
}

/** Sends TREE_DISCONNECT for somebody who has gone; there is nobody left to tell of a failure. */
function leave(connection: Connection, context: RequestContext): void {
  connection.exchange([step(TreeDisconnect, {})], context, { ref: false }).catch(() => {});
}
