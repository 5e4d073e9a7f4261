/** Which sessions there are, on a connection and on the server.  [MS-SMB2] 3.3.1.5, 3.3.1.7 */
import type { ActorInfo, PeerInfo } from '../events.ts';
import type { ConnectionState } from './connection-state.ts';
import type { ServerSession } from './server-session.ts';

export function registerSession(connection: ConnectionState, session: ServerSession): void {
  connection.sessions.set(session.sessionId, session);
  const { negotiated } = connection;
  connection.server.sessions.set(session.sessionId, {
    session,
    negotiated,
    end: () => endSession(connection, session),
  });
  connection.server.events.emit('logon', actorOf(connection, session));
}

/** Ends a session and closes all that it holds; ended already, it stays so. */
export async function endSession(connection: ConnectionState, session: ServerSession): Promise<void> {
  const { sessionId } = session;
  if (!connection.sessions.delete(sessionId)) return;
  connection.server.sessions.delete(sessionId);
  connection.logons.delete(sessionId);
  await session.release();
  connection.server.events.emit('logoff', actorOf(connection, session));
}

export function peerOf({ remoteAddress, remotePort, transport }: ConnectionState): PeerInfo {
  return { remoteAddress, remotePort, transport };
}

export function actorOf(connection: ConnectionState, session: ServerSession): ActorInfo {
  return { ...peerOf(connection), user: session.user.name };
}
