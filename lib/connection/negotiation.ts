/** NEGOTIATE: what is offered, and what of the server's choice is accepted.  [MS-SMB2] 3.2.4.2.2, 3.2.5.2 */
import { randomBytes } from 'node:crypto';
import { MalformedError, NegotiationError, SecurityError } from '../errors.ts';
import {
  type NegotiateRequest,
  type NegotiateResponse,
  SMB2_DIALECT_300,
  SMB2_DIALECT_302,
  SMB2_DIALECT_311,
  SMB2_GLOBAL_CAP_ENCRYPTION,
  SMB2_GLOBAL_CAP_LARGE_MTU,
  SMB2_GLOBAL_CAP_LEASING,
  SMB2_NEGOTIATE_SIGNING_ENABLED,
  SMB2_NEGOTIATE_SIGNING_REQUIRED,
} from '../wire/commands/negotiate.ts';
import {
  type NegotiateContext,
  SMB2_ENCRYPTION_AES128_CCM,
  SMB2_ENCRYPTION_CAPABILITIES,
  SMB2_NETNAME_NEGOTIATE_CONTEXT_ID,
  SMB2_PREAUTH_INTEGRITY_CAPABILITIES,
  SMB2_PREAUTH_INTEGRITY_SHA512,
  SMB2_SIGNING_AES_CMAC,
  SMB2_SIGNING_CAPABILITIES,
  SMB2_SIGNING_HMAC_SHA256,
} from '../wire/contexts/negotiate-contexts.ts';
import type { ConnectionSettings } from './settings.ts';

/** What both sides agreed on. */
export interface Negotiated {
  readonly dialect: number;
  readonly serverGuid: Buffer;
  readonly serverCapabilities: number;
  readonly serverSecurityMode: number;
  /** Bytes; capped by what the transport's frames hold. */
  readonly maxTransactSize: number;
  readonly maxReadSize: number;
  readonly maxWriteSize: number;
  /** Undefined where encryption is impossible on this connection. */
  readonly cipherId: number | undefined;
  readonly signingAlgorithmId: number;
  readonly multiCredit: boolean;
  /** The server's first SPNEGO token: a hint of its mechanisms; may be empty. */
  readonly securityBuffer: Buffer;
  /** The request as sent: VALIDATE_NEGOTIATE_INFO repeats it. */
  readonly request: NegotiateRequest;
}

/** Room that a frame needs beside a payload: header, body, padding, transform header. */
const FRAME_OVERHEAD = 1024;

/** Over NetBIOS, servers cap payloads at this; a 17-bit length would allow little more. */
const NETBIOS_MAX_PAYLOAD = 65536;

/** The request that offers what the settings allow. */
export function negotiateRequest(settings: ConnectionSettings): NegotiateRequest {
  const offers3 = settings.dialects.some((dialect) => dialect >= SMB2_DIALECT_300);
  let capabilities = 0;
  if (settings.dialects.some((dialect) => dialect > 0x0202)) {
    capabilities = SMB2_GLOBAL_CAP_LARGE_MTU | SMB2_GLOBAL_CAP_LEASING;
  }
  if (offers3 && settings.ciphers.length > 0) capabilities |= SMB2_GLOBAL_CAP_ENCRYPTION;
  return {
    securityMode: settings.requireSigning
      ? SMB2_NEGOTIATE_SIGNING_ENABLED | SMB2_NEGOTIATE_SIGNING_REQUIRED
      : SMB2_NEGOTIATE_SIGNING_ENABLED,
    capabilities,
    clientGuid: settings.clientGuid,
    dialects: [...settings.dialects],
    negotiateContexts: settings.dialects.includes(SMB2_DIALECT_311) ? offeredContexts(settings) : [],
  };
}

function offeredContexts(settings: ConnectionSettings): NegotiateContext[] {
  const contexts: NegotiateContext[] = [
    {
      contextType: SMB2_PREAUTH_INTEGRITY_CAPABILITIES,
      hashAlgorithms: [SMB2_PREAUTH_INTEGRITY_SHA512],
      salt: randomBytes(32),
    },
  ];
  if (settings.ciphers.length > 0) {
    contexts.push({ contextType: SMB2_ENCRYPTION_CAPABILITIES, ciphers: [...settings.ciphers] });
  }
  contexts.push({ contextType: SMB2_SIGNING_CAPABILITIES, signingAlgorithms: [...settings.signingAlgorithms] });
  contexts.push({ contextType: SMB2_NETNAME_NEGOTIATE_CONTEXT_ID, netName: settings.host });
  return contexts;
}

