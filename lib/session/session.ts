/** An authenticated session on a connection, and what protects its messages.  [MS-SMB2] 3.2.1.3, 3.2.4.2.3, 3.2.5.3 */
import { type Connection, NO_SESSION } from '../connection/connection.ts';
import { type Protection, type Reply, type RequestContext, step } from '../connection/exchange.ts';
import type { MessageSecurity } from '../connection/message-security.ts';
import { extendPreauthHash } from '../crypto/preauth.ts';
import { AuthenticationError, ConnectionError, SecurityError, type SmbError } from '../errors.ts';
import { createMessageSecurity } from '../security/message-security.ts';
import { deriveSessionKeys } from '../security/session-keys.ts';
import { Logoff } from '../wire/commands/logoff.ts';
import { SMB2_DIALECT_311, SMB2_NEGOTIATE_SIGNING_REQUIRED } from '../wire/commands/negotiate.ts';
import {
  SessionSetup,
  type SessionSetupResponse,
  SMB2_SESSION_FLAG_ENCRYPT_DATA,
  SMB2_SESSION_FLAG_IS_GUEST,
  SMB2_SESSION_FLAG_IS_NULL,
} from '../wire/commands/session-setup.ts';
import { FLAGS_OFFSET, SMB2_FLAGS_SIGNED } from '../wire/header.ts';
import { STATUS_MORE_PROCESSING_REQUIRED, STATUS_NETWORK_SESSION_EXPIRED, STATUS_SUCCESS } from '../wire/ntstatus.ts';
import { logonRefused } from './logon-errors.ts';
import { displayName, type SessionSettings } from './session-settings.ts';

/** More round trips than this is no logon: NTLM takes two, Kerberos one. */
const MAX_ROUNDS = 8;

/** A session that expires again as soon as it is renewed is none. */
const MAX_RENEWALS = 3;

export class Session {
  readonly connection: Connection;
  readonly sessionId: bigint;
  /** Undefined for guests and anonymous sessions, which have no key. */
  readonly security: MessageSecurity | undefined;
  /** How this session's messages travel unless a share asks for more. */
  readonly protection: Protection;
  readonly #settings: SessionSettings;
  /** The user is being proven anew. */
  #renewing: Promise<void> | undefined;

  /**
   * Logs on. Rejects with an AuthenticationError when the server refuses, and with a SecurityError when the session is less
   * than was asked for: guest instead of a user, no encryption, a final reply that is not signed as it must be.
   *
   * `previousSessionId` names a session whose connection was lost: the server, which may not have noticed yet, ends it before
   * it answers, so that nothing of it is done any more.  [MS-SMB2] 3.3.5.5.3
   */
  static async open(
    connection: Connection,
    settings: SessionSettings,
    signal?: AbortSignal,
    previousSessionId = 0n,
  ): Promise<Session> {
    const logon = await authenticate(connection, settings, signal, previousSessionId);
    const { flags, sessionId } = logon;
    try {
      checkKind(settings, flags);
      // Samba does not flag an anonymous session as one.
      const keyless =
        settings.identity.kind === 'anonymous' ||
        (flags & (SMB2_SESSION_FLAG_IS_GUEST | SMB2_SESSION_FLAG_IS_NULL)) !== 0;
      const security = keyless ? undefined : secure(connection, logon);
      if (security) checkFinalReply(connection, security, logon.finalMessage);
      const protection = protectionOf(connection, settings, flags, security);
      return new Session(connection, settings, sessionId, security, protection);
    } catch (error) {
      // The server holds a session that nobody will use.
      connection.destroy(error);
      throw error;
    }
  }

  private constructor(
    connection: Connection,
    settings: SessionSettings,
    sessionId: bigint,
    security: MessageSecurity | undefined,
    protection: Protection,
  ) {
    this.connection = connection;
    this.#settings = settings;
    this.sessionId = sessionId;
    this.security = security;
    this.protection = protection;
    if (security) connection.addSession(security);
  }

