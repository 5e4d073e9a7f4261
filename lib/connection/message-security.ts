/** What the connection asks of a session's security; `session` supplies it.  [MS-SMB2] 3.1.4.1, 3.1.4.3 */
import type { FrameHandler } from '../transport/transport.ts';

/**
 * Signs and encrypts one session's messages on one connection. A message is a list of pieces that are never joined; its
 * 64-byte header lies whole in the first piece.
 */
export interface MessageSecurity {
  readonly sessionId: bigint;
  /** Sets SMB2_FLAGS_SIGNED and the Signature of one message: header, body and the padding that belongs to it. */
  sign(message: readonly Buffer[]): void;
  /** Whether the signature of one received message is right. */
  verify(message: readonly Buffer[]): boolean;
  /** Encrypts a frame (one message or a chain); the result starts with the transport's headroom and the transform header. */
  seal(frame: readonly Buffer[]): Buffer[];
  /**
   * Decrypts a frame that starts with a transform header; throws a SecurityError when it was tampered with. Of a large one,
   * `place` may have all but the head put where it belongs: then the result is the head.
   */
  open(frame: readonly Buffer[], place?: FrameHandler['place']): Buffer;
}
