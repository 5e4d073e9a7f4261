/** The 64-byte header in front of every SMB2 message, synchronous and asynchronous.  [MS-SMB2] 2.2.1 */
import { MalformedError } from '../errors.ts';
import type { Reader } from './reader.ts';
import type { Patch, Writer } from './writer.ts';

export const HEADER_SIZE = 64;
/** 0xFE 'S' 'M' 'B' as a little-endian number. */
export const PROTOCOL_ID = 0x424d53fe;
/** 0xFF 'S' 'M' 'B': SMB1, which this package never speaks beyond recognising it. */
export const SMB1_PROTOCOL_ID = 0x424d53ff;

export const SMB2_FLAGS_SERVER_TO_REDIR = 0x00000001;
export const SMB2_FLAGS_ASYNC_COMMAND = 0x00000002;
export const SMB2_FLAGS_RELATED_OPERATIONS = 0x00000004;
export const SMB2_FLAGS_SIGNED = 0x00000008;
export const SMB2_FLAGS_PRIORITY_MASK = 0x00000070;
export const SMB2_FLAGS_DFS_OPERATIONS = 0x10000000;
export const SMB2_FLAGS_REPLAY_OPERATION = 0x20000000;

/** Where fields lie that are patched or read apart from the rest. */
export const FLAGS_OFFSET = 16;
export const NEXT_COMMAND_OFFSET = 20;
export const MESSAGE_ID_OFFSET = 24;
export const SIGNATURE_OFFSET = 48;
export const SIGNATURE_SIZE = 16;

/** The MessageId of what a server sends unasked: 0xFFFFFFFFFFFFFFFF on the wire. */
export const UNSOLICITED_MESSAGE_ID = -1;

/** A decoded header. `nextCommand` and the signature are the framing's business and not in here. */
export interface Header {
  /** Credits this message consumes; 0 where the dialect has no multi-credit requests. */
  creditCharge: number;
  /** The status of a response; in a request, ChannelSequence. */
  status: number;
  command: number;
  /** Credits requested, or granted. */
  credits: number;
  flags: number;
  messageId: number;
  /** Only with SMB2_FLAGS_ASYNC_COMMAND, where it takes the place of TreeId. */
  asyncId: bigint;
  treeId: number;
  sessionId: bigint;
}

/** Writes a header with an empty signature; the patch is NextCommand's. */
export function writeHeader(w: Writer, h: Header): Patch {
  w.contiguous(HEADER_SIZE);
  w.u32(PROTOCOL_ID); // ProtocolId
  w.u16(HEADER_SIZE); // StructureSize
  w.u16(h.creditCharge); // CreditCharge
  w.u32(h.status); // Status, or ChannelSequence and Reserved
  w.u16(h.command); // Command
  w.u16(h.credits); // CreditRequest, or CreditResponse
  w.u32(h.flags); // Flags
  const nextCommand = w.reserve(4); // NextCommand
  if (h.messageId === UNSOLICITED_MESSAGE_ID) w.u64(0xffff_ffff_ffff_ffffn);
  else w.size64(h.messageId); // MessageId
  if (h.flags & SMB2_FLAGS_ASYNC_COMMAND) {
    w.u64(h.asyncId); // AsyncId
  } else {
    w.u32(0); // Reserved: 0xFEFF in old captures, ignored
    w.u32(h.treeId); // TreeId
  }
  w.u64(h.sessionId); // SessionId
  w.zeros(SIGNATURE_SIZE); // Signature
  return nextCommand;
}

/** Reads the header at the reader's position and leaves it at the body. */
export function readHeader(r: Reader): Header {
  const protocolId = r.u32(); // ProtocolId
  if (protocolId === SMB1_PROTOCOL_ID) throw new MalformedError('an SMB1 message');
  if (protocolId !== PROTOCOL_ID) throw new MalformedError('not an SMB2 message');
  r.structureSize(HEADER_SIZE); // StructureSize
  const creditCharge = r.u16(); // CreditCharge
  const status = r.u32(); // Status, or ChannelSequence and Reserved
  const command = r.u16(); // Command
  const credits = r.u16(); // CreditRequest, or CreditResponse
  const flags = r.u32(); // Flags
  r.skip(4); // NextCommand: followed by splitCompound
  const messageId = readMessageId(r); // MessageId
  let asyncId = 0n;
  let treeId = 0;
  if (flags & SMB2_FLAGS_ASYNC_COMMAND) {
    asyncId = r.u64(); // AsyncId
  } else {
    r.skip(4); // Reserved
    treeId = r.u32(); // TreeId
  }
  const sessionId = r.u64(); // SessionId
  r.skip(SIGNATURE_SIZE); // Signature
  return { creditCharge, status, command, credits, flags, messageId, asyncId, treeId, sessionId };
}

function readMessageId(r: Reader): number {
  const low = r.u32();
  const high = r.u32();
  if (low === 0xffffffff && high === 0xffffffff) return UNSOLICITED_MESSAGE_ID;
  const messageId = high * 0x1_0000_0000 + low;
  if (messageId > Number.MAX_SAFE_INTEGER) throw new MalformedError('a MessageId above 2^53-1');
  return messageId;
}
