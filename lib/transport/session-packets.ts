/** The packets that open a NetBIOS session, before SMB2 messages follow.  RFC 1002 4.3 */
import { MalformedError } from '../errors.ts';
import { decodeName, encodeName, type NetbiosName } from './netbios-names.ts';

export const SESSION_REQUEST = 0x81;
export const POSITIVE_SESSION_RESPONSE = 0x82;
export const NEGATIVE_SESSION_RESPONSE = 0x83;
export const RETARGET_SESSION_RESPONSE = 0x84;

/** ERROR_CODE of a negative response. */
export const NOT_LISTENING_ON_CALLED_NAME = 0x80;
export const NOT_LISTENING_FOR_CALLING_NAME = 0x81;
export const CALLED_NAME_NOT_PRESENT = 0x82;
export const INSUFFICIENT_RESOURCES = 0x83;
export const UNSPECIFIED_ERROR = 0x8f;

/** A SESSION REQUEST, its prefix included. */
export function encodeSessionRequest(called: NetbiosName, calling: NetbiosName): Buffer {
  return encodePacket(SESSION_REQUEST, [
    encodeName(called), // CALLED_NAME
    encodeName(calling), // CALLING_NAME
  ]);
}

/** The names in a SESSION REQUEST's body. */
export function decodeSessionRequest(body: Buffer): { readonly called: NetbiosName; readonly calling: NetbiosName } {
  const called = decodeName(body, 0); // CALLED_NAME
  const calling = decodeName(body, called.end); // CALLING_NAME
  return { called, calling };
}

/** A POSITIVE SESSION RESPONSE, its prefix included. */
export function encodePositiveResponse(): Buffer {
  return encodePacket(POSITIVE_SESSION_RESPONSE, []);
}

/** The ERROR_CODE in a NEGATIVE SESSION RESPONSE's body. */
export function decodeNegativeResponse(body: Buffer): number {
  const [code] = body; // ERROR_CODE
  if (code === undefined) throw new MalformedError('a negative NetBIOS session response without a code');
  return code;
}

/** The address in a RETARGET SESSION RESPONSE's body. */
export function decodeRetarget(body: Buffer): { readonly host: string; readonly port: number } {
  if (body.length !== 6) throw new MalformedError(`a NetBIOS retarget of ${body.length} bytes`);
  const host = body.subarray(0, 4).join('.'); // RETARGET_IP_ADDRESS
  const port = body.readUInt16BE(4); // PORT
  return { host, port };
}

function encodePacket(type: number, fields: readonly Buffer[]): Buffer {
  const body = Buffer.concat(fields);
  const prefix = Buffer.alloc(4);
  prefix.writeUInt8(type, 0); // TYPE
  prefix.writeUInt8(0, 1); // FLAGS
  prefix.writeUInt16BE(body.length, 2); // LENGTH
  return Buffer.concat([prefix, body]);
}
