/** Makes sure that nobody in between talked the two sides down to an older dialect.  [MS-SMB2] 3.2.5.5, 3.3.5.15.12 */
import { type ExchangeOptions, type Reply, step } from '../connection/exchange.ts';
import { SecurityError } from '../errors.ts';
import type { Session } from '../session/session.ts';
import { Ioctl, type IoctlResponse, SMB2_0_IOCTL_IS_FSCTL } from '../wire/commands/ioctl.ts';
import { SMB2_DIALECT_300, SMB2_DIALECT_311 } from '../wire/commands/negotiate.ts';
import { RELATED_FILE_ID } from '../wire/file-id.ts';
import { FSCTL_VALIDATE_NEGOTIATE_INFO } from '../wire/fscc/fsctl.ts';
import { ValidateNegotiateInfoRequest, ValidateNegotiateInfoResponse } from '../wire/fscc/validate-negotiate-info.ts';
import { ntstatusName, STATUS_ACCESS_DENIED, STATUS_SUCCESS } from '../wire/ntstatus.ts';
import { Reader } from '../wire/reader.ts';
import { Writer } from '../wire/writer.ts';

/**
 * Repeats the negotiation under the session's signature where 3.x was offered and less than 3.1.1, which has its own
 * protection, came out. A signed refusal passes: old servers do not know the question, and nobody else could sign.
 */
export async function validateNegotiate(
  session: Session,
  treeId: number,
  options: Pick<ExchangeOptions, 'signal' | 'ref'> = {},
): Promise<void> {
  const { negotiated } = session.connection;
  const { request } = negotiated;
  const offered3 = request.dialects.some((dialect) => dialect >= SMB2_DIALECT_300);
  if (!offered3 || negotiated.dialect === SMB2_DIALECT_311 || !session.security) return;

  const w = new Writer(128);
  w.begin(0);
  ValidateNegotiateInfoRequest.write(w, {
    capabilities: request.capabilities,
    guid: request.clientGuid,
    securityMode: request.securityMode,
    dialects: request.dialects,
  });
  const ioctl = step(Ioctl, {
    ctlCode: FSCTL_VALIDATE_NEGOTIATE_INFO,
    fileId: RELATED_FILE_ID,
    maxInputResponse: 0,
    maxOutputResponse: 24,
    flags: SMB2_0_IOCTL_IS_FSCTL,
    input: Buffer.concat(w.finish()),
  });
  const context = session.signedContext(treeId);
  const [reply]: [Reply<IoctlResponse>] = await session.connection.exchange([ioctl], context, options);
  if (reply.status === STATUS_ACCESS_DENIED) {
    throw new SecurityError(`the server refuses to confirm the negotiation: ${ntstatusName(reply.status)}`);
  }
  if (reply.status !== STATUS_SUCCESS || !reply.body) return;
  const confirmed = ValidateNegotiateInfoResponse.read(new Reader(reply.body.output));
  const same =
    confirmed.dialect === negotiated.dialect &&
    confirmed.capabilities === negotiated.serverCapabilities &&
    confirmed.securityMode === negotiated.serverSecurityMode &&
    confirmed.guid.equals(negotiated.serverGuid);
  if (!same) throw new SecurityError('the negotiation was tampered with: the server remembers another one');
}
