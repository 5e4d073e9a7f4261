/** What a scripted server answers when its script has nothing to say: a share that takes everything and keeps nothing. */
import { randomBytes } from 'node:crypto';
import { NtlmAcceptor } from '../../lib/auth/ntlm/ntlm-acceptor.ts';
import { SpnegoAcceptor } from '../../lib/auth/spnego-acceptor.ts';
import { createMessageSecurity, type SessionMessageSecurity } from '../../lib/security/message-security.ts';
import { deriveSessionKeys } from '../../lib/security/session-keys.ts';
import type { CreateResponse } from '../../lib/wire/commands/create.ts';
import type { IoctlRequest } from '../../lib/wire/commands/ioctl.ts';
import {
  type NegotiateRequest,
  type NegotiateResponse,
  SMB2_DIALECT_300,
  SMB2_DIALECT_302,
  SMB2_DIALECT_311,
  SMB2_GLOBAL_CAP_ENCRYPTION,
  SMB2_GLOBAL_CAP_LARGE_MTU,
  SMB2_NEGOTIATE_SIGNING_ENABLED,
} from '../../lib/wire/commands/negotiate.ts';
import type { ReadRequest } from '../../lib/wire/commands/read.ts';
import type { SessionSetupRequest } from '../../lib/wire/commands/session-setup.ts';
import type { WriteRequest } from '../../lib/wire/commands/write.ts';
import {
  type NegotiateContext,
  SMB2_ENCRYPTION_AES128_CCM,
  SMB2_ENCRYPTION_CAPABILITIES,
  SMB2_PREAUTH_INTEGRITY_CAPABILITIES,
  SMB2_PREAUTH_INTEGRITY_SHA512,
  SMB2_SIGNING_CAPABILITIES,
} from '../../lib/wire/contexts/negotiate-contexts.ts';
import { FSCTL_VALIDATE_NEGOTIATE_INFO } from '../../lib/wire/fscc/fsctl.ts';
import { ValidateNegotiateInfoResponse } from '../../lib/wire/fscc/validate-negotiate-info.ts';
import {
  STATUS_LOGON_FAILURE,
  STATUS_MORE_PROCESSING_REQUIRED,
  STATUS_NOT_SUPPORTED,
} from '../../lib/wire/ntstatus.ts';
import { Writer } from '../../lib/wire/writer.ts';
import type { ScriptedPeer, ServerRequest } from './scripted-peer.ts';
import { PASSWORD, type ScriptedReply } from './scripted-server.ts';

const SERVER_GUID = Buffer.alloc(16, 0x5e);
export const SESSION_ID = 0x1122334455667788n;
export const TREE_ID = 7;

/** Byte `offset` of every file here. */
export function byteAt(offset: number): number {
  return (offset * 31 + Math.floor(offset / 251)) % 256;
}

/** Bytes `[offset, offset + length)` of every file here. */
export function content(offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let i = 0; i < length; i++) bytes[i] = byteAt(offset + i);
  return bytes;
}

/** CREATE's response for a file of `endOfFile` bytes. */
export function created(handle: bigint, endOfFile = 0): CreateResponse {
  return {
    ...{ oplockLevel: 0, flags: 0, createAction: 1, allocationSize: 0, endOfFile, fileAttributes: 0x80 },
    ...{ creationTime: 0n, lastAccessTime: 0n, lastWriteTime: 0n, changeTime: 0n },
    fileId: { persistent: handle, volatile: handle },
    createContexts: [],
  };
}

export async function standardAnswer(request: ServerRequest, peer: ScriptedPeer): Promise<ScriptedReply> {
  switch (request.name) {
    case 'NEGOTIATE':
      return { body: negotiateResponse(request.body as NegotiateRequest, peer) };
    case 'SESSION_SETUP':
      return setUp(request.body as SessionSetupRequest, peer);
    case 'TREE_CONNECT':
      return {
        treeId: TREE_ID,
        body: { shareType: 1, shareFlags: peer.options.shareFlags ?? 0, capabilities: 0, maximalAccess: 0x1f01ff },
      };
    case 'CREATE':
      return { body: created(BigInt(request.header.messageId) + 0x100n) };
    case 'CLOSE':
      return { body: { ...created(0n), flags: 0 } };
    case 'READ': {
      const { offset, length } = request.body as ReadRequest;
      return { body: { flags: 0, dataRemaining: 0, data: content(offset, length) } };
    }
    case 'WRITE':
      return { body: { count: (request.body as WriteRequest).data.length, remaining: 0 } };
    case 'IOCTL':
      return validated(request.body as IoctlRequest, peer);
    case 'ECHO':
    case 'FLUSH':
    case 'LOGOFF':
    case 'SET_INFO':
    case 'TREE_DISCONNECT':
      return { body: {} };
    default:
      return { status: STATUS_NOT_SUPPORTED };
  }
}

