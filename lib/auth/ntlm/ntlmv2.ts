/** NTLMv2's keys and responses: pure functions.  [MS-NLMP] 3.3.2 */
import { createHmac } from 'node:crypto';
import { md4 } from '../md4.ts';
import { uppercase } from './uppercase.ts';

export function hmacMd5(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const hmac = createHmac('md5', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** What servers store of a password: NTOWFv1.  [MS-NLMP] 3.3.1 */
export function ntHash(password: string): Buffer {
  return md4(Buffer.from(password, 'utf16le'));
}

/** ResponseKeyNT: the key that all else is derived from. */
export function ntowfv2(hash: Uint8Array, user: string, domain: string): Buffer {
  return hmacMd5(hash, Buffer.from(uppercase(user) + domain, 'utf16le'));
}

/** What the client's response is made of, called `temp` in the specification.  [MS-NLMP] 2.2.2.7 */
export interface ClientChallenge {
  /** A FILETIME. */
  readonly time: bigint;
  /** 8 random bytes. */
  readonly challengeFromClient: Buffer;
  /** Attribute-value pairs, MsvAvEOL included. */
  readonly avPairs: Buffer;
}

/** Where the attribute-value pairs of `temp` start. */
export const AV_PAIRS_OFFSET = 28;

export function clientChallengeBytes(challenge: ClientChallenge): Buffer {
  const head = Buffer.alloc(AV_PAIRS_OFFSET);
  head.writeUInt8(1, 0); // RespType
  head.writeUInt8(1, 1); // HiRespType
  head.writeBigUInt64LE(challenge.time, 8); // TimeStamp, behind Reserved1 and Reserved2
  challenge.challengeFromClient.copy(head, 16, 0, 8); // ChallengeFromClient, then Reserved3
  return Buffer.concat([head, challenge.avPairs, Buffer.alloc(4)]);
}

/** NTProofStr: what only somebody who knows the password can make of a challenge. */
export function ntProof(responseKeyNT: Uint8Array, serverChallenge: Uint8Array, temp: Uint8Array): Buffer {
  return hmacMd5(responseKeyNT, serverChallenge, temp);
}

export function sessionBaseKey(responseKeyNT: Uint8Array, proof: Uint8Array): Buffer {
  return hmacMd5(responseKeyNT, proof);
}
