/** A logon whose tokens are still being exchanged.  [MS-SMB2] 3.3.5.5 */
import type { SpnegoAcceptor } from '../../auth/spnego-acceptor.ts';

export interface PendingLogon {
  readonly acceptor: SpnegoAcceptor;
  /** Of all messages of the logon so far, those of NEGOTIATE before them; 3.1.1 alone uses it. */
  preauthHash: Buffer;
  /** Whom the client claims to be. */
  user: string;
  /** Whether that is one of the server's users. */
  userKnown: boolean;
}
