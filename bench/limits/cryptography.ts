/** What each cipher and MAC of SMB does at most here, over messages of 1 MiB, with the calls that smbfs makes. */
import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

const MIB = 1024 * 1024;
const MESSAGE = Buffer.alloc(MIB, 0x5a);
/** AES-GCM makes new memory for the result of each update, which costs less in pieces. */
const PIECE = 64 * 1024;

export interface Limit {
  readonly name: string;
  /** Works on one message; answers with its bytes. */
  work(): number;
}

export const cryptographicLimits: readonly Limit[] = [
  ...[128, 256].map((bits): Limit => ({ name: `AES-${bits}-GCM`, work: () => seal(`aes-${bits}-gcm`, bits / 8) })),
  ...[128, 256].map((bits): Limit => ({ name: `AES-${bits}-CCM`, work: () => sealWhole(`aes-${bits}-ccm`, bits / 8) })),
  {
    name: 'AES-128-GMAC',
    work: () => {
      const mac = createCipheriv('aes-128-gcm', randomBytes(16), randomBytes(12));
      mac.setAAD(MESSAGE);
      mac.final();
      mac.getAuthTag();
      return MESSAGE.length;
    },
  },
  {
    // CMAC is CBC of which only the last block counts.
    name: 'AES-128-CMAC',
    work: () => {
      const mac = createCipheriv('aes-128-cbc', randomBytes(16), Buffer.alloc(16));
      for (let at = 0; at < MIB; at += PIECE) mac.update(MESSAGE.subarray(at, at + PIECE));
      return MESSAGE.length;
    },
  },
  {
    name: 'HMAC-SHA256',
    work: () => {
      createHmac('sha256', randomBytes(16)).update(MESSAGE).digest();
      return MESSAGE.length;
    },
  },
  {
    name: 'SHA-512',
    work: () => {
      createHash('sha512').update(MESSAGE).digest();
      return MESSAGE.length;
    },
  },
];

function seal(algorithm: string, keyLength: number): number {
  const cipher = createCipheriv(algorithm as 'aes-128-gcm', randomBytes(keyLength), randomBytes(12));
  for (let at = 0; at < MIB; at += PIECE) cipher.update(MESSAGE.subarray(at, at + PIECE));
  cipher.final();
  cipher.getAuthTag();
  return MESSAGE.length;
}

/** CCM has to know the length before, and takes everything in one update. */
function sealWhole(algorithm: string, keyLength: number): number {
  const cipher = createCipheriv(algorithm as 'aes-128-ccm', randomBytes(keyLength), randomBytes(11), {
    authTagLength: 16,
  });
  cipher.setAAD(Buffer.alloc(32), { plaintextLength: MIB });
  cipher.update(MESSAGE);
  cipher.final();
  cipher.getAuthTag();
  return MESSAGE.length;
}
