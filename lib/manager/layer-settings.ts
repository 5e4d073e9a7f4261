/** From the user's words to the settings of the connection and the session. */
import { randomBytes } from 'node:crypto';
import type { ConnectionSettings } from '../connection/settings.ts';
import type { SessionSettings } from '../session/session-settings.ts';
import type { TransportKind } from '../transport/transport.ts';
import {
  SMB2_DIALECT_202,
  SMB2_DIALECT_210,
  SMB2_DIALECT_300,
  SMB2_DIALECT_302,
  SMB2_DIALECT_311,
} from '../wire/commands/negotiate.ts';
import {
  SMB2_ENCRYPTION_AES128_CCM,
  SMB2_ENCRYPTION_AES128_GCM,
  SMB2_ENCRYPTION_AES256_CCM,
  SMB2_ENCRYPTION_AES256_GCM,
  SMB2_SIGNING_AES_CMAC,
  SMB2_SIGNING_AES_GMAC,
  SMB2_SIGNING_HMAC_SHA256,
} from '../wire/contexts/negotiate-contexts.ts';
import { type Cipher, DIALECTS, type Dialect, type ServerSettings, type SigningAlgorithm } from './share-settings.ts';

export const DIALECT_REVISIONS: Readonly<Record<Dialect, number>> = {
  '2.0.2': SMB2_DIALECT_202,
  '2.1': SMB2_DIALECT_210,
  '3.0': SMB2_DIALECT_300,
  '3.0.2': SMB2_DIALECT_302,
  '3.1.1': SMB2_DIALECT_311,
};

export const CIPHER_IDS: Readonly<Record<Cipher, number>> = {
  'aes-128-gcm': SMB2_ENCRYPTION_AES128_GCM,
  'aes-128-ccm': SMB2_ENCRYPTION_AES128_CCM,
  'aes-256-gcm': SMB2_ENCRYPTION_AES256_GCM,
  'aes-256-ccm': SMB2_ENCRYPTION_AES256_CCM,
};

export const SIGNING_ALGORITHM_IDS: Readonly<Record<SigningAlgorithm, number>> = {
  'aes-gmac': SMB2_SIGNING_AES_GMAC,
  'aes-cmac': SMB2_SIGNING_AES_CMAC,
  'hmac-sha256': SMB2_SIGNING_HMAC_SHA256,
};

/** One client, one ClientGuid: servers tell by it which opens and leases belong together.  [MS-SMB2] 3.2.1.1 */
const CLIENT_GUID = randomBytes(16);

/** Over another transport than the settings' own, the port is that one's usual. */
export function connectionSettings(
  settings: ServerSettings,
  transport: TransportKind = settings.transport,
): ConnectionSettings {
  const from = DIALECTS.indexOf(settings.minDialect);
  const to = DIALECTS.indexOf(settings.maxDialect);
  return {
    transport,
    host: settings.host,
    port: transport === settings.transport ? settings.port : undefined,
    dialects: DIALECTS.slice(from, to + 1).map((dialect) => DIALECT_REVISIONS[dialect]),
    ciphers: settings.encryption === 'disabled' ? [] : settings.ciphers.map((cipher) => CIPHER_IDS[cipher]),
    signingAlgorithms: settings.signingAlgorithms.map((algorithm) => SIGNING_ALGORITHM_IDS[algorithm]),
    requireSigning: settings.signing === 'required' && settings.identity.kind === 'user',
    clientGuid: CLIENT_GUID,
    connectTimeout: settings.connectTimeout,
    requestTimeout: settings.requestTimeout,
  };
}

export function sessionSettings(settings: ServerSettings): SessionSettings {
  return {
    identity: settings.identity,
    requireSigning: settings.signing === 'required',
    requireEncryption: settings.encryption === 'required',
  };
}