  /** The context of a request on this session; `encrypt` is what its share asks for. Rejects encryption without a key for it. */
  context(treeId: number, encrypt: boolean): RequestContext {
    const { sessionId, security } = this;
    const protection = encrypt ? 'encrypted' : this.protection;
    if (protection === 'encrypted' && (!security || this.connection.negotiated.cipherId === undefined)) {
      throw new SecurityError('the share demands encryption, which this session cannot do');
    }
    return { sessionId, treeId, protection, security };
  }

  /** The context of a request that must be proven genuine: signed even where the session does not sign.  [MS-SMB2] 3.2.4.1.1 */
  signedContext(treeId: number): RequestContext {
    const context = this.context(treeId, false);
    return context.protection === 'plain' && this.security ? { ...context, protection: 'signed' } : context;
  }

  /**
   * For requests that the server has refused because the session has expired: the user is proven anew, which keeps all that is
   * open, and `attempt` asks again. Where that cannot be, or where a part of a chain was done, the connection ends, as if it had
   * been lost.  [MS-SMB2] 3.2.5.1.6
   */
  async askAgain<T extends readonly Reply[]>(refused: T, attempt: () => Promise<T>): Promise<T> {
    let replies = refused;
    for (let renewals = 0; hasExpired(replies); renewals++) {
      const isWhole = replies[0]?.status === STATUS_NETWORK_SESSION_EXPIRED;
      if (!isWhole || renewals === MAX_RENEWALS) throw this.#expired();
      await this.renew();
      replies = await attempt();
    }
    return replies;
  }

