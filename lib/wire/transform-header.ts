/** The header in front of an encrypted frame.  [MS-SMB2] 2.2.41 */
import { MalformedError } from '../errors.ts';
import { HEADER_SIZE } from './header.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

export const TRANSFORM_HEADER_SIZE = 52;
/** 0xFD 'S' 'M' 'B' as a little-endian number. */
export const TRANSFORM_PROTOCOL_ID = 0x424d53fd;

/** Where the cipher's authentication tag goes. */
export const TRANSFORM_SIGNATURE_OFFSET = 4;
export const TRANSFORM_SIGNATURE_SIZE = 16;
export const TRANSFORM_NONCE_OFFSET = 20;
/** The field's size: of it a CCM cipher uses the first 11 bytes, a GCM cipher 12. */
export const TRANSFORM_NONCE_SIZE = 16;
/** The cipher authenticates the header from here to its end.  [MS-SMB2] 3.1.4.3 */
export const TRANSFORM_AAD_OFFSET: number = TRANSFORM_NONCE_OFFSET;

/** The only value that Flags (3.1.1) and EncryptionAlgorithm (3.0, 3.0.2) ever have. */
const ENCRYPTED = 0x0001;

export interface TransformHeader {
  /** 16 bytes; those that the cipher does not use are 0. */
  nonce: Buffer;
  /** Bytes of the frame before encryption, and of what follows this header. */
  originalMessageSize: number;
  sessionId: bigint;
}

/** Writes the header with an empty signature. */
export function writeTransformHeader(w: Writer, h: TransformHeader): void {
  w.contiguous(TRANSFORM_HEADER_SIZE);
  w.u32(TRANSFORM_PROTOCOL_ID); // ProtocolId
  w.zeros(TRANSFORM_SIGNATURE_SIZE); // Signature
  w.bytes(h.nonce); // Nonce
  w.u32(h.originalMessageSize); // OriginalMessageSize
  w.u16(0); // Reserved
  w.u16(ENCRYPTED); // Flags, or EncryptionAlgorithm
  w.u64(h.sessionId); // SessionId
}

/**
 * Reads the header at the reader's position; the signature is at its offset. `encryptedSize` is how many bytes of the frame
 * follow the header, given when they lie elsewhere: all of them must have been encrypted, as the rest would not be authentic.
 */
export function readTransformHeader(
  r: Reader,
  encryptedSize: number = r.remaining - TRANSFORM_HEADER_SIZE,
): TransformHeader {
  if (r.u32() !== TRANSFORM_PROTOCOL_ID) throw new MalformedError('not an encrypted message'); // ProtocolId
  r.skip(TRANSFORM_SIGNATURE_SIZE); // Signature
  const nonce = r.copy(TRANSFORM_NONCE_SIZE); // Nonce
  const originalMessageSize = r.u32(); // OriginalMessageSize
  r.skip(2); // Reserved
  const flags = r.u16(); // Flags, or EncryptionAlgorithm
  const sessionId = r.u64(); // SessionId
  if (flags !== ENCRYPTED) throw new MalformedError(`Flags ${flags} in a transform header`);
  if (originalMessageSize !== encryptedSize || originalMessageSize < HEADER_SIZE) {
    throw new MalformedError(`OriginalMessageSize ${originalMessageSize} in front of ${encryptedSize} bytes`);
  }
  return { nonce, originalMessageSize, sessionId };
}
