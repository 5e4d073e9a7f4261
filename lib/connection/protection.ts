/** Whether a reply is as well protected as its request was.  [MS-SMB2] 3.2.5.1.1, 3.2.5.1.3 */
import { ConnectionError, SecurityError } from '../errors.ts';
import { type Header, SMB2_FLAGS_SIGNED } from '../wire/header.ts';
import { ntstatusName, STATUS_NETWORK_SESSION_EXPIRED, STATUS_USER_SESSION_DELETED } from '../wire/ntstatus.ts';
import type { RequestContext } from './exchange.ts';
import { type IncomingMessage, isInterim } from './incoming-frame.ts';

/** Throws what the connection is to end with when a reply is not to be trusted, or says that its session has ended. */
export function checkProtection(message: IncomingMessage, context: RequestContext): void {
  const { header, decryptedBy } = message;
  if (decryptedBy !== undefined) {
    if (decryptedBy !== context.sessionId) throw new SecurityError("a reply encrypted with another session's key");
  } else if (context.protection === 'encrypted') {
    checkSessionStands(header);
    throw new SecurityError('a reply in the clear on an encrypted session');
  } else if (context.security && header.flags & SMB2_FLAGS_SIGNED) {
    const pieces = message.placed ? [message.bytes, message.placed] : [message.bytes];
    if (!context.security.verify(pieces)) throw new SecurityError('a reply with a wrong signature');
  } else if (context.protection === 'signed' && !isInterim(header)) {
    // Interim replies are never signed; all they do is restart the silence clock.
    checkSessionStands(header);
    throw new SecurityError('an unsigned reply on a signed session');
  }
  // One that has expired can be renewed, if it is the server that says so.
  if (context.sessionId !== 0n && header.status === STATUS_USER_SESSION_DELETED) checkSessionStands(header);
}

/**
 * A server that has lost the session cannot sign for it. Unproven, that is worth no more than a reset; and no less, as nothing
 * will ever succeed on this session again.
 */
function checkSessionStands({ status }: Header): void {
  if (status === STATUS_USER_SESSION_DELETED || status === STATUS_NETWORK_SESSION_EXPIRED) {
    throw new ConnectionError('ECONNRESET', `the server ended the session: ${ntstatusName(status)}`);
  }
}
