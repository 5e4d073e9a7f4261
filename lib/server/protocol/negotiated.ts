/** What NEGOTIATE agreed on.  [MS-SMB2] 3.3.5.4 */
import type { NegotiateRequest } from '../../wire/commands/negotiate.ts';

export interface Negotiated {
  /** What the client asked, for VALIDATE_NEGOTIATE_INFO; undefined when it asked in SMB1. */
  readonly request: NegotiateRequest;
  readonly dialect: number;
  /** As they were answered. */
  readonly capabilities: number;
  readonly securityMode: number;
  readonly cipherId: number | undefined;
  readonly signingAlgorithmId: number | undefined;
  /** Requests may cost several credits. */
  readonly multiCredit: boolean;
  /** In bytes, like the two below. */
  readonly maxTransactSize: number;
  readonly maxReadSize: number;
  readonly maxWriteSize: number;
}
