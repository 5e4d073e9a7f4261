/** The client's side of NTLMv2.  [MS-NLMP] 3.1.5.1 */
import { randomBytes } from 'node:crypto';
import { MalformedError, SecurityError } from '../../errors.ts';
import type { InitiatorMechanism } from '../mechanism.ts';
import { Rc4 } from '../rc4.ts';
import {
  AV_FLAG_MIC,
  type AvPair,
  avFlags,
  avTimestamp,
  MsvAvChannelBindings,
  MsvAvFlags,
  MsvAvTargetName,
  readAvPairs,
  writeAvPairs,
} from './av-pairs.ts';
import { fileTimeNow, NTLM_OID, NTLM_VERSION } from './constants.ts';
import {
  NTLMSSP_NEGOTIATE_128,
  NTLMSSP_NEGOTIATE_ALWAYS_SIGN,
  NTLMSSP_NEGOTIATE_ANONYMOUS,
  NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY,
  NTLMSSP_NEGOTIATE_KEY_EXCH,
  NTLMSSP_NEGOTIATE_SIGN,
  NTLMSSP_NEGOTIATE_TARGET_INFO,
  NTLMSSP_NEGOTIATE_UNICODE,
  NTLMSSP_NEGOTIATE_VERSION,
  SUPPORTED,
} from './flags.ts';
import { NtlmIntegrity } from './integrity.ts';
import {
  type AuthenticateMessage,
  type ChallengeMessage,
  readChallenge,
  setMic,
  writeAuthenticate,
  writeNegotiate,
} from './messages.ts';
import { clientChallengeBytes, hmacMd5, ntHash, ntowfv2, ntProof, sessionBaseKey } from './ntlmv2.ts';

/** Flags that only matter where there is a key. */
const KEYED = NTLMSSP_NEGOTIATE_SIGN | NTLMSSP_NEGOTIATE_ALWAYS_SIGN | NTLMSSP_NEGOTIATE_KEY_EXCH;

/** Without these a challenge is not good enough for a user's password. */
const REQUIRED: ReadonlyArray<readonly [flag: number, name: string]> = [
  [NTLMSSP_NEGOTIATE_UNICODE, 'Unicode'],
  [NTLMSSP_NEGOTIATE_SIGN, 'signing'],
  [NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY, 'extended session security'],
  [NTLMSSP_NEGOTIATE_TARGET_INFO, 'the target information that NTLMv2 needs'],
  [NTLMSSP_NEGOTIATE_128, '128-bit keys'],
  [NTLMSSP_NEGOTIATE_KEY_EXCH, 'key exchange'],
];

export interface NtlmInitiatorOptions {
  /** Without its domain; case matters only for the letters that Windows has no capitals for. */
  readonly username: string;
  readonly password: string;
  /** The domain or server that knows the user. Default: none, and the server looks in its own list. */
  readonly domain?: string;
  /** Our own name, for the server's logs. Default: none. */
  readonly workstation?: string;
  /** The service that we mean to talk to: `cifs/nas.example.org`. Servers may refuse a wrong one. Default: none. */
  readonly targetName?: string;
  /** Log on as nobody; user, password and domain do not count. Default: false. */
  readonly anonymous?: boolean;
}

/** Logs a user on with NTLMv2, never NTLMv1, always with a MIC and, unless anonymous, with a session key of our own making. */
export class NtlmInitiator implements InitiatorMechanism {
  readonly oid: string = NTLM_OID;
  readonly name: string = 'NTLM';
  readonly #options: NtlmInitiatorOptions;
  #negotiateMessage: Buffer | undefined;
  #sessionKey: Buffer | undefined;
  #integrity: NtlmIntegrity | undefined;

  constructor(options: NtlmInitiatorOptions) {
    this.#options = options;
  }