/** The response to NEGOTIATE that the options ask for. */
export function negotiateResponse(request: NegotiateRequest, peer: ScriptedPeer): NegotiateResponse {
  const { options } = peer;
  const dialectRevision = options.dialect ?? Math.max(...request.dialects);
  const encrypts = options.encryption && (dialectRevision === SMB2_DIALECT_300 || dialectRevision === SMB2_DIALECT_302);
  const response: NegotiateResponse = {
    securityMode: SMB2_NEGOTIATE_SIGNING_ENABLED,
    dialectRevision,
    serverGuid: SERVER_GUID,
    capabilities:
      (dialectRevision > 0x0202 ? SMB2_GLOBAL_CAP_LARGE_MTU : 0) | (encrypts ? SMB2_GLOBAL_CAP_ENCRYPTION : 0),
    maxTransactSize: 1048576,
    maxReadSize: 1048576,
    maxWriteSize: 1048576,
    systemTime: 0n,
    serverStartTime: 0n,
    securityBuffer: Buffer.alloc(0),
    negotiateContexts: dialectRevision === SMB2_DIALECT_311 ? chosenContexts(request, peer) : [],
  };
  const changed = options.negotiate?.(response) ?? response;
  peer.negotiated = changed;
  return changed;
}

/** The client's favourites. */
function chosenContexts(request: NegotiateRequest, peer: ScriptedPeer): NegotiateContext[] {
  const contexts: NegotiateContext[] = [
    {
      contextType: SMB2_PREAUTH_INTEGRITY_CAPABILITIES,
      hashAlgorithms: [SMB2_PREAUTH_INTEGRITY_SHA512],
      salt: randomBytes(32),
    },
  ];
  for (const context of request.negotiateContexts) {
    if ('ciphers' in context && peer.options.encryption) {
      contexts.push({ contextType: SMB2_ENCRYPTION_CAPABILITIES, ciphers: context.ciphers.slice(0, 1) });
    } else if ('signingAlgorithms' in context) {
      const signingAlgorithms = context.signingAlgorithms.slice(0, 1);
      contexts.push({ contextType: SMB2_SIGNING_CAPABILITIES, signingAlgorithms });
    }
  }
  return contexts;
}

function validated({ ctlCode, fileId }: IoctlRequest, { negotiated }: ScriptedPeer): ScriptedReply {
  if (ctlCode !== FSCTL_VALIDATE_NEGOTIATE_INFO || !negotiated) return { status: STATUS_NOT_SUPPORTED };
  return { body: { ctlCode, fileId, flags: 0, input: Buffer.alloc(0), output: validation(negotiated) } };
}

/** The output of FSCTL_VALIDATE_NEGOTIATE_INFO. */
export function validation({ capabilities, serverGuid, securityMode, dialectRevision }: NegotiateResponse): Buffer {
  const w = new Writer(64);
  w.begin(0);
  ValidateNegotiateInfoResponse.write(w, { capabilities, guid: serverGuid, securityMode, dialect: dialectRevision });
  return Buffer.concat(w.finish());
}

/** The server's side of NTLM in SPNEGO; `Guest` has no password, everybody else PASSWORD. */
export function acceptor(): SpnegoAcceptor {
  const lookup = async (user: string) => ({ password: user === 'Guest' ? '' : PASSWORD });
  return new SpnegoAcceptor([new NtlmAcceptor({ computerName: 'SCRIPT', lookup })]);
}

/** Takes a client's token; with the last one the peer gets the session's keys. */
async function setUp({ securityBuffer: token }: SessionSetupRequest, peer: ScriptedPeer): Promise<ScriptedReply> {
  const result = await peer.acceptor.next(token);
  const sessionId = SESSION_ID;
  if (result.state === 'rejected') return { status: STATUS_LOGON_FAILURE };
  const securityBuffer = result.token ?? Buffer.alloc(0);
  if (result.state === 'incomplete') {
    return { status: STATUS_MORE_PROCESSING_REQUIRED, sessionId, body: { sessionFlags: 0, securityBuffer } };
  }
  const { sessionKey } = peer.acceptor;
  if (peer.negotiated && sessionKey && !result.identity.anonymous) {
    peer.security = securityOf(peer.negotiated, sessionKey, peer.preauthHash);
  }
  return { sessionId, body: { sessionFlags: peer.options.sessionFlags ?? 0, securityBuffer } };
}

function securityOf(negotiated: NegotiateResponse, sessionKey: Buffer, preauthHash: Buffer): SessionMessageSecurity {
  const { dialectRevision: dialect, negotiateContexts } = negotiated;
  const chosen = Object.assign({}, ...negotiateContexts) as { ciphers?: number[]; signingAlgorithms?: number[] };
  const encrypts = (negotiated.capabilities & SMB2_GLOBAL_CAP_ENCRYPTION) !== 0;
  const cipherId = chosen.ciphers?.[0] ?? (encrypts ? SMB2_ENCRYPTION_AES128_CCM : undefined);
  const keys = deriveSessionKeys({ role: 'server', dialect, cipherId, sessionKey, preauthHash });
  const signingAlgorithmId = chosen.signingAlgorithms?.[0];
  return createMessageSecurity({ role: 'server', sessionId: SESSION_ID, dialect, signingAlgorithmId, cipherId, keys });
}
