/** From a received frame to its messages: decrypted, split, and each with its header.  [MS-SMB2] 3.2.5.1.1 - 3.2.5.1.9 */
import { MalformedError, SecurityError } from '../errors.ts';
import type { FrameHandler, Placement } from '../transport/transport.ts';
import { splitCompound } from '../wire/compound.ts';
import { type Header, PROTOCOL_ID, readHeader, SMB1_PROTOCOL_ID, SMB2_FLAGS_SERVER_TO_REDIR } from '../wire/header.ts';
import { STATUS_PENDING } from '../wire/ntstatus.ts';
import { Reader } from '../wire/reader.ts';
import { readTransformHeader, TRANSFORM_PROTOCOL_ID } from '../wire/transform-header.ts';
import type { MessageSecurity } from './message-security.ts';

/** One received message. */
export interface IncomingMessage {
  readonly header: Header;
  /** The message's bytes, padding included; the head alone when the payload was placed. */
  readonly bytes: Buffer;
  /** The payload that was received straight into its destination. */
  readonly placed: Buffer | undefined;
  /** The session whose key decrypted the frame; undefined for a frame that came in the clear. */
  readonly decryptedBy: bigint | undefined;
}

/**
 * Opens a frame. `sessions` finds the security of a session for decryption, and `place` where the payload of a frame goes that
 * was encrypted. The messages own their bytes: a frame may lie in a receive buffer that is about to be reused.
 */
export function openFrame(
  frame: Buffer,
  placement: Placement | undefined,
  sessions: ReadonlyMap<bigint, MessageSecurity>,
  place: FrameHandler['place'],
): IncomingMessage[] {
  if (placement) return placedMessage(Buffer.from(frame), placement, undefined);
  const protocolId = frame.length >= 4 ? frame.readUInt32LE(0) : 0;
  if (protocolId === TRANSFORM_PROTOCOL_ID) {
    const { sessionId } = readTransformHeader(new Reader(frame));
    const security = sessions.get(sessionId);
    if (!security) throw new SecurityError('an encrypted message for a session that does not exist');
    let target: Placement | undefined;
    const opened = security.open([frame], (head, length) => {
      target = place(head, length);
      return target;
    });
    return target ? placedMessage(opened, target, sessionId) : messagesOf(opened, sessionId);
  }
  if (protocolId === SMB1_PROTOCOL_ID) throw new MalformedError('the server answers in SMB1, which is not spoken here');
  if (protocolId !== PROTOCOL_ID) throw new MalformedError('a frame that is no SMB2 message');
  return messagesOf(Buffer.from(frame), undefined);
}

/** Only a lone, successful READ response is ever placed. */
function placedMessage(bytes: Buffer, placement: Placement, decryptedBy: bigint | undefined): IncomingMessage[] {
  return [{ header: headerOf(bytes, 0), bytes, placed: placement.target, decryptedBy }];
}

function messagesOf(frame: Buffer, decryptedBy: bigint | undefined): IncomingMessage[] {
  return splitCompound(frame).map(({ start, end }) => ({
    header: headerOf(frame, start),
    bytes: frame.subarray(start, end),
    placed: undefined,
    decryptedBy,
  }));
}

function headerOf(frame: Buffer, start: number): Header {
  const header = readHeader(new Reader(frame, start));
  if ((header.flags & SMB2_FLAGS_SERVER_TO_REDIR) === 0) throw new MalformedError('a request from the server');
  return header;
}

/** Whether a reply only says that another one will follow, as servers do where an answer takes them more than a moment. */
export function isInterim(header: Header): boolean {
  return header.status === STATUS_PENDING;
}
