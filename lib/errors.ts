/** The errors of every layer below `fs`: one base class, one class for each thing that can go wrong. */

/** The root of every error this package makes itself. `code` is stable and meant for programs. */
export class SmbError extends Error {
  /** What went wrong, for programs: it stays the same from version to version. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Bytes that break the specification. The connection they came from is not to be trusted any further. */
export class MalformedError extends SmbError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_SMB_MALFORMED', message, options);
  }
}

/**
 * The security of a connection or session is not what was asked for, or was tampered with: a bad signature, plaintext where
 * encryption was agreed, a downgrade, an unwanted guest session.
 */
export class SecurityError extends SmbError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_SMB_SECURITY', message, options);
  }
}

/** The server speaks nothing that this client may speak: no common dialect, or one outside `minDialect`..`maxDialect`. */
export class NegotiationError extends SmbError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_SMB_NEGOTIATION', message, options);
  }
}

/** The server refused the credentials, or there were none to offer. `ntstatus` names the server's reason. */
export class AuthenticationError extends SmbError {
  /** The name of the server's answer, `STATUS_LOGON_FAILURE` say; undefined where it gave none. */
  readonly ntstatus: string | undefined;

  constructor(message: string, ntstatus?: string, options?: ErrorOptions) {
    super('ERR_SMB_AUTHENTICATION', message, options);
    this.ntstatus = ntstatus;
  }
}

/** The stable codes of a connection that could not be made or did not last. */
export type ConnectionErrorCode =
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'ENOTFOUND'
  | 'EPIPE'
  | 'ETIMEDOUT'
  | 'ERR_SMB_CLOSED'
  | 'ERR_SMB_CREDITS'
  | 'ERR_SMB_NETBIOS';

/**
 * The connection could not be made, was lost, or fell silent. Node's own system errors keep their code (`ECONNREFUSED`,
 * `ECONNRESET`, `ENOTFOUND`, ...); `ETIMEDOUT` is a deadline of ours, `ERR_SMB_CLOSED` a connection closed on purpose,
 * `ERR_SMB_NETBIOS` a refused NetBIOS session, and `ERR_SMB_CREDITS` a server that does not let us ask for so much at once.
 */
export class ConnectionError extends SmbError {
  constructor(code: ConnectionErrorCode | (string & {}), message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** The server answered a command with a failure. `status` is the NTSTATUS value, `ntstatus` its name, which is the code too. */
export class StatusError extends SmbError {
  /** The NTSTATUS value of the answer. */
  readonly status: number;
  /** Its name in the specification, `STATUS_ACCESS_DENIED` say. */
  readonly ntstatus: string;
  /** The command that failed, as the specification names it. */
  readonly command: string;

  constructor(status: number, ntstatus: string, command: string, options?: ErrorOptions) {
    super(ntstatus, `${command} failed: ${ntstatus}`, options);
    this.status = status;
    this.ntstatus = ntstatus;
    this.command = command;
  }
}

/**
 * The connection was lost after a request had been sent and before it was answered, and the request is one that cannot be
 * repeated to find out: whether it was done is not known. `cause` is what the connection was lost by.
 */
export class OutcomeUnknownError extends SmbError {
  /** The commands that were sent, as the specification names them. */
  readonly command: string;

  constructor(command: string, options?: ErrorOptions) {
    super(
      'ERR_SMB_OUTCOME_UNKNOWN',
      `the connection was lost before the answer to ${command} came: it may or may not have been done`,
      options,
    );
    this.command = command;
  }
}

/**
 * A file that was held open when the connection was lost is not there any more as it was: removed, replaced, or changed
 * by somebody else. The open is of no use from then on.
 */
export class StaleError extends SmbError {
  constructor(message: string, options?: ErrorOptions) {
    super('ESTALE', message, options);
  }
}
