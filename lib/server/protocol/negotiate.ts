/** NEGOTIATE: the best dialect of both, and what goes with it.  [MS-SMB2] 3.3.5.4 */
import { randomBytes } from 'node:crypto';
import { extendPreauthHash } from '../../crypto/preauth.ts';
import { MalformedError } from '../../errors.ts';
import {
  Negotiate,
  type NegotiateRequest,
  type NegotiateResponse,
  SMB2_DIALECT_202,
  SMB2_DIALECT_210,
  SMB2_DIALECT_300,
  SMB2_DIALECT_302,
  SMB2_DIALECT_311,
  SMB2_GLOBAL_CAP_ENCRYPTION,
  SMB2_GLOBAL_CAP_LARGE_MTU,
  SMB2_NEGOTIATE_SIGNING_ENABLED,
  SMB2_NEGOTIATE_SIGNING_REQUIRED,
} from '../../wire/commands/negotiate.ts';
import {
  type NegotiateContext,
  SMB2_ENCRYPTION_AES128_CCM,
  SMB2_ENCRYPTION_AES128_GCM,
  SMB2_ENCRYPTION_AES256_CCM,
  SMB2_ENCRYPTION_AES256_GCM,
  SMB2_ENCRYPTION_CAPABILITIES,
  SMB2_PREAUTH_INTEGRITY_CAPABILITIES,
  SMB2_PREAUTH_INTEGRITY_SHA512,
  SMB2_SIGNING_AES_CMAC,
  SMB2_SIGNING_AES_GMAC,
  SMB2_SIGNING_CAPABILITIES,
  SMB2_SIGNING_HMAC_SHA256,
} from '../../wire/contexts/negotiate-contexts.ts';
import { filetimeFromUnixNanoseconds } from '../../wire/filetime.ts';
import {
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP,
} from '../../wire/ntstatus.ts';
import type { ServerCipher, ServerDialect, ServerSettings, ServerSigningAlgorithm } from '../server-options.ts';
import { type Command, type CommandContext, connectionCommand, type Result, success } from './command.ts';
import type { ConnectionState } from './connection-state.ts';
import { newAcceptor } from './logon.ts';
import type { Negotiated } from './negotiated.ts';
import { StatusFailure } from './status-failure.ts';

const DIALECT_REVISIONS: Readonly<Record<ServerDialect, number>> = {
  '2.0.2': SMB2_DIALECT_202,
  '2.1': SMB2_DIALECT_210,
  '3.0': SMB2_DIALECT_300,
  '3.0.2': SMB2_DIALECT_302,
  '3.1.1': SMB2_DIALECT_311,
};

const CIPHER_IDS: Readonly<Record<ServerCipher, number>> = {
  'aes-128-gcm': SMB2_ENCRYPTION_AES128_GCM,
  'aes-128-ccm': SMB2_ENCRYPTION_AES128_CCM,
  'aes-256-gcm': SMB2_ENCRYPTION_AES256_GCM,
  'aes-256-ccm': SMB2_ENCRYPTION_AES256_CCM,
};

const SIGNING_ALGORITHM_IDS: Readonly<Record<ServerSigningAlgorithm, number>> = {
  'aes-gmac': SMB2_SIGNING_AES_GMAC,
  'aes-cmac': SMB2_SIGNING_AES_CMAC,
  'hmac-sha256': SMB2_SIGNING_HMAC_SHA256,
};

/** What a frame of NetBIOS, and a single credit, can carry. */
const SMALL_TRANSFER = 65536;

const SALT_SIZE = 32;

export const negotiateCommand: Command = connectionCommand(Negotiate, negotiate);

/** The server's dialects as numbers, the oldest first. */
export function dialectsOf(settings: ServerSettings): number[] {
  return settings.dialects.map((dialect) => DIALECT_REVISIONS[dialect]);
}

function negotiate(request: NegotiateRequest, context: CommandContext): Result<NegotiateResponse> {
  const { connection, message } = context;
  if (connection.negotiated) throw new MalformedError('a second NEGOTIATE');
  if (request.dialects.length === 0) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  const dialect = dialectsOf(connection.server.settings)
    .filter((each) => request.dialects.includes(each))
    .at(-1);
  if (dialect === undefined) throw new StatusFailure(STATUS_NOT_SUPPORTED);
  const contexts = dialect === SMB2_DIALECT_311 ? answerContexts(request, connection.server.settings) : [];
  const negotiated = agree(request, dialect, contexts, connection);
  connection.negotiated = negotiated;
  connection.preauthHash = extendPreauthHash(connection.preauthHash, [message]);
  return {
    ...success(negotiateResponse(connection, negotiated, contexts)),
    transcript: (response) => {
      connection.preauthHash = extendPreauthHash(connection.preauthHash, response);
    },
  };
}

