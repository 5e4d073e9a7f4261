/** NTLM's signatures with extended session security.  [MS-NLMP] 3.4.4.2, 3.4.5 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Rc4 } from '../rc4.ts';
import { hmacMd5 } from './ntlmv2.ts';

export type Side = 'client' | 'server';

const DIRECTIONS = { client: 'client-to-server', server: 'server-to-client' } as const;

function derive(exportedSessionKey: Uint8Array, sender: Side, purpose: 'signing' | 'sealing'): Buffer {
  const constant = `session key to ${DIRECTIONS[sender]} ${purpose} key magic constant\0`;
  return createHash('md5').update(exportedSessionKey).update(constant, 'latin1').digest();
}

/** SIGNKEY */
export function signKey(exportedSessionKey: Uint8Array, sender: Side): Buffer {
  return derive(exportedSessionKey, sender, 'signing');
}

/** SEALKEY, with 128 bits. */
export function sealKey(exportedSessionKey: Uint8Array, sender: Side): Buffer {
  return derive(exportedSessionKey, sender, 'sealing');
}

/** An NTLMSSP_MESSAGE_SIGNATURE of `message`; `handle`, made of the sealing key, is there when a key was exchanged. */
export function messageSignature(
  key: Uint8Array,
  handle: Rc4 | undefined,
  sequenceNumber: number,
  message: Uint8Array,
): Buffer {
  const signature = Buffer.alloc(16);
  signature.writeUInt32LE(1, 0); // Version
  signature.writeUInt32LE(sequenceNumber, 12); // SeqNum
  const checksum = hmacMd5(key, signature.subarray(12), message).subarray(0, 8);
  (handle?.update(checksum) ?? checksum).copy(signature, 4); // Checksum
  return signature;
}

/**
 * Signs and verifies the list of mechanisms. Each side signs one such list, with sequence number 0, and the key state is
 * reset behind it: so every signature here starts from the initial state.
 */
export class NtlmIntegrity {
  readonly #exportedSessionKey: Buffer;
  readonly #keyExchanged: boolean;
  readonly #side: Side;

  constructor(exportedSessionKey: Buffer, keyExchanged: boolean, side: Side) {
    this.#exportedSessionKey = exportedSessionKey;
    this.#keyExchanged = keyExchanged;
    this.#side = side;
  }

  getMic(data: Uint8Array): Buffer {
    return this.#signature(this.#side, data);
  }

  verifyMic(data: Uint8Array, mic: Uint8Array): boolean {
    const expected = this.#signature(this.#side === 'client' ? 'server' : 'client', data);
    return mic.length === expected.length && timingSafeEqual(expected, mic);
  }

  #signature(sender: Side, data: Uint8Array): Buffer {
    const handle = this.#keyExchanged ? new Rc4(sealKey(this.#exportedSessionKey, sender)) : undefined;
    return messageSignature(signKey(this.#exportedSessionKey, sender), handle, 0, data);
  }
}
