/** The server's side of NTLMv2.  [MS-NLMP] 3.2.5.1 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { MalformedError, SecurityError } from '../../errors.ts';
import type { AcceptorMechanism, AcceptorResult } from '../mechanism.ts';
import { Rc4 } from '../rc4.ts';
import {
  AV_FLAG_MIC,
  type AvPair,
  avFlags,
  MsvAvDnsComputerName,
  MsvAvDnsDomainName,
  MsvAvNbComputerName,
  MsvAvNbDomainName,
  MsvAvTimestamp,
  readAvPairs,
  writeAvPairs,
} from './av-pairs.ts';
import { fileTimeNow, NTLM_OID, NTLM_VERSION } from './constants.ts';
import {
  NTLMSSP_NEGOTIATE_128,
  NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY,
  NTLMSSP_NEGOTIATE_KEY_EXCH,
  NTLMSSP_NEGOTIATE_OEM,
  NTLMSSP_NEGOTIATE_SEAL,
  NTLMSSP_NEGOTIATE_SIGN,
  NTLMSSP_NEGOTIATE_TARGET_INFO,
  NTLMSSP_NEGOTIATE_UNICODE,
  NTLMSSP_NEGOTIATE_VERSION,
  NTLMSSP_TARGET_TYPE_SERVER,
  SUPPORTED,
} from './flags.ts';
import { NtlmIntegrity } from './integrity.ts';
import {
  type AuthenticateMessage,
  isNtlmMessage,
  readAuthenticate,
  readNegotiate,
  splitMic,
  writeChallenge,
} from './messages.ts';
import { AV_PAIRS_OFFSET, hmacMd5, ntHash, ntowfv2, ntProof, sessionBaseKey } from './ntlmv2.ts';

/** Signatures are made only the one way that is not weak. */
const INTEGRITY = NTLMSSP_NEGOTIATE_SIGN | NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY | NTLMSSP_NEGOTIATE_128;

/** SMB encrypts by itself, but Samba's clients that are to encrypt insist on being granted what NTLM calls sealing. */
const GRANTED = SUPPORTED | NTLMSSP_NEGOTIATE_SEAL;

const PROOF_LENGTH = 16;

/** How a server knows a user: by the password, or by what NTLM stores of it (16 bytes). */
export type NtlmCredential = { readonly password: string } | { readonly ntHash: Buffer };

export interface NtlmAcceptorOptions {
  /** The server's NetBIOS name, in capitals. */
  readonly computerName: string;
  /** The NetBIOS domain. Default: the computer's own name, as on a server without a domain. */
  readonly domainName?: string;
  /** Default: the computer's name in small letters. */
  readonly dnsComputerName?: string;
  /** Default: empty. */
  readonly dnsDomainName?: string;
  /** The credential of a user, names as the client spells them; undefined for a user that does not exist. */
  readonly lookup: (user: string, domain: string) => Promise<NtlmCredential | undefined>;
}

interface Challenged {
  readonly negotiateMessage: Buffer;
  readonly challengeMessage: Buffer;
  readonly serverChallenge: Buffer;
  readonly pairs: readonly AvPair[];
  readonly negotiateFlags: number;
}

/** Verifies NTLMv2, never NTLMv1, and the MIC where there is one. It is the caller who refuses anonymous users. */
export class NtlmAcceptor implements AcceptorMechanism {
  readonly oid: string = NTLM_OID;
  readonly name: string = 'NTLM';
  readonly #options: NtlmAcceptorOptions;
  #challenged: Challenged | undefined;
  #answered = false;
  #sessionKey: Buffer | undefined;
  #integrity: NtlmIntegrity | undefined;

  constructor(options: NtlmAcceptorOptions) {
    this.#options = options;
  }

  get sessionKey(): Buffer | undefined {
    return this.#sessionKey;
  }

  get integrity(): boolean {
    return this.#integrity !== undefined;
  }

