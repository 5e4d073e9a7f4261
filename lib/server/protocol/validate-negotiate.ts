/** FSCTL_VALIDATE_NEGOTIATE_INFO: whether NEGOTIATE was changed on its way.  [MS-SMB2] 3.3.5.15.12 */
import { SecurityError } from '../../errors.ts';
import { SMB2_DIALECT_311 } from '../../wire/commands/negotiate.ts';
import {
  ValidateNegotiateInfoRequest,
  ValidateNegotiateInfoResponse,
} from '../../wire/fscc/validate-negotiate-info.ts';
import { Reader } from '../../wire/reader.ts';
import { Writer } from '../../wire/writer.ts';
import type { ConnectionState } from './connection-state.ts';

/** The answer. Throws a SecurityError, which ends the connection, when the client did not send what has arrived. */
export function validateNegotiate(input: Buffer, { negotiated, server }: ConnectionState): Buffer {
  const claimed = ValidateNegotiateInfoRequest.read(new Reader(input));
  const request = negotiated?.request;
  const genuine =
    request !== undefined &&
    negotiated !== undefined &&
    negotiated.dialect !== SMB2_DIALECT_311 &&
    claimed.capabilities === request.capabilities &&
    claimed.securityMode === request.securityMode &&
    claimed.guid.equals(request.clientGuid) &&
    claimed.dialects.join() === request.dialects.join();
  if (!genuine) throw new SecurityError('VALIDATE_NEGOTIATE_INFO does not say what NEGOTIATE said');
  const w = new Writer(64);
  w.begin(0);
  const { capabilities, securityMode, dialect } = negotiated;
  ValidateNegotiateInfoResponse.write(w, { capabilities, guid: server.guid, securityMode, dialect });
  return Buffer.concat(w.finish());
}