  get complete(): boolean {
    return this.#sessionKey !== undefined;
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

  async start(): Promise<Buffer> {
    this.#negotiateMessage = writeNegotiate({ negotiateFlags: SUPPORTED, version: NTLM_VERSION });
    return this.#negotiateMessage;
  }

  async next(token: Buffer): Promise<Buffer> {
    if (this.#negotiateMessage === undefined || this.complete) throw new MalformedError('an NTLM token out of turn');
    const challenge = readChallenge(token);
    if (this.#options.anonymous === true) return this.#authenticateAnonymous(challenge);
    const missing = REQUIRED.filter(([flag]) => (challenge.negotiateFlags & flag) === 0).map(([, name]) => name);
    if (missing.length > 0) throw new SecurityError(`the server's NTLM does not offer ${missing.join(', ')}`);
    return this.#authenticate(this.#negotiateMessage, token, challenge);
  }

  #authenticate(negotiateMessage: Buffer, challengeMessage: Buffer, challenge: ChallengeMessage): Buffer {
    const { username, password, domain = '' } = this.#options;
    const serverPairs = readAvPairs(challenge.targetInfo);
    const avPairs = writeAvPairs(this.#answer(serverPairs));
    const temp = clientChallengeBytes({
      time: avTimestamp(serverPairs) ?? fileTimeNow(),
      challengeFromClient: randomBytes(8),
      avPairs,
    });
    const responseKeyNT = ntowfv2(ntHash(password), username, domain);
    const proof = ntProof(responseKeyNT, challenge.serverChallenge, temp);
    const ntChallengeResponse = Buffer.concat([proof, temp]);
    if (ntChallengeResponse.length > 0xffff) throw new MalformedError('NTLM target information that is too long');
    const exportedSessionKey = randomBytes(16);
    const message = writeAuthenticate({
      ...this.#common(challenge.negotiateFlags & (SUPPORTED | NTLMSSP_NEGOTIATE_TARGET_INFO)),
      lmChallengeResponse: Buffer.alloc(24), // Z(24): NTLMv2 needs none
      ntChallengeResponse,
      domainName: domain,
      userName: username,
      encryptedRandomSessionKey: new Rc4(sessionBaseKey(responseKeyNT, proof)).update(exportedSessionKey),
    });
    setMic(message, hmacMd5(exportedSessionKey, negotiateMessage, challengeMessage, message));
    this.#integrity = new NtlmIntegrity(exportedSessionKey, true, 'client');
    this.#sessionKey = exportedSessionKey;
    return message;
  }

  #authenticateAnonymous(challenge: ChallengeMessage): Buffer {
    this.#sessionKey = Buffer.alloc(16);
    return writeAuthenticate({
      ...this.#common((challenge.negotiateFlags & SUPPORTED & ~KEYED) | NTLMSSP_NEGOTIATE_ANONYMOUS),
      lmChallengeResponse: Buffer.alloc(1), // Z(1)
      ntChallengeResponse: Buffer.alloc(0),
      domainName: '',
      userName: '',
      encryptedRandomSessionKey: Buffer.alloc(0),
    });
  }

  #common(negotiateFlags: number): Pick<AuthenticateMessage, 'negotiateFlags' | 'workstation' | 'version'> {
    const version = (negotiateFlags & NTLMSSP_NEGOTIATE_VERSION) !== 0 ? NTLM_VERSION : undefined;
    return { negotiateFlags, workstation: this.#options.workstation ?? '', version };
  }

  /** The server's pairs, as servers compare them with what they sent, and ours. */
  #answer(serverPairs: readonly AvPair[]): AvPair[] {
    const flags = Buffer.alloc(4);
    flags.writeUInt32LE((avFlags(serverPairs) | AV_FLAG_MIC) >>> 0);
    const ours: AvPair[] = [
      { avId: MsvAvFlags, value: flags },
      { avId: MsvAvChannelBindings, value: Buffer.alloc(16) }, // Z(16): there is no channel to bind to
      { avId: MsvAvTargetName, value: Buffer.from(this.#options.targetName ?? '', 'utf16le') },
    ];
    return [...serverPairs.filter(({ avId }) => !ours.some((pair) => pair.avId === avId)), ...ours];
  }
}
