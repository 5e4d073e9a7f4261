/** NTLM's three messages, both directions.  [MS-NLMP] 2.2.1 */
import { MalformedError } from '../../errors.ts';
import { Reader } from '../../wire/reader.ts';
import { type Patch, Writer } from '../../wire/writer.ts';
import { NTLMSSP_NEGOTIATE_UNICODE, NTLMSSP_NEGOTIATE_VERSION } from './flags.ts';

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');
const NEGOTIATE = 1;
const CHALLENGE = 2;
const AUTHENTICATE = 3;

/** Where the MIC of an AUTHENTICATE_MESSAGE that has one lies: behind Version. */
const MIC_OFFSET = 72;
const MIC_LENGTH = 16;

export interface NegotiateMessage {
  readonly negotiateFlags: number;
  /** 8 bytes, there when NTLMSSP_NEGOTIATE_VERSION says so. */
  readonly version: Buffer | undefined;
}

export interface ChallengeMessage {
  readonly negotiateFlags: number;
  /** 8 bytes. */
  readonly serverChallenge: Buffer;
  readonly targetName: string;
  /** Attribute-value pairs; empty when the server sent none. */
  readonly targetInfo: Buffer;
  readonly version: Buffer | undefined;
}

export interface AuthenticateMessage {
  readonly negotiateFlags: number;
  readonly lmChallengeResponse: Buffer;
  readonly ntChallengeResponse: Buffer;
  readonly domainName: string;
  readonly userName: string;
  readonly workstation: string;
  readonly encryptedRandomSessionKey: Buffer;
  readonly version: Buffer | undefined;
}

