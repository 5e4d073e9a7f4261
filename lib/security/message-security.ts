/** All that protects one session's messages on one connection: signatures and encryption.  [MS-SMB2] 3.1.4.1, 3.1.4.3 */
import type { PlacePlaintext } from '../crypto/aead.ts';
import { SecurityError } from '../errors.ts';
import { SMB2_DIALECT_300 } from '../wire/commands/negotiate.ts';
import { SMB2_SIGNING_AES_CMAC, SMB2_SIGNING_HMAC_SHA256 } from '../wire/contexts/negotiate-contexts.ts';
import type { Role } from './role.ts';
import { FrameSealer } from './sealing.ts';
import type { SessionKeys } from './session-keys.ts';
import { MessageSigner } from './signing.ts';

export interface MessageSecurityOptions {
  readonly role: Role;
  readonly sessionId: bigint;
  readonly dialect: number;
  /** The negotiated algorithm, one of the SMB2_SIGNING constants; without it the dialect's own. */
  readonly signingAlgorithmId?: number | undefined;
  /** The negotiated cipher, one of the SMB2_ENCRYPTION constants; without it nothing can be sealed or opened. */
  readonly cipherId?: number | undefined;
  readonly keys: SessionKeys;
  /** 0 (the default) to 65535: no other connection that the session is or was bound to may have the same. */
  readonly channel?: number | undefined;
}

/**
 * A message is a list of pieces that begin with its header, which lies whole in the first; a frame is one message or a chain.
 * None of them has headroom, except what `seal` returns.
 */
export interface SessionMessageSecurity {
  readonly sessionId: bigint;
  /** Sets SMB2_FLAGS_SIGNED and the Signature of one message. */
  sign(message: readonly Buffer[]): void;
  /** Whether the other end signed this message. */
  verify(message: readonly Buffer[]): boolean;
  /** Encrypts a frame: headroom, transform header, ciphertext. Throws a SecurityError when no cipher was negotiated. */
  seal(frame: readonly Buffer[]): Buffer[];
  /**
   * Decrypts a frame that starts with a transform header; throws a SecurityError or MalformedError when it is not genuine. Of a
   * large one, `place` may have all but the head put where it belongs: then the result is the head.
   */
  open(frame: readonly Buffer[], place?: PlacePlaintext): Buffer;
}

export function createMessageSecurity(options: MessageSecurityOptions): SessionMessageSecurity {
  const { role, sessionId, dialect, cipherId, keys, channel = 0 } = options;
  const { encryptionKey, decryptionKey } = keys;
  const ownAlgorithm = dialect < SMB2_DIALECT_300 ? SMB2_SIGNING_HMAC_SHA256 : SMB2_SIGNING_AES_CMAC;
  const signer = new MessageSigner(role, options.signingAlgorithmId ?? ownAlgorithm, keys.signingKey);
  const frameSealer =
    cipherId === undefined || encryptionKey === undefined || decryptionKey === undefined
      ? undefined
      : new FrameSealer({ sessionId, cipherId, encryptionKey, decryptionKey, channel });
  const sealer = (): FrameSealer => {
    if (frameSealer === undefined) throw new SecurityError('encryption was not negotiated');
    return frameSealer;
  };
  return {
    sessionId,
    sign: (message) => signer.sign(message),
    verify: (message) => signer.verify(message),
    seal: (frame) => sealer().seal(frame),
    open: (frame, place) => sealer().open(frame, place),
  };
}
