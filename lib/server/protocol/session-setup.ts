/** SESSION_SETUP: a logon, token by token, until a session comes of it or is renewed.  [MS-SMB2] 3.3.5.5 */
import type { AcceptorResult, Identity } from '../../auth/mechanism.ts';
import { ACCEPT_COMPLETED, writeNegTokenResp } from '../../auth/spnego.ts';
import { extendPreauthHash } from '../../crypto/preauth.ts';
import { MalformedError } from '../../errors.ts';
import { createMessageSecurity } from '../../security/message-security.ts';
import { deriveSessionKeys } from '../../security/session-keys.ts';
import { SMB2_NEGOTIATE_SIGNING_REQUIRED } from '../../wire/commands/negotiate.ts';
import {
  SessionSetup,
  type SessionSetupRequest,
  type SessionSetupResponse,
  SMB2_SESSION_FLAG_BINDING,
  SMB2_SESSION_FLAG_ENCRYPT_DATA,
  SMB2_SESSION_FLAG_IS_GUEST,
  SMB2_SESSION_FLAG_IS_NULL,
} from '../../wire/commands/session-setup.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_PARAMETER,
  STATUS_LOGON_FAILURE,
  STATUS_MORE_PROCESSING_REQUIRED,
  STATUS_USER_SESSION_DELETED,
} from '../../wire/ntstatus.ts';
import { type Command, type CommandContext, connectionCommand, type Result, success } from './command.ts';
import type { ConnectionState } from './connection-state.ts';
import { letsGuestsIn, newAcceptor } from './logon.ts';
import type { Negotiated } from './negotiated.ts';
import type { PendingLogon } from './pending-logon.ts';
import { ServerSession, type SessionUser } from './server-session.ts';
import { bindingRefused, foreignSession } from './session-binding.ts';
import { endSession, peerOf, registerSession } from './session-table.ts';
import { StatusFailure } from './status-failure.ts';

/** Logons of one connection that are under way at a time. */
const MAX_LOGONS = 16;

/** Sessions of one connection. */
const MAX_SESSIONS = 256;

export const sessionSetupCommand: Command = connectionCommand(SessionSetup, sessionSetup);

async function sessionSetup(
  request: SessionSetupRequest,
  context: CommandContext,
): Promise<Result<SessionSetupResponse>> {
  const { connection, message } = context;
  const { negotiated } = connection;
  if (!negotiated) throw new StatusFailure(STATUS_ACCESS_DENIED);
  if (request.flags & SMB2_SESSION_FLAG_BINDING) throw bindingRefused(negotiated, context);
  if (connection.server.settings.encryption === 'required' && negotiated.cipherId === undefined) {
    throw new StatusFailure(STATUS_ACCESS_DENIED);
  }
  const { sessionId, logon } = findLogon(context);
  logon.preauthHash = extendPreauthHash(logon.preauthHash, [message]);
  // Taken out meanwhile: of two requests at a time one would see the other's half-made logon.
  connection.logons.delete(sessionId);
  let result: AcceptorResult;
  try {
    result = await logon.acceptor.next(request.securityBuffer);
  } catch (error) {
    await abandon(connection, sessionId);
    if (error instanceof MalformedError) throw new StatusFailure(STATUS_INVALID_PARAMETER);
    throw error;
  }
  if (context.signal.aborted) throw new StatusFailure(STATUS_USER_SESSION_DELETED);
  if (result.state === 'incomplete') {
    connection.logons.set(sessionId, logon);
    return {
      status: STATUS_MORE_PROCESSING_REQUIRED,
      body: { sessionFlags: 0, securityBuffer: result.token },
      sessionId,
      transcript: (response) => {
        logon.preauthHash = extendPreauthHash(logon.preauthHash, response);
      },
    };
  }
  const { user, token } = await admit(connection, sessionId, logon, result);
  const renewed = connection.sessions.get(sessionId);
  if (renewed) {
    renewed.user = user;
    renewed.expired = false;
    return answer(renewed, token, sessionId);
  }
  const session = newSession(connection, negotiated, sessionId, user, logon, request.securityMode);
  registerSession(connection, session);
  if (request.previousSessionId !== 0n && request.previousSessionId !== sessionId) {
    await endPrevious(connection, request.previousSessionId, user);
  }
  return answer(session, token, sessionId);
}

