/** From a received frame to its requests: decrypted, split, and each with its header.  [MS-SMB2] 3.3.5.2.1 - 3.3.5.2.7 */
import { MalformedError, SecurityError } from '../../errors.ts';
import type { SessionMessageSecurity } from '../../security/message-security.ts';
import { splitCompound } from '../../wire/compound.ts';
import { type Header, PROTOCOL_ID, readHeader, SMB2_FLAGS_SERVER_TO_REDIR } from '../../wire/header.ts';
import { Reader } from '../../wire/reader.ts';
import { readTransformHeader, TRANSFORM_PROTOCOL_ID } from '../../wire/transform-header.ts';

/** One received request. */
export interface IncomingRequest {
  readonly header: Header;
  /** The request's bytes, padding included. */
  readonly bytes: Buffer;
}

export interface IncomingFrame {
  readonly requests: readonly IncomingRequest[];
  /** The session whose key decrypted the frame; undefined for one that came in the clear. */
  readonly decryptedBy: SessionMessageSecurity | undefined;
}

/** Opens a frame, whose bytes the requests go on using. `securityOf` finds a session's keys. */
export function openFrame(
  frame: Buffer,
  securityOf: (sessionId: bigint) => SessionMessageSecurity | undefined,
): IncomingFrame {
  const protocolId = frame.readUInt32LE(0);
  if (protocolId === TRANSFORM_PROTOCOL_ID) {
    const { sessionId } = readTransformHeader(new Reader(frame));
    const security = securityOf(sessionId);
    if (!security) throw new SecurityError('an encrypted message for a session that does not exist');
    return { requests: requestsOf(security.open([frame])), decryptedBy: security };
  }
  if (protocolId !== PROTOCOL_ID) throw new MalformedError('a frame that is no SMB2 message');
  return { requests: requestsOf(frame), decryptedBy: undefined };
}

function requestsOf(frame: Buffer): IncomingRequest[] {
  return splitCompound(frame).map(({ start, end }) => {
    const header = readHeader(new Reader(frame, start));
    if ((header.flags & SMB2_FLAGS_SERVER_TO_REDIR) !== 0) throw new MalformedError('a response from the client');
    return { header, bytes: frame.subarray(start, end) };
  });
}
