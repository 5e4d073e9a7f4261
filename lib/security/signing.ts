/** Signatures of single messages.  [MS-SMB2] 3.1.4.1, 3.1.5.1 */
import { timingSafeEqual } from 'node:crypto';
import { AesCmac } from '../crypto/cmac.ts';
import { aesGmac } from '../crypto/gmac.ts';
import { hmacSha256 } from '../crypto/hmac-sha256.ts';
import { Cancel } from '../wire/commands/cancel.ts';
import {
  SMB2_SIGNING_AES_CMAC,
  SMB2_SIGNING_AES_GMAC,
  SMB2_SIGNING_HMAC_SHA256,
} from '../wire/contexts/negotiate-contexts.ts';
import {
  FLAGS_OFFSET,
  HEADER_SIZE,
  MESSAGE_ID_OFFSET,
  SIGNATURE_OFFSET,
  SIGNATURE_SIZE,
  SMB2_FLAGS_SERVER_TO_REDIR,
  SMB2_FLAGS_SIGNED,
} from '../wire/header.ts';
import type { Role } from './role.ts';

const COMMAND_OFFSET = 12;
const MESSAGE_ID_SIZE = 8;
const GMAC_NONCE_SIZE = 12;

/** The bits behind the MessageId in a GMAC nonce: one MessageId may serve a request, its CANCEL and its response. */
const NONCE_SERVER = 0x00000001;
const NONCE_CANCEL = 0x00000002;

const NO_SIGNATURE = Buffer.alloc(SIGNATURE_SIZE);

/** Computes the signature of a message whose Signature field is zero; `header` is its first piece. */
type Mac = (message: readonly Buffer[], header: Buffer, sender: Role) => Buffer;

/** Signs what one end of a connection sends, and verifies what it receives. */
export class MessageSigner {
  readonly #role: Role;
  readonly #mac: Mac;

  /** `algorithmId` is one of the SMB2_SIGNING constants; the key has 16 bytes. */
  constructor(role: Role, algorithmId: number, key: Buffer) {
    this.#role = role;
    this.#mac = macOf(algorithmId, key);
  }

  /**
   * Sets SMB2_FLAGS_SIGNED and the Signature. With AES-GMAC a second message of one MessageId, which only interim responses
   * and unsolicited notifications could be, must never be signed: it would give the key's secret away.
   */
  sign(message: readonly Buffer[]): void {
    const header = headerOf(message);
    header.writeUInt32LE((header.readUInt32LE(FLAGS_OFFSET) | SMB2_FLAGS_SIGNED) >>> 0, FLAGS_OFFSET);
    header.set(NO_SIGNATURE, SIGNATURE_OFFSET);
    header.set(this.#mac(message, header, this.#role), SIGNATURE_OFFSET);
  }

  /**
   * Whether the other end signed the message. Both ends sign with the same key, so one that says it goes in our own direction
   * is refused whatever its signature. The message is as it was afterwards.
   */
  verify(message: readonly Buffer[]): boolean {
    const header = headerOf(message);
    const fromServer = (header.readUInt32LE(FLAGS_OFFSET) & SMB2_FLAGS_SERVER_TO_REDIR) !== 0;
    const sender = fromServer ? 'server' : 'client';
    if (sender === this.#role) return false;
    const received = Buffer.from(header.subarray(SIGNATURE_OFFSET, SIGNATURE_OFFSET + SIGNATURE_SIZE));
    header.set(NO_SIGNATURE, SIGNATURE_OFFSET);
    try {
      return timingSafeEqual(this.#mac(message, header, sender), received);
    } finally {
      header.set(received, SIGNATURE_OFFSET);
    }
  }
}

function macOf(algorithmId: number, key: Buffer): Mac {
  switch (algorithmId) {
    case SMB2_SIGNING_HMAC_SHA256:
      return (message) => hmacSha256(key, message);
    case SMB2_SIGNING_AES_CMAC: {
      const cmac = new AesCmac(key);
      return (message) => cmac.sign(message);
    }
    case SMB2_SIGNING_AES_GMAC: {
      const nonce = Buffer.alloc(GMAC_NONCE_SIZE);
      return (message, header, sender) => {
        writeGmacNonce(nonce, header, sender);
        return aesGmac(key, nonce, message);
      };
    }
    default:
      throw new RangeError(`signing algorithm ${algorithmId}`);
  }
}

function writeGmacNonce(nonce: Buffer, header: Buffer, sender: Role): void {
  nonce.set(header.subarray(MESSAGE_ID_OFFSET, MESSAGE_ID_OFFSET + MESSAGE_ID_SIZE));
  const cancel = header.readUInt16LE(COMMAND_OFFSET) === Cancel.command;
  nonce.writeUInt32LE((sender === 'server' ? NONCE_SERVER : 0) | (cancel ? NONCE_CANCEL : 0), MESSAGE_ID_SIZE);
}

/** The first piece, which the whole header lies in. */
function headerOf(message: readonly Buffer[]): Buffer {
  const [first] = message;
  if (first === undefined || first.length < HEADER_SIZE) throw new TypeError('a header that is not whole in one piece');
  return first;
}