/** The logon that a request goes on with, or a new one: of a new session, or of one that is there already. */
function findLogon(context: CommandContext): { sessionId: bigint; logon: PendingLogon } {
  const { connection } = context;
  const claimed = context.header.sessionId;
  const { server, logons, sessions } = connection;
  const pending = logons.get(claimed);
  if (pending) return { sessionId: claimed, logon: pending };
  if (claimed !== 0n && !sessions.has(claimed)) throw foreignSession(STATUS_USER_SESSION_DELETED, context);
  if (logons.size >= MAX_LOGONS || sessions.size >= MAX_SESSIONS) {
    throw new StatusFailure(STATUS_INSUFFICIENT_RESOURCES);
  }
  const logon = newAcceptor(server);
  logon.preauthHash = connection.preauthHash;
  return { sessionId: claimed === 0n ? server.newSessionId() : claimed, logon };
}

/** Who has logged on; throws a StatusFailure for those who may not come in, and drops the session they had. */
async function admit(
  connection: ConnectionState,
  sessionId: bigint,
  logon: PendingLogon,
  result: Exclude<AcceptorResult, { state: 'incomplete' }>,
): Promise<{ readonly user: SessionUser; readonly token: Buffer | undefined }> {
  const { server } = connection;
  if (result.state === 'complete') {
    const user = userOf(result.identity);
    if (user.kind === 'user' || server.settings.anonymous) return { user, token: result.token };
  } else if (!logon.userKnown && logon.user !== '' && letsGuestsIn(server)) {
    // Nobody has proved anything: no key, no integrity, only the end of the negotiation.
    const user: SessionUser = { kind: 'guest', name: logon.user, domain: '' };
    return { user, token: writeNegTokenResp({ negState: ACCEPT_COMPLETED }) };
  }
  const reason = result.state === 'rejected' ? result.reason : 'anonymous users are not let in';
  server.events.emit('logonFailed', { ...peerOf(connection), user: logon.user }, reason);
  await abandon(connection, sessionId);
  const named = result.state === 'rejected' ? STATUS_LOGON_FAILURE : STATUS_ACCESS_DENIED;
  throw new StatusFailure(named);
}

/** A logon that failed takes the session along that it was to renew. */
async function abandon(connection: ConnectionState, sessionId: bigint): Promise<void> {
  const session = connection.sessions.get(sessionId);
  if (session) await endSession(connection, session);
}

function userOf({ user, domain, anonymous }: Identity): SessionUser {
  return { kind: anonymous ? 'anonymous' : 'user', name: user, domain };
}

function newSession(
  connection: ConnectionState,
  negotiated: Negotiated,
  sessionId: bigint,
  user: SessionUser,
  logon: PendingLogon,
  securityMode: number,
): ServerSession {
  const { settings } = connection.server;
  const { sessionKey } = logon.acceptor;
  if (user.kind !== 'user' || sessionKey === undefined) {
    if (settings.encryption === 'required') throw new StatusFailure(STATUS_ACCESS_DENIED);
    return new ServerSession(sessionId, user, { security: undefined, signingRequired: false, encrypt: false });
  }
  const { dialect, cipherId, signingAlgorithmId } = negotiated;
  const { preauthHash } = logon;
  const keys = deriveSessionKeys({ role: 'server', dialect, sessionKey, preauthHash, cipherId });
  return new ServerSession(sessionId, user, {
    security: createMessageSecurity({ role: 'server', sessionId, dialect, cipherId, signingAlgorithmId, keys }),
    signingRequired: settings.signing === 'required' || (securityMode & SMB2_NEGOTIATE_SIGNING_REQUIRED) !== 0,
    encrypt: settings.encryption === 'required',
  });
}

function answer(session: ServerSession, token: Buffer | undefined, sessionId: bigint): Result<SessionSetupResponse> {
  const kind = session.user.kind;
  const sessionFlags =
    (kind === 'guest' ? SMB2_SESSION_FLAG_IS_GUEST : 0) |
    (kind === 'anonymous' ? SMB2_SESSION_FLAG_IS_NULL : 0) |
    (session.encrypt ? SMB2_SESSION_FLAG_ENCRYPT_DATA : 0);
  const body = { sessionFlags, securityBuffer: token ?? Buffer.alloc(0) };
  return { ...success(body), sessionId, signWith: session.security };
}

/** Drops the session that the client lost with its last connection, if it is the same user's.  [MS-SMB2] 3.3.5.5.3 */
async function endPrevious(connection: ConnectionState, sessionId: bigint, user: SessionUser): Promise<void> {
  const previous = connection.server.sessions.get(sessionId);
  if (previous?.session.user.kind !== 'user' || user.kind !== 'user') return;
  if (previous.session.user.name.toLowerCase() === user.name.toLowerCase()) await previous.end();
}
