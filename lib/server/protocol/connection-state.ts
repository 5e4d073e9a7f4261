/** What a connection is to the handlers of commands.  [MS-SMB2] 3.3.1.7 */
import type { SessionMessageSecurity } from '../../security/message-security.ts';
import type { TransportKind } from '../../transport/transport.ts';
import type { Codec } from '../../wire/codec.ts';
import type { NegotiateRequest } from '../../wire/commands/negotiate.ts';
import type { ServerState } from '../server-state.ts';
import type { PendingLogon } from './pending-logon.ts';
import type { ServerSession } from './server-session.ts';

/** What NEGOTIATE agreed on. */
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

export interface ConnectionState {
  readonly server: ServerState;
  readonly transport: TransportKind;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Undefined until NEGOTIATE has succeeded. */
  negotiated: Negotiated | undefined;
  /** Of the messages of NEGOTIATE. */
  preauthHash: Buffer;
  readonly sessions: Map<bigint, ServerSession>;
  /** Logons whose tokens are still being exchanged. */
  readonly logons: Map<bigint, PendingLogon>;
  /** Sends what no request has asked for, encrypted with `sealWith`.  [MS-SMB2] 3.3.4.6 */
  sendUnasked<Response>(
    codec: Codec<unknown, Response>,
    body: Response,
    sealWith: SessionMessageSecurity | undefined,
  ): void;
}