/** The response's body. Faults may announce other sizes than those that hold. */
export function negotiateResponse(
  connection: ConnectionState,
  negotiated: Omit<Negotiated, 'request'>,
  negotiateContexts: NegotiateContext[],
): NegotiateResponse {
  const { server } = connection;
  const { securityMode, capabilities, maxTransactSize, maxReadSize, maxWriteSize } = negotiated;
  return {
    securityMode,
    dialectRevision: negotiated.dialect,
    serverGuid: server.guid,
    capabilities,
    maxTransactSize,
    maxReadSize,
    maxWriteSize,
    systemTime: filetimeFromUnixNanoseconds(BigInt(Date.now()) * 1_000_000n),
    serverStartTime: 0n,
    securityBuffer: newAcceptor(server).acceptor.hint(),
    negotiateContexts,
    ...server.faults.ofSizes(),
  };
}

/** What the server offers with a dialect, before anything is known of the client. */
export function termsOf(connection: ConnectionState, dialect: number): Omit<Negotiated, 'request'> {
  const { settings } = connection.server;
  const multiCredit = dialect >= SMB2_DIALECT_210 && connection.transport === 'directtcp';
  const size = multiCredit ? settings.maxTransferSize : SMALL_TRANSFER;
  return {
    dialect,
    capabilities: multiCredit ? SMB2_GLOBAL_CAP_LARGE_MTU : 0,
    securityMode:
      SMB2_NEGOTIATE_SIGNING_ENABLED | (settings.signing === 'required' ? SMB2_NEGOTIATE_SIGNING_REQUIRED : 0),
    cipherId: undefined,
    signingAlgorithmId: undefined,
    multiCredit,
    maxTransactSize: Math.min(size, 1024 * 1024),
    maxReadSize: size,
    maxWriteSize: size,
  };
}

function agree(
  request: NegotiateRequest,
  dialect: number,
  contexts: readonly NegotiateContext[],
  connection: ConnectionState,
): Negotiated {
  const terms = termsOf(connection, dialect);
  const { settings } = connection.server;
  // 3.0 and 3.0.2 know one cipher, and ask for it by a capability; 3.1.1 has a context for it, and no such capability.
  const encrypts300 =
    dialect >= SMB2_DIALECT_300 &&
    dialect < SMB2_DIALECT_311 &&
    settings.encryption !== 'disabled' &&
    settings.ciphers.includes('aes-128-ccm') &&
    (request.capabilities & SMB2_GLOBAL_CAP_ENCRYPTION) !== 0;
  const [cipherId] = contexts.flatMap((each) => ('ciphers' in each ? each.ciphers : []));
  const [signingAlgorithmId] = contexts.flatMap((each) => ('signingAlgorithms' in each ? each.signingAlgorithms : []));
  return {
    ...terms,
    request,
    capabilities: terms.capabilities | (encrypts300 ? SMB2_GLOBAL_CAP_ENCRYPTION : 0),
    cipherId: encrypts300 ? SMB2_ENCRYPTION_AES128_CCM : cipherId || undefined,
    signingAlgorithmId,
  };
}

/** The answers to a 3.1.1 client's contexts: one choice each, ours by preference. */
function answerContexts(request: NegotiateRequest, settings: ServerSettings): NegotiateContext[] {
  const answers: NegotiateContext[] = [];
  let preauthIntegrity = false;
  for (const context of request.negotiateContexts) {
    if ('hashAlgorithms' in context) {
      if (!context.hashAlgorithms.includes(SMB2_PREAUTH_INTEGRITY_SHA512)) {
        throw new StatusFailure(STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP);
      }
      preauthIntegrity = true;
      answers.push({
        contextType: SMB2_PREAUTH_INTEGRITY_CAPABILITIES,
        hashAlgorithms: [SMB2_PREAUTH_INTEGRITY_SHA512],
        salt: randomBytes(SALT_SIZE),
      });
    } else if ('ciphers' in context) {
      if (context.ciphers.length === 0) throw new StatusFailure(STATUS_INVALID_PARAMETER);
      const own = settings.encryption === 'disabled' ? [] : settings.ciphers.map((cipher) => CIPHER_IDS[cipher]);
      const cipher = own.find((id) => context.ciphers.includes(id)) ?? 0; // 0: none in common
      answers.push({ contextType: SMB2_ENCRYPTION_CAPABILITIES, ciphers: [cipher] });
    } else if ('signingAlgorithms' in context) {
      if (context.signingAlgorithms.length === 0) throw new StatusFailure(STATUS_INVALID_PARAMETER);
      const own = settings.signingAlgorithms.map((algorithm) => SIGNING_ALGORITHM_IDS[algorithm]);
      // Without a common one both use AES-CMAC.
      const algorithm = own.find((id) => context.signingAlgorithms.includes(id)) ?? SMB2_SIGNING_AES_CMAC;
      answers.push({ contextType: SMB2_SIGNING_CAPABILITIES, signingAlgorithms: [algorithm] });
    }
  }
  if (!preauthIntegrity) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  return answers;
}
