/** What to try, in the words of the command line: its commands and options. */
import type { Hints } from '../diagnosis/hints.ts';

export const OWN_HINTS: Hints = {
  STATUS_LOGON_FAILURE: 'check the user name, the password and the domain (--auth-domain)',
  STATUS_BAD_NETWORK_NAME: '`smbfs shares smb://host` lists the shares of a server',
  ERR_SMB_AUTHENTICATION: 'check the user name, the password and the domain (--auth-domain)',
  ERR_SMB_NETBIOS: 'check the transport: most servers want --transport directtcp',
  ERR_SMB_SECURITY: 'see --signing and --encryption, and whether something stands between you and the server',
  ENOSPC: 'make room on the server; `smbfs df` shows how much there is',
  EADDRINUSE: 'something listens there already: --port 0 takes any free port',
  ENOTEMPTY: 'use --recursive to remove a folder with what is in it',
  ERR_FS_EISDIR: 'use --recursive for folders',
};
