/** What 3.1.1 negotiates beyond the dialect: hashes, ciphers, signing algorithms.  [MS-SMB2] 2.2.3.1, 2.2.4.1 */
import { MalformedError } from '../../errors.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

/** ContextType. */
export const SMB2_PREAUTH_INTEGRITY_CAPABILITIES = 0x0001;
export const SMB2_ENCRYPTION_CAPABILITIES = 0x0002;
export const SMB2_COMPRESSION_CAPABILITIES = 0x0003;
export const SMB2_NETNAME_NEGOTIATE_CONTEXT_ID = 0x0005;
export const SMB2_TRANSPORT_CAPABILITIES = 0x0006;
export const SMB2_RDMA_TRANSFORM_CAPABILITIES = 0x0007;
export const SMB2_SIGNING_CAPABILITIES = 0x0008;

/** HashAlgorithms. */
export const SMB2_PREAUTH_INTEGRITY_SHA512 = 0x0001;

/** Ciphers; a server that shares none with the client answers 0. */
export const SMB2_ENCRYPTION_AES128_CCM = 0x0001;
export const SMB2_ENCRYPTION_AES128_GCM = 0x0002;
export const SMB2_ENCRYPTION_AES256_CCM = 0x0003;
export const SMB2_ENCRYPTION_AES256_GCM = 0x0004;

/** SigningAlgorithms. */
export const SMB2_SIGNING_HMAC_SHA256 = 0x0000;
export const SMB2_SIGNING_AES_CMAC = 0x0001;
export const SMB2_SIGNING_AES_GMAC = 0x0002;

/** More contexts in one message than this are an attack: seven types are defined. */
const MAX_CONTEXTS = 32;

/** Preferred first in a request; exactly one in a response. */
export interface PreauthIntegrityCapabilities {
  contextType: typeof SMB2_PREAUTH_INTEGRITY_CAPABILITIES;
  hashAlgorithms: number[];
  salt: Buffer;
}

/** Preferred first in a request; exactly one in a response. */
export interface EncryptionCapabilities {
  contextType: typeof SMB2_ENCRYPTION_CAPABILITIES;
  ciphers: number[];
}

/** The name by which the client calls the server; only in requests. */
export interface NetnameNegotiateContext {
  contextType: typeof SMB2_NETNAME_NEGOTIATE_CONTEXT_ID;
  netName: string;
}

/** Preferred first in a request; exactly one in a response. */
export interface SigningCapabilities {
  contextType: typeof SMB2_SIGNING_CAPABILITIES;
  signingAlgorithms: number[];
}

/** A context that this package does not look into. */
export interface OtherNegotiateContext {
  contextType: number;
  data: Buffer;
}

/** Told apart by what they have: `'ciphers' in context`. */
export type NegotiateContext =
  | PreauthIntegrityCapabilities
  | EncryptionCapabilities
  | NetnameNegotiateContext
  | SigningCapabilities
  | OtherNegotiateContext;

/** Writes the list at the next 8-byte boundary and returns the offset of its first context. */
export function writeNegotiateContexts(w: Writer, contexts: readonly NegotiateContext[]): number {
  w.align(8);
  const offset = w.offset;
  for (const context of contexts) {
    w.align(8); // Padding
    w.u16(context.contextType); // ContextType
    const dataLength = w.reserve(2); // DataLength: patched below
    w.u32(0); // Reserved
    const start = w.offset;
    writeData(w, context); // Data
    w.patch16(dataLength, w.offset - start);
  }
  return offset;
}

function writeData(w: Writer, context: NegotiateContext): void {
  if ('hashAlgorithms' in context) {
    w.u16(context.hashAlgorithms.length); // HashAlgorithmCount
    w.u16(context.salt.length); // SaltLength
    writeIds(w, context.hashAlgorithms); // HashAlgorithms
    w.bytes(context.salt); // Salt
  } else if ('ciphers' in context) {
    w.u16(context.ciphers.length); // CipherCount
    writeIds(w, context.ciphers); // Ciphers
  } else if ('netName' in context) {
    w.utf16(context.netName); // NetName
  } else if ('signingAlgorithms' in context) {
    w.u16(context.signingAlgorithms.length); // SigningAlgorithmCount
    writeIds(w, context.signingAlgorithms); // SigningAlgorithms
  } else {
    w.bytes(context.data);
  }
}

/** Reads the list that starts at `offset` from the header; the reader stands behind the message's fixed fields. */
export function readNegotiateContexts(r: Reader, offset: number, count: number): NegotiateContext[] {
  if (count === 0) return [];
  if (count > MAX_CONTEXTS) throw new MalformedError(`${count} negotiate contexts`);
  if (offset % 8 !== 0 || offset < r.offset) throw new MalformedError(`negotiate contexts at offset ${offset}`);
  const list = r.at(offset, r.end - r.origin - offset);
  const contexts = new Map<number, NegotiateContext>();
  for (let i = 0; i < count; i++) {
    list.align(8); // Padding
    const contextType = list.u16(); // ContextType
    const dataLength = list.u16(); // DataLength
    list.skip(4); // Reserved
    if (contexts.has(contextType)) throw new MalformedError(`two negotiate contexts of type ${contextType}`);
    contexts.set(contextType, readData(list.take(dataLength), contextType)); // Data
  }
  return [...contexts.values()];
}

function readData(r: Reader, contextType: number): NegotiateContext {
  switch (contextType) {
    case SMB2_PREAUTH_INTEGRITY_CAPABILITIES: {
      const hashAlgorithmCount = r.u16(); // HashAlgorithmCount
      const saltLength = r.u16(); // SaltLength
      const hashAlgorithms = readIds(r, hashAlgorithmCount); // HashAlgorithms
      const salt = r.copy(saltLength); // Salt
      return { contextType, hashAlgorithms, salt };
    }
    case SMB2_ENCRYPTION_CAPABILITIES: {
      const cipherCount = r.u16(); // CipherCount
      const ciphers = readIds(r, cipherCount); // Ciphers
      return { contextType, ciphers };
    }
    case SMB2_NETNAME_NEGOTIATE_CONTEXT_ID: {
      const netName = r.utf16(r.remaining); // NetName
      return { contextType, netName };
    }
    case SMB2_SIGNING_CAPABILITIES: {
      const signingAlgorithmCount = r.u16(); // SigningAlgorithmCount
      const signingAlgorithms = readIds(r, signingAlgorithmCount); // SigningAlgorithms
      return { contextType, signingAlgorithms };
    }
    default:
      return { contextType, data: r.copy(r.remaining) };
  }
}

function writeIds(w: Writer, ids: readonly number[]): void {
  for (const id of ids) w.u16(id);
}

function readIds(r: Reader, count: number): number[] {
  const ids: number[] = [];
  for (let i = 0; i < count; i++) ids.push(r.u16());
  return ids;
}
