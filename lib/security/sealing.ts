/** Encryption of whole frames behind a transform header.  [MS-SMB2] 3.1.4.3, 3.2.5.1.1.1, 3.3.5.2.1.1 */
import {
  AEAD_AES_128_CCM,
  AEAD_AES_128_GCM,
  AEAD_AES_256_CCM,
  AEAD_AES_256_GCM,
  type AeadAlgorithm,
  open,
  type PlacePlaintext,
  seal,
} from '../crypto/aead.ts';
import { NonceSequence } from '../crypto/nonce-sequence.ts';
import { SecurityError } from '../errors.ts';
import {
  SMB2_ENCRYPTION_AES128_CCM,
  SMB2_ENCRYPTION_AES128_GCM,
  SMB2_ENCRYPTION_AES256_CCM,
  SMB2_ENCRYPTION_AES256_GCM,
} from '../wire/contexts/negotiate-contexts.ts';
import { Reader } from '../wire/reader.ts';
import {
  readTransformHeader,
  TRANSFORM_AAD_OFFSET,
  TRANSFORM_HEADER_SIZE,
  TRANSFORM_NONCE_SIZE,
  TRANSFORM_SIGNATURE_OFFSET,
  TRANSFORM_SIGNATURE_SIZE,
  writeTransformHeader,
} from '../wire/transform-header.ts';
import { FRAME_HEADROOM, Writer } from '../wire/writer.ts';

const ALGORITHMS: ReadonlyMap<number, AeadAlgorithm> = new Map([
  [SMB2_ENCRYPTION_AES128_CCM, AEAD_AES_128_CCM],
  [SMB2_ENCRYPTION_AES128_GCM, AEAD_AES_128_GCM],
  [SMB2_ENCRYPTION_AES256_CCM, AEAD_AES_256_CCM],
  [SMB2_ENCRYPTION_AES256_GCM, AEAD_AES_256_GCM],
]);

/** A sealer writes nothing but transform headers: dozens of them fit. */
const SLAB_SIZE = 4096;

/** What a sealer works with. */
export interface SealerOptions {
  readonly sessionId: bigint;
  /** One of the SMB2_ENCRYPTION constants. */
  readonly cipherId: number;
  /** Of this end: 16 bytes each, or 32 for the AES-256 ciphers. */
  readonly encryptionKey: Buffer;
  readonly decryptionKey: Buffer;
  /** 0 to 65535, different for each connection that the session is bound to: they share keys, and must not share nonces. */
  readonly channel: number;
}

/** Seals what one end of a connection sends for a session, and opens what it receives. */
export class FrameSealer {
  readonly #options: SealerOptions;
  readonly #algorithm: AeadAlgorithm;
  readonly #nonces: NonceSequence;
  /** The nonce as the header carries it, with zeros behind it. */
  readonly #nonceField: Buffer = Buffer.alloc(TRANSFORM_NONCE_SIZE);
  readonly #writer: Writer = new Writer(SLAB_SIZE);

  constructor(options: SealerOptions) {
    const algorithm = ALGORITHMS.get(options.cipherId);
    if (algorithm === undefined) throw new RangeError(`cipher ${options.cipherId}`);
    this.#options = options;
    this.#algorithm = algorithm;
    this.#nonces = new NonceSequence(algorithm.nonceSize, options.channel);
  }

  /**
   * Encrypts a frame that comes without headroom. The result has FRAME_HEADROOM free bytes, then the transform header, then
   * the ciphertext, in memory of its own. Throws a SecurityError once the nonces are used up.
   */
  seal(frame: readonly Buffer[]): Buffer[] {
    const nonce = this.#nonces.next();
    this.#nonceField.set(nonce);
    this.#writer.begin(FRAME_HEADROOM);
    writeTransformHeader(this.#writer, {
      nonce: this.#nonceField,
      originalMessageSize: sizeOf(frame),
      sessionId: this.#options.sessionId,
    });
    const front = Buffer.concat(this.#writer.finish());
    const header = front.subarray(FRAME_HEADROOM);
    const aad = header.subarray(TRANSFORM_AAD_OFFSET);
    const { ciphertext, tag } = seal(this.#algorithm, this.#options.encryptionKey, nonce, aad, frame);
    header.set(tag, TRANSFORM_SIGNATURE_OFFSET);
    return [front, ...ciphertext];
  }

  /**
   * Decrypts a frame that starts with its transform header; the plaintext is in memory of its own, except what `place` has put
   * elsewhere. Throws a SecurityError when the frame belongs to another session or is not what was sealed, and a MalformedError
   * when it is no sealed frame at all.
   */
  open(frame: readonly Buffer[], place?: PlacePlaintext): Buffer {
    const [first = Buffer.alloc(0), ...others] =
      frame[0] !== undefined && frame[0].length >= TRANSFORM_HEADER_SIZE ? frame : [Buffer.concat(frame)];
    const r = new Reader(first);
    const { nonce, sessionId } = readTransformHeader(r, sizeOf(frame) - TRANSFORM_HEADER_SIZE);
    if (sessionId !== this.#options.sessionId) throw new SecurityError('an encrypted message of another session');
    const tag = first.subarray(TRANSFORM_SIGNATURE_OFFSET, TRANSFORM_SIGNATURE_OFFSET + TRANSFORM_SIGNATURE_SIZE);
    const aad = first.subarray(TRANSFORM_AAD_OFFSET, TRANSFORM_HEADER_SIZE);
    const ciphertext = [first.subarray(TRANSFORM_HEADER_SIZE), ...others].filter((piece) => piece.length > 0);
    const { nonceSize } = this.#algorithm;
    const key = this.#options.decryptionKey;
    return open(this.#algorithm, key, nonce.subarray(0, nonceSize), aad, ciphertext, tag, place);
  }
}

function sizeOf(pieces: readonly Buffer[]): number {
  let size = 0;
  for (const piece of pieces) size += piece.length;
  return size;
}