/** Whether `token` starts as an NTLM message does. */
export function isNtlmMessage(token: Buffer): boolean {
  return token.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

function begin(messageType: number): Writer {
  const w = new Writer();
  w.begin(0);
  w.bytes(SIGNATURE); // Signature
  w.u32(messageType); // MessageType
  return w;
}

function open(bytes: Buffer, messageType: number): Reader {
  const r = new Reader(bytes);
  if (!r.slice(SIGNATURE.length).equals(SIGNATURE)) throw new MalformedError('a token that is not of NTLM');
  const type = r.u32();
  if (type !== messageType) throw new MalformedError(`NTLM message ${type} in place of ${messageType}`);
  return r;
}

/** Writes what the fields at `fields` point to. */
function payload(w: Writer, fields: Patch, bytes: Uint8Array): void {
  if (bytes.length > 0xffff) throw new RangeError('a part of an NTLM message is longer than 65535 bytes');
  w.patch16(fields, bytes.length); // Len
  w.patch16(fields, bytes.length, 2); // MaxLen
  w.patch32(fields, w.offset, 4); // BufferOffset
  w.bytes(bytes);
}

/** Reads Len, MaxLen and BufferOffset, and the bytes they point to; an empty part may point anywhere. */
function part(r: Reader): Buffer {
  const length = r.u16(); // Len
  r.skip(2); // MaxLen: to be ignored
  const offset = r.u32(); // BufferOffset
  return length === 0 ? Buffer.alloc(0) : r.at(offset, length).copy(length);
}

function encodingOf(negotiateFlags: number): 'utf16le' | 'latin1' {
  return (negotiateFlags & NTLMSSP_NEGOTIATE_UNICODE) !== 0 ? 'utf16le' : 'latin1';
}

function text(bytes: Buffer, negotiateFlags: number): string {
  const encoding = encodingOf(negotiateFlags);
  if (encoding === 'utf16le' && bytes.length % 2 !== 0) throw new MalformedError(`${bytes.length} bytes of UTF-16`);
  return bytes.toString(encoding);
}

function version(r: Reader, negotiateFlags: number): Buffer | undefined {
  return (negotiateFlags & NTLMSSP_NEGOTIATE_VERSION) !== 0 ? r.copy(8) : undefined;
}

function writeVersion(w: Writer, m: { readonly version: Buffer | undefined }): void {
  w.bytes(m.version ?? Buffer.alloc(8)); // Version
}

export function writeNegotiate(m: NegotiateMessage): Buffer {
  const w = begin(NEGOTIATE);
  w.u32(m.negotiateFlags); // NegotiateFlags
  w.zeros(8); // DomainNameFields: not supplied
  w.zeros(8); // WorkstationFields: not supplied
  writeVersion(w, m);
  return Buffer.concat(w.finish());
}

export function readNegotiate(bytes: Buffer): NegotiateMessage {
  const r = open(bytes, NEGOTIATE);
  const negotiateFlags = r.u32(); // NegotiateFlags
  part(r); // DomainNameFields
  part(r); // WorkstationFields
  return { negotiateFlags, version: version(r, negotiateFlags) };
}

export function writeChallenge(m: ChallengeMessage): Buffer {
  const w = begin(CHALLENGE);
  const targetName = w.reserve(8); // TargetNameFields
  w.u32(m.negotiateFlags); // NegotiateFlags
  w.bytes(m.serverChallenge); // ServerChallenge
  w.zeros(8); // Reserved
  const targetInfo = w.reserve(8); // TargetInfoFields
  writeVersion(w, m);
  payload(w, targetName, Buffer.from(m.targetName, encodingOf(m.negotiateFlags)));
  payload(w, targetInfo, m.targetInfo);
  return Buffer.concat(w.finish());
}

export function readChallenge(bytes: Buffer): ChallengeMessage {
  const r = open(bytes, CHALLENGE);
  const targetName = part(r); // TargetNameFields
  const negotiateFlags = r.u32(); // NegotiateFlags
  const serverChallenge = r.copy(8); // ServerChallenge
  r.skip(8); // Reserved
  const targetInfo = part(r); // TargetInfoFields
  return {
    negotiateFlags,
    serverChallenge,
    targetName: text(targetName, negotiateFlags),
    targetInfo,
    version: version(r, negotiateFlags),
  };
}

/** Writes the message with a MIC of zeros: `setMic` fills it in. */
export function writeAuthenticate(m: AuthenticateMessage): Buffer {
  const encoding = encodingOf(m.negotiateFlags);
  const w = begin(AUTHENTICATE);
  const lmChallengeResponse = w.reserve(8); // LmChallengeResponseFields
  const ntChallengeResponse = w.reserve(8); // NtChallengeResponseFields
  const domainName = w.reserve(8); // DomainNameFields
  const userName = w.reserve(8); // UserNameFields
  const workstation = w.reserve(8); // WorkstationFields
  const encryptedRandomSessionKey = w.reserve(8); // EncryptedRandomSessionKeyFields
  w.u32(m.negotiateFlags); // NegotiateFlags
  writeVersion(w, m);
  w.zeros(MIC_LENGTH); // MIC
  payload(w, domainName, Buffer.from(m.domainName, encoding));
  payload(w, userName, Buffer.from(m.userName, encoding));
  payload(w, workstation, Buffer.from(m.workstation, encoding));
  payload(w, lmChallengeResponse, m.lmChallengeResponse);
  payload(w, ntChallengeResponse, m.ntChallengeResponse);
  payload(w, encryptedRandomSessionKey, m.encryptedRandomSessionKey);
  return Buffer.concat(w.finish());
}

export function readAuthenticate(bytes: Buffer): AuthenticateMessage {
  const r = open(bytes, AUTHENTICATE);
  const lmChallengeResponse = part(r); // LmChallengeResponseFields
  const ntChallengeResponse = part(r); // NtChallengeResponseFields
  const domainName = part(r); // DomainNameFields
  const userName = part(r); // UserNameFields
  const workstation = part(r); // WorkstationFields
  const encryptedRandomSessionKey = part(r); // EncryptedRandomSessionKeyFields
  const negotiateFlags = r.u32(); // NegotiateFlags
  return {
    negotiateFlags,
    lmChallengeResponse,
    ntChallengeResponse,
    domainName: text(domainName, negotiateFlags),
    userName: text(userName, negotiateFlags),
    workstation: text(workstation, negotiateFlags),
    encryptedRandomSessionKey,
    version: version(r, negotiateFlags),
  };
}

/** Fills in the MIC of an AUTHENTICATE_MESSAGE, in place. */
export function setMic(message: Buffer, mic: Buffer): void {
  mic.copy(message, MIC_OFFSET, 0, MIC_LENGTH);
}

/** Takes an AUTHENTICATE_MESSAGE apart: its MIC, and the message that the MIC was made of. */
export function splitMic(message: Buffer): { readonly mic: Buffer; readonly message: Buffer } {
  const mic = new Reader(message).at(MIC_OFFSET, MIC_LENGTH).copy(MIC_LENGTH);
  const unsigned = Buffer.from(message);
  unsigned.fill(0, MIC_OFFSET, MIC_OFFSET + MIC_LENGTH);
  return { mic, message: unsigned };
}