/** Checks the server's choice against the offer: it may pick from it, never beside it. */
export function acceptNegotiate(
  settings: ConnectionSettings,
  request: NegotiateRequest,
  response: NegotiateResponse,
  maxFrameLength: number,
): Negotiated {
  const dialect = response.dialectRevision;
  if (!settings.dialects.includes(dialect)) {
    throw new SecurityError(`the server chose dialect 0x${dialect.toString(16)}, which was not offered`);
  }
  const chosen =
    dialect === SMB2_DIALECT_311 ? acceptContexts(settings, response) : chosenBefore311(settings, response);
  const multiCredit = dialect > 0x0202 && (response.capabilities & SMB2_GLOBAL_CAP_LARGE_MTU) !== 0;
  const payloadLimit = Math.min(
    settings.transport === 'netbios' ? NETBIOS_MAX_PAYLOAD : maxFrameLength - FRAME_OVERHEAD,
    multiCredit ? Number.POSITIVE_INFINITY : 65536,
  );
  const limited = (size: number, name: string): number => {
    if (size === 0) throw new MalformedError(`the server offers a ${name} of 0`);
    return Math.min(size, payloadLimit);
  };
  return {
    dialect,
    serverGuid: response.serverGuid,
    serverCapabilities: response.capabilities,
    serverSecurityMode: response.securityMode,
    maxTransactSize: limited(response.maxTransactSize, 'MaxTransactSize'),
    maxReadSize: limited(response.maxReadSize, 'MaxReadSize'),
    maxWriteSize: limited(response.maxWriteSize, 'MaxWriteSize'),
    ...chosen,
    multiCredit,
    securityBuffer: response.securityBuffer,
    request,
  };
}

/** The error for a server that answers NEGOTIATE with a failure: it knows none of the offered dialects. */
export function negotiationRefused(settings: ConnectionSettings, ntstatus: string): NegotiationError {
  const offered = settings.dialects.map((dialect) => `0x${dialect.toString(16).padStart(4, '0')}`).join(', ');
  return new NegotiationError(`the server accepts none of the offered dialects ${offered}: ${ntstatus}`);
}

type Algorithms = Pick<Negotiated, 'cipherId' | 'signingAlgorithmId'>;

function acceptContexts(settings: ConnectionSettings, response: NegotiateResponse): Algorithms {
  let preauth = false;
  let cipherId: number | undefined;
  let signingAlgorithmId: number = SMB2_SIGNING_AES_CMAC;
  for (const context of response.negotiateContexts) {
    if (context.contextType === SMB2_PREAUTH_INTEGRITY_CAPABILITIES && 'hashAlgorithms' in context) {
      if (context.hashAlgorithms.length !== 1 || context.hashAlgorithms[0] !== SMB2_PREAUTH_INTEGRITY_SHA512) {
        throw new SecurityError('the server chose a preauthentication hash that was not offered');
      }
      preauth = true;
    } else if (context.contextType === SMB2_ENCRYPTION_CAPABILITIES && 'ciphers' in context) {
      // Cipher 0 says that the two sides have none in common.
      cipherId = chosenFrom(settings.ciphers, context.ciphers, 'cipher', 0);
    } else if (context.contextType === SMB2_SIGNING_CAPABILITIES && 'signingAlgorithms' in context) {
      signingAlgorithmId =
        chosenFrom(settings.signingAlgorithms, context.signingAlgorithms, 'signing algorithm', undefined) ??
        SMB2_SIGNING_AES_CMAC;
    }
  }
  if (!preauth) throw new SecurityError('the server speaks 3.1.1 without preauthentication integrity');
  return { cipherId, signingAlgorithmId };
}

function chosenFrom(
  offered: readonly number[],
  chosen: readonly number[],
  what: string,
  none: number | undefined,
): number | undefined {
  const [first] = chosen;
  if (chosen.length !== 1 || first === undefined)
    throw new MalformedError(`the server chose ${chosen.length} of one ${what}`);
  if (first === none) return undefined;
  if (!offered.includes(first)) throw new SecurityError(`the server chose a ${what} (${first}) that was not offered`);
  return first;
}

function chosenBefore311(settings: ConnectionSettings, response: NegotiateResponse): Algorithms {
  const dialect = response.dialectRevision;
  if (dialect !== SMB2_DIALECT_300 && dialect !== SMB2_DIALECT_302) {
    return { cipherId: undefined, signingAlgorithmId: SMB2_SIGNING_HMAC_SHA256 };
  }
  // 3.0 and 3.0.2 know one cipher, and announce it as a capability.
  const encrypts =
    (response.capabilities & SMB2_GLOBAL_CAP_ENCRYPTION) !== 0 && settings.ciphers.includes(SMB2_ENCRYPTION_AES128_CCM);
  return {
    cipherId: encrypts ? SMB2_ENCRYPTION_AES128_CCM : undefined,
    signingAlgorithmId: SMB2_SIGNING_AES_CMAC,
  };
}
