/** Session requests on a connection that the session does not belong to: here there is one connection for each session.  [MS-SMB2] 3.3.5.5 */
import { SMB2_DIALECT_300 } from '../../wire/commands/negotiate.ts';
import { SMB2_SIGNING_AES_GMAC } from '../../wire/contexts/negotiate-contexts.ts';
import {
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_REQUEST_NOT_ACCEPTED,
  STATUS_REQUEST_OUT_OF_SEQUENCE,
  STATUS_USER_SESSION_DELETED,
} from '../../wire/ntstatus.ts';
import type { CommandContext } from './command.ts';
import type { Negotiated } from './negotiated.ts';
import { StatusFailure } from './status-failure.ts';

/** The refusal of a request to bind a session to this connection too, which says what is in the way. */
export function bindingRefused(own: Negotiated, context: CommandContext): StatusFailure {
  const { connection, header } = context;
  return foreignSession(whyNot(own, connection.server.sessions.get(header.sessionId)?.negotiated), context);
}

/** A failure about a session of another connection, signed with its key for those who have shown that they know it. */
export function foreignSession(status: number, { connection, header, message }: CommandContext): StatusFailure {
  const security = connection.server.sessions.get(header.sessionId)?.session.security;
  return new StatusFailure(status, undefined, security?.verify([message]) ? security : undefined);
}

function whyNot(own: Negotiated, of: Negotiated | undefined): number {
  if (of && own.signingAlgorithmId !== of.signingAlgorithmId) {
    if (of.signingAlgorithmId === SMB2_SIGNING_AES_GMAC) return STATUS_REQUEST_OUT_OF_SEQUENCE;
    if (own.signingAlgorithmId === SMB2_SIGNING_AES_GMAC) return STATUS_NOT_SUPPORTED;
  }
  if (own.dialect < SMB2_DIALECT_300) return STATUS_REQUEST_NOT_ACCEPTED;
  if (!of) return STATUS_USER_SESSION_DELETED;
  if (own.dialect !== of.dialect || own.cipherId !== of.cipherId) return STATUS_INVALID_PARAMETER;
  return STATUS_REQUEST_NOT_ACCEPTED;
}