  getMic(data: Uint8Array): Buffer {
    if (this.#integrity === undefined) throw new SecurityError('NTLM has no key to sign with');
    return this.#integrity.getMic(data);
  }

  verifyMic(data: Uint8Array, mic: Uint8Array): boolean {
    return this.#integrity?.verifyMic(data, mic) ?? false;
  }

  recognizes(token: Buffer): boolean {
    return isNtlmMessage(token);
  }

  async next(token: Buffer): Promise<AcceptorResult> {
    if (this.#answered) throw new MalformedError('an NTLM token out of turn');
    if (this.#challenged === undefined) return { state: 'incomplete', token: this.#challenge(token) };
    this.#answered = true; // one challenge, one guess
    return this.#check(this.#challenged, Buffer.from(token));
  }

  #challenge(token: Buffer): Buffer {
    const { negotiateFlags: wished } = readNegotiate(token);
    const { computerName, domainName = computerName, dnsDomainName = '' } = this.#options;
    const { dnsComputerName = computerName.toLowerCase() } = this.#options;
    const timestamp = Buffer.alloc(8);
    timestamp.writeBigUInt64LE(fileTimeNow());
    const pairs = [
      { avId: MsvAvNbDomainName, value: Buffer.from(domainName, 'utf16le') },
      { avId: MsvAvNbComputerName, value: Buffer.from(computerName, 'utf16le') },
      { avId: MsvAvDnsDomainName, value: Buffer.from(dnsDomainName, 'utf16le') },
      { avId: MsvAvDnsComputerName, value: Buffer.from(dnsComputerName, 'utf16le') },
      { avId: MsvAvTimestamp, value: timestamp },
    ];
    const encoding = wished & NTLMSSP_NEGOTIATE_UNICODE ? NTLMSSP_NEGOTIATE_UNICODE : wished & NTLMSSP_NEGOTIATE_OEM;
    const negotiateFlags = (wished & GRANTED) | encoding | NTLMSSP_TARGET_TYPE_SERVER | NTLMSSP_NEGOTIATE_TARGET_INFO;
    const serverChallenge = randomBytes(8);
    const challengeMessage = writeChallenge({
      negotiateFlags,
      serverChallenge,
      targetName: computerName,
      targetInfo: writeAvPairs(pairs),
      version: (negotiateFlags & NTLMSSP_NEGOTIATE_VERSION) !== 0 ? NTLM_VERSION : undefined,
    });
    const negotiateMessage = Buffer.from(token);
    this.#challenged = { negotiateMessage, challengeMessage, serverChallenge, pairs, negotiateFlags };
    return challengeMessage;
  }

  async #check(challenged: Challenged, token: Buffer): Promise<AcceptorResult> {
    const message = readAuthenticate(token);
    const { userName: user, domainName: domain, ntChallengeResponse } = message;
    if (isAnonymous(message)) {
      this.#sessionKey = Buffer.alloc(16);
      return { state: 'complete', token: undefined, identity: { user, domain, anonymous: true } };
    }
    // Asked for whoever comes: who is unknown may be welcome as a guest, however little his response is worth.
    const credential = await this.#options.lookup(user, domain);
    if (ntChallengeResponse.length <= 24) return failed('an NTLMv1 or LM response');
    const proof = ntChallengeResponse.subarray(0, PROOF_LENGTH);
    const temp = ntChallengeResponse.subarray(PROOF_LENGTH);
    const answer = readAvPairs(temp.subarray(AV_PAIRS_OFFSET));
    const responseKeyNT = ntowfv2(hashOf(credential), user, domain);
    const proved = timingSafeEqual(ntProof(responseKeyNT, challenged.serverChallenge, temp), proof);
    if (credential === undefined) return failed('an unknown user');
    if (!proved) return failed('a wrong password');
    if (!challenged.pairs.every((pair) => answer.some((other) => equalPairs(pair, other)))) {
      return failed('target information that was changed on its way');
    }
    const keyExchanged = (message.negotiateFlags & challenged.negotiateFlags & NTLMSSP_NEGOTIATE_KEY_EXCH) !== 0;
    if (keyExchanged && message.encryptedRandomSessionKey.length !== 16)
      throw new MalformedError('no NTLM session key');
    const baseKey = sessionBaseKey(responseKeyNT, proof);
    const key = keyExchanged ? new Rc4(baseKey).update(message.encryptedRandomSessionKey) : baseKey;
    if ((avFlags(answer) & AV_FLAG_MIC) !== 0 && !micIsRight(key, challenged, token)) return failed('a wrong MIC');

    this.#sessionKey = key;
    if ((message.negotiateFlags & challenged.negotiateFlags & INTEGRITY) === INTEGRITY) {
      this.#integrity = new NtlmIntegrity(key, keyExchanged, 'server');
    }
    return { state: 'complete', token: undefined, identity: { user, domain, anonymous: false } };
  }
}

function failed(reason: string): AcceptorResult {
  return { state: 'rejected', ntstatus: 'STATUS_LOGON_FAILURE', reason };
}

function isAnonymous({ userName, ntChallengeResponse, lmChallengeResponse }: AuthenticateMessage): boolean {
  const empty = lmChallengeResponse.length === 0 || lmChallengeResponse.equals(Buffer.alloc(1)); // Z(1)
  return userName === '' && ntChallengeResponse.length === 0 && empty;
}

/** For a user who does not exist, the hash of a password that nobody has: so that the check takes its time all the same. */
function hashOf(credential: NtlmCredential | undefined): Buffer {
  if (credential === undefined) return ntHash(randomBytes(16).toString('hex'));
  return 'password' in credential ? ntHash(credential.password) : credential.ntHash;
}

function equalPairs(a: AvPair, b: AvPair): boolean {
  return a.avId === b.avId && a.value.equals(b.value);
}

function micIsRight(key: Buffer, challenged: Challenged, token: Buffer): boolean {
  const { mic, message } = splitMic(token);
  return timingSafeEqual(hmacMd5(key, challenged.negotiateMessage, challenged.challengeMessage, message), mic);
}
