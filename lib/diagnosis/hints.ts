/** What to try when something failed, by what the server answered or by the code of the error. */

/** By the name of an NTSTATUS, or by the code of an error. */
export type Hints = Readonly<Record<string, string>>;

const BY_NTSTATUS: Hints = {
  STATUS_LOGON_FAILURE: 'check the user name, the password and the domain',
  STATUS_WRONG_PASSWORD: 'check the password',
  STATUS_ACCOUNT_DISABLED: "have the server's administrator enable the account",
  STATUS_ACCOUNT_LOCKED_OUT: "wait, or have the server's administrator unlock the account",
  STATUS_PASSWORD_EXPIRED: 'change the password on the server',
  STATUS_PASSWORD_MUST_CHANGE: 'change the password on the server',
  STATUS_BAD_NETWORK_NAME: "pick a share from the server's own list",
  STATUS_SHARING_VIOLATION: 'somebody has it open: close it there, or try again later',
  STATUS_MEDIA_WRITE_PROTECTED: 'the share is read-only',
  STATUS_PATH_NOT_COVERED: 'the path lies on another server (DFS), which is not followed: name that server',
};

const BY_CODE: Hints = {
  ENOTFOUND: "check the server's name, or use its address",
  EAI_AGAIN: 'the name service does not answer: check the network, or use an address',
  ECONNREFUSED: 'nothing listens there: check the port and the transport (directtcp is 445, netbios 139)',
  EHOSTUNREACH: 'check the address, the network and the firewall',
  ENETUNREACH: 'check the address, the network and the firewall',
  ETIMEDOUT: 'check the address and the firewall; `connect-timeout` and `request-timeout` in the URL give it more time',
  ECONNRESET: 'the server hung up: check that it is an SMB 2 or 3 server, and try again',
  ERR_SMB_AUTHENTICATION: 'check the user name, the password and the domain',
  ERR_SMB_NEGOTIATION: 'the server speaks no version of SMB that this client may speak: SMB 1 is not supported',
  ERR_SMB_NETBIOS: 'check the transport: most servers want directtcp',
  ERR_SMB_MALFORMED: 'what answers there does not speak SMB as it should: check the port and the transport',
  ERR_SMB_SECURITY: 'look at signing and encryption, and whether something stands between you and the server',
  EACCES: 'this user may not do that here: check the permissions on the share and in its folders',
  EPERM: 'the server does not allow that for this file: it may be read-only',
  EROFS: 'the share is read-only',
  EBUSY: 'somebody has it open or locked: close it there, or try again later',
  ENOSPC: 'make room on the server',
  EDQUOT: "the user's quota on the server is used up",
};

/**
 * A sentence to act on, or undefined where the error says it all. `own` are hints of who asks, in words that only its users
 * know; they come first.
 */
export function hintFor(code: string | undefined, ntstatus: string | undefined, own: Hints = {}): string | undefined {
  return own[ntstatus ?? ''] ?? BY_NTSTATUS[ntstatus ?? ''] ?? own[code ?? ''] ?? BY_CODE[code ?? ''];
}