  /** Proves the user anew, once however many ask: keys, opens and locks stay as they are.  [MS-SMB2] 3.2.4.2.3.1, 3.2.5.3.2 */
  renew(): Promise<void> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renew(): Promise<void> {
    try {
      const { flags } = await authenticate(this.connection, this.#settings, undefined, 0n, this.context(0, false));
      checkKind(this.#settings, flags);
    } catch (error) {
      throw this.#expired(error);
    }
  }

  /** Ends the connection, and gives the error that it has ended with. */
  #expired(cause?: unknown): SmbError {
    const error = new ConnectionError('ECONNRESET', 'the session has expired, and could not be renewed', { cause });
    this.connection.destroy(error);
    return this.connection.closedBy ?? error;
  }

  /** Ends the session on the server.  [MS-SMB2] 3.2.4.23 */
  async logoff(): Promise<void> {
    await this.connection.exchange([step(Logoff, {})], this.context(0, false));
    this.connection.removeSession(this.sessionId);
  }
}

/** Whether the server has refused requests, or the end of a chain of them, because their session has expired. */
export function hasExpired(replies: readonly Reply[]): boolean {
  return (
    replies[0]?.status === STATUS_NETWORK_SESSION_EXPIRED ||
    replies[replies.length - 1]?.status === STATUS_NETWORK_SESSION_EXPIRED
  );
}

/** What the token exchange left behind. */
interface Logon {
  readonly sessionId: bigint;
  readonly flags: number;
  readonly sessionKey: Buffer | undefined;
  /** Of all messages up to the last request. */
  readonly preauthHash: Buffer;
  readonly finalMessage: Buffer;
}

async function authenticate(
  connection: Connection,
  settings: SessionSettings,
  signal: AbortSignal | undefined,
  previousSessionId: bigint,
  renewed?: RequestContext,
): Promise<Logon> {
  const { negotiated } = connection;
  // Who only imports the library, or names a share, has no need of what a logon takes.
  const { newInitiator } = await import('./mechanisms.ts');
  const initiator = newInitiator(settings.identity, connection.settings.host);
  let preauthHash = connection.preauthHash;
  let token: Buffer | undefined = await initiator.start(negotiated.securityBuffer);
  let sessionId = renewed?.sessionId ?? 0n;
  for (let round = 0; token && round < MAX_ROUNDS; round++) {
    const body = {
      flags: 0,
      securityMode: negotiated.request.securityMode,
      capabilities: 0,
      previousSessionId,
      securityBuffer: token,
    };
    const transcript = (message: readonly Buffer[]): void => {
      preauthHash = extendPreauthHash(preauthHash, message);
    };
    const [reply]: [Reply<SessionSetupResponse>] = await connection.exchange(
      [step(SessionSetup, body)],
      renewed ?? { ...NO_SESSION, sessionId },
      { signal, transcript },
    );
    if (!reply.body) throw logonRefused(displayName(settings.identity), reply.status);
    sessionId = reply.sessionId;
    if (reply.status === STATUS_SUCCESS) {
      await initiator.finish(reply.body.securityBuffer);
      const { sessionKey } = initiator;
      return { sessionId, flags: reply.body.sessionFlags, sessionKey, preauthHash, finalMessage: reply.message };
    }
    if (reply.status !== STATUS_MORE_PROCESSING_REQUIRED) {
      throw logonRefused(displayName(settings.identity), reply.status);
    }
    preauthHash = extendPreauthHash(preauthHash, [reply.message]);
    token = await initiator.next(reply.body.securityBuffer);
  }
  throw new AuthenticationError(`the server does not finish the logon of ${displayName(settings.identity)}`);
}

/** A server may not make less of us than we asked for: as a guest, nothing would be signed. */
function checkKind(settings: SessionSettings, flags: number): void {
  const { kind } = settings.identity;
  const name = displayName(settings.identity);
  if (kind === 'user' && flags & SMB2_SESSION_FLAG_IS_GUEST) {
    throw new AuthenticationError(`the server took ${name} for a guest: it does not know the user`);
  }
  if (kind !== 'anonymous' && flags & SMB2_SESSION_FLAG_IS_NULL) {
    throw new AuthenticationError(`the server made an anonymous session of ${name}'s`);
  }
}

function secure(connection: Connection, logon: Logon): MessageSecurity {
  const { dialect, cipherId, signingAlgorithmId } = connection.negotiated;
  if (!logon.sessionKey) throw new SecurityError('the authentication yielded no key to sign with');
  const keys = deriveSessionKeys({
    role: 'client',
    dialect,
    cipherId,
    sessionKey: logon.sessionKey,
    preauthHash: logon.preauthHash,
  });
  const { sessionId } = logon;
  return createMessageSecurity({ role: 'client', sessionId, dialect, signingAlgorithmId, cipherId, keys });
}

/** [MS-SMB2] 3.2.5.3.1: 3.1.1 proves with its last reply that nobody changed the negotiation. */
function checkFinalReply(connection: Connection, security: MessageSecurity, message: Buffer): void {
  const signed = (message.readUInt32LE(FLAGS_OFFSET) & SMB2_FLAGS_SIGNED) !== 0;
  if (!signed && connection.negotiated.dialect === SMB2_DIALECT_311) {
    throw new SecurityError('the logon was confirmed without a signature');
  }
  if (signed && !security.verify([message])) throw new SecurityError('the logon was confirmed with a wrong signature');
}

function protectionOf(
  connection: Connection,
  settings: SessionSettings,
  flags: number,
  security: MessageSecurity | undefined,
): Protection {
  const { cipherId, serverSecurityMode } = connection.negotiated;
  if (settings.requireEncryption || flags & SMB2_SESSION_FLAG_ENCRYPT_DATA) {
    if (!security)
      throw new SecurityError('encryption is required, and a guest or anonymous session has no key for it');
    if (cipherId === undefined) throw new SecurityError('encryption is required, and the server cannot encrypt');
    return 'encrypted';
  }
  if (!security) return 'plain';
  return settings.requireSigning || serverSecurityMode & SMB2_NEGOTIATE_SIGNING_REQUIRED ? 'signed' : 'plain';
}
