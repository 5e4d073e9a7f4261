/** What a connection is to the handlers of commands.  [MS-SMB2] 3.3.1.7 */
import type { SessionMessageSecurity } from '../../security/message-security.ts';
import type { TransportKind } from '../../transport/transport.ts';
import type { Codec } from '../../wire/codec.ts';
import type { ServerState } from '../server-state.ts';
import type { Negotiated } from './negotiated.ts';
import type { PendingLogon } from './pending-logon.ts';
import type { ServerSession } from './server-session.ts';

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
