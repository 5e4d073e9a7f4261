/** What to try when something failed, by what the server answered or by the code of the error. */

const BY_NTSTATUS: Readonly<Record<string, string>> = {
  STATUS_LOGON_FAILURE: 'check the user name, the password and the domain (--auth-domain)',
  STATUS_WRONG_PASSWORD: 'check the password',
  STATUS_ACCOUNT_DISABLED: "have the server's administrator enable the account",
  STATUS_ACCOUNT_LOCKED_OUT: "wait, or have the server's administrator unlock the account",
  STATUS_PASSWORD_EXPIRED: 'change the password on the server',
  STATUS_PASSWORD_MUST_CHANGE: 'change the password on the server',
  STATUS_BAD_NETWORK_NAME: '`smbfs shares smb://host` lists the shares of a server',
  STATUS_SHARING_VIOLATION: 'somebody has it open: close it there, or try again later',
  STATUS_MEDIA_WRITE_PROTECTED: 'the share is read-only',
  STATUS_PATH_NOT_COVERED: 'the path lies on another server (DFS), which is not followed: name that server',
};

const BY_CODE: Readonly<Record<string, string>> = {
  ENOTFOUND: "check the server's name, or use its address",
  EAI_AGAIN: 'the name service does not answer: check the network, or use an address',
  ECONNREFUSED: 'nothing listens there: check the port and the transport (directtcp is 445, netbios 139)',
  EHOSTUNREACH: 'check the address, the network and the firewall',
  ENETUNREACH: 'check the address, the network and the firewall',
  ETIMEDOUT: 'check the address and the firewall; `connect-timeout` and `request-timeout` in the URL give it more time',
  ECONNRESET: 'the server hung up: check that it is an SMB 2 or 3 server, and try again',
  ERR_SMB_AUTHENTICATION: 'check the user name, the password and the domain (--auth-domain)',
  ERR_SMB_NEGOTIATION: 'the server speaks no version of SMB that this client may speak: SMB 1 is not supported',
  ERR_SMB_NETBIOS: 'check the transport: most servers want --transport directtcp',
  ERR_SMB_MALFORMED: 'what answers there does not speak SMB as it should: check the port and the transport',
  ERR_SMB_SECURITY: 'see --signing and --encryption, and whether something stands between you and the server',
  EACCES: 'this user may not do that here: check the permissions on the share and in its folders',
  EPERM: 'the server does not allow that for this file: it may be read-only',
  EROFS: 'the share is read-only',
  EBUSY: 'somebody has it open or locked: close it there, or try again later',
  ENOSPC: 'make room on the server; `smbfs df` shows how much there is',
  EDQUOT: "the user's quota on the server is used up",
  EADDRINUSE: 'something listens there already: --port 0 takes any free port',
  ENOTEMPTY: 'use --recursive to remove a folder with what is in it',
  ERR_FS_EISDIR: 'use --recursive for folders',
};

/** A sentence to act on, or undefined where the error says it all. */
export function hintFor(code: string | undefined, ntstatus: string | undefined): string | undefined {
  return BY_NTSTATUS[ntstatus ?? ''] ?? BY_CODE[code ?? ''];
}
