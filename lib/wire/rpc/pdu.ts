/** The header in front of every fragment of DCE/RPC over a pipe, and where its body ends.  [C706] 12.6.3, [MS-RPCE] 2.2.2 */
import { MalformedError } from '../../errors.ts';
import { Reader } from '../reader.ts';
import { Writer } from '../writer.ts';

/** Bytes of the header; offsets and alignment inside a body count from its first. */
export const PDU_HEADER_SIZE = 16;
/** Where frag_length lies. */
export const FRAG_LENGTH_OFFSET = 8;

export const PTYPE_REQUEST = 0;
export const PTYPE_RESPONSE = 2;
export const PTYPE_FAULT = 3;
export const PTYPE_BIND = 11;
export const PTYPE_BIND_ACK = 12;
export const PTYPE_BIND_NAK = 13;
export const PTYPE_ALTER_CONTEXT = 14;
export const PTYPE_ALTER_CONTEXT_RESP = 15;
export const PTYPE_CO_CANCEL = 18;
export const PTYPE_ORPHANED = 19;

export const PFC_FIRST_FRAG = 0x01;
export const PFC_LAST_FRAG = 0x02;
/** The operation was not executed, whatever the fault says. */
export const PFC_DID_NOT_EXECUTE = 0x20;
/** A request names an object. */
export const PFC_OBJECT_UUID = 0x80;

/** The whole of a message in one fragment. */
export const PFC_ONLY_FRAG: number = PFC_FIRST_FRAG | PFC_LAST_FRAG;

/** Integers little-endian, characters ASCII, floating point IEEE. */
const DATA_REPRESENTATION = 0x00000010;
/** Bytes in front of what auth_length counts. */
const SECURITY_TRAILER_SIZE = 8;
/** More than any body has but for its stub, which is appended by itself. */
const SLAB_SIZE = 512;

export interface PduHeader {
  /** A PTYPE_* value. */
  readonly type: number;
  /** PFC_* values. */
  readonly flags: number;
  readonly callId: number;
}

/** A received fragment. */
export interface Pdu extends PduHeader {
  /** Whether a security trailer follows the body. */
  readonly authenticated: boolean;
  /** At the body's first byte, and ending with the body. */
  readonly body: Reader;
}

/** The bytes of a fragment. */
export function writePdu(header: PduHeader, writeBody: (w: Writer) => void): Buffer {
  const w = new Writer(SLAB_SIZE);
  w.begin(0);
  w.u8(5); // rpc_vers
  w.u8(0); // rpc_vers_minor
  w.u8(header.type); // PTYPE
  w.u8(header.flags); // pfc_flags
  w.u32(DATA_REPRESENTATION); // packed_drep
  const fragLength = w.reserve(2); // frag_length
  w.u16(0); // auth_length
  w.u32(header.callId); // call_id
  writeBody(w);
  w.patch16(fragLength, w.length);
  return Buffer.concat(w.finish());
}

/** Reads a whole fragment, as `PduStream` cuts it out of what arrives. */
export function readPdu(bytes: Buffer): Pdu {
  const r = new Reader(bytes);
  const version = r.u8(); // rpc_vers
  if (version !== 5) throw new MalformedError(`RPC version ${version}`);
  r.skip(1); // rpc_vers_minor
  const type = r.u8(); // PTYPE
  const flags = r.u8(); // pfc_flags
  const representation = r.u32() & 0xf0; // packed_drep: its first byte tells the order of bytes
  if (representation !== DATA_REPRESENTATION) throw new MalformedError('RPC in big-endian byte order');
  const fragLength = r.u16(); // frag_length
  if (fragLength !== bytes.length) {
    throw new MalformedError(`a fragment of ${fragLength} bytes in ${bytes.length}`);
  }
  const authLength = r.u16(); // auth_length
  const callId = r.u32(); // call_id
  const trailer = authLength === 0 ? 0 : SECURITY_TRAILER_SIZE + authLength;
  if (PDU_HEADER_SIZE + trailer > fragLength) {
    throw new MalformedError(`a security trailer of ${trailer} bytes in a fragment of ${fragLength}`);
  }
  const body = new Reader(bytes, 0, fragLength - trailer);
  body.skip(PDU_HEADER_SIZE);
  return { type, flags, callId, authenticated: authLength !== 0, body };
}
