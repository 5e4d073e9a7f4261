/** The keys of a session, derived from what authentication agreed on.  [MS-SMB2] 3.2.5.3.1, 3.3.5.5.3 */
import { deriveKey } from '../crypto/kdf.ts';
import { SMB2_DIALECT_300, SMB2_DIALECT_311 } from '../wire/commands/negotiate.ts';
import { SMB2_ENCRYPTION_AES256_CCM, SMB2_ENCRYPTION_AES256_GCM } from '../wire/contexts/negotiate-contexts.ts';
import type { Role } from './role.ts';

const KEY_SIZE = 16;

/** What the keys are derived from. */
export interface SessionKeyMaterial {
  readonly role: Role;
  readonly dialect: number;
  /** The session key of the authentication, as long as it is. */
  readonly sessionKey: Uint8Array;
  /** The preauthentication integrity hash of the session's setup; 3.1.1 alone uses it. */
  readonly preauthHash: Uint8Array;
  /** The negotiated cipher, if any: SMB2_ENCRYPTION_AES128_CCM where 3.0 or 3.0.2 encrypts. */
  readonly cipherId: number | undefined;
}

/** A session's keys as one of its ends uses them. */
export interface SessionKeys {
  /** Signs the messages of both directions, on the one channel whose authentication it comes from. */
  readonly signingKey: Buffer;
  /** What higher protocols, such as RPC, are given as the session's key. */
  readonly applicationKey: Buffer;
  /** Encrypts what this end sends, on all channels of the session; there is none without a cipher. */
  readonly encryptionKey: Buffer | undefined;
  /** Decrypts what this end receives. */
  readonly decryptionKey: Buffer | undefined;
}

/** Derives all keys of a session, or of a channel, which uses only the signing key. */
export function deriveSessionKeys(material: SessionKeyMaterial): SessionKeys {
  const { dialect, cipherId } = material;
  const fullSessionKey = Buffer.from(material.sessionKey);
  const sessionKey = Buffer.alloc(KEY_SIZE);
  fullSessionKey.copy(sessionKey);
  if (dialect < SMB2_DIALECT_300) {
    return { signingKey: sessionKey, applicationKey: sessionKey, encryptionKey: undefined, decryptionKey: undefined };
  }

  const purposes = dialect >= SMB2_DIALECT_311 ? purposesOf311(material.preauthHash) : PURPOSES_OF_300;
  const signingKey = deriveKey(sessionKey, ...purposes.signing, 128);
  const applicationKey = deriveKey(sessionKey, ...purposes.application, 128);
  if (cipherId === undefined) {
    return { signingKey, applicationKey, encryptionKey: undefined, decryptionKey: undefined };
  }
  const wide = cipherId === SMB2_ENCRYPTION_AES256_CCM || cipherId === SMB2_ENCRYPTION_AES256_GCM;
  const cipherKey = (purpose: Purpose): Buffer =>
    wide ? deriveKey(fullSessionKey, ...purpose, 256) : deriveKey(sessionKey, ...purpose, 128);
  const clientToServer = cipherKey(purposes.clientToServer);
  const serverToClient = cipherKey(purposes.serverToClient);
  return material.role === 'client'
    ? { signingKey, applicationKey, encryptionKey: clientToServer, decryptionKey: serverToClient }
    : { signingKey, applicationKey, encryptionKey: serverToClient, decryptionKey: clientToServer };
}

type Purpose = readonly [label: Buffer, context: Buffer];

interface Purposes {
  readonly signing: Purpose;
  readonly application: Purpose;
  readonly clientToServer: Purpose;
  readonly serverToClient: Purpose;
}

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Labels and contexts count with their final NUL; the blank in "ServerIn " belongs there. */
const PURPOSES_OF_300: Purposes = {
  signing: [ascii('SMB2AESCMAC\0'), ascii('SmbSign\0')],
  application: [ascii('SMB2APP\0'), ascii('SmbRpc\0')],
  clientToServer: [ascii('SMB2AESCCM\0'), ascii('ServerIn \0')],
  serverToClient: [ascii('SMB2AESCCM\0'), ascii('ServerOut\0')],
};

function purposesOf311(preauthHash: Uint8Array): Purposes {
  const context = Buffer.from(preauthHash);
  return {
    signing: [ascii('SMBSigningKey\0'), context],
    application: [ascii('SMBAppKey\0'), context],
    clientToServer: [ascii('SMBC2SCipherKey\0'), context],
    serverToClient: [ascii('SMBS2CCipherKey\0'), context],
  };
}
