/** How a handler fails a request: the NTSTATUS that the client is to see.  [MS-SMB2] 2.2.2 */
import type { SessionMessageSecurity } from '../../security/message-security.ts';
import { ntstatusName } from '../../wire/ntstatus.ts';

/** Thrown by handlers. Whatever else they throw is a fault of the server or of the file system behind it. */
export class StatusFailure extends Error {
  readonly status: number;
  /** ErrorData of the ERROR response; mostly none. */
  readonly errorData: Buffer | undefined;
  /** Signs the response although the request belongs to no session of its connection. */
  readonly signWith: SessionMessageSecurity | undefined;

  constructor(status: number, errorData?: Buffer, signWith?: SessionMessageSecurity) {
    super(ntstatusName(status));
    this.name = 'StatusFailure';
    this.status = status;
    this.errorData = errorData;
    this.signWith = signWith;
  }
}
