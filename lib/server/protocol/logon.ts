/** Who may log on with which password: the acceptor of a logon's tokens.  [MS-NLMP] 3.2.5 */
import { NtlmAcceptor } from '../../auth/ntlm/ntlm-acceptor.ts';
import { SpnegoAcceptor } from '../../auth/spnego-acceptor.ts';
import { INITIAL_PREAUTH_HASH } from '../../crypto/preauth.ts';
import type { ServerState } from '../server-state.ts';
import type { PendingLogon } from './pending-logon.ts';

/** Whether anybody may come in without a password. */
export function letsGuestsIn(server: ServerState): boolean {
  return server.settings.shares.some((share) => share.guest);
}

/** A logon that has not begun. */
export function newAcceptor(server: ServerState): PendingLogon {
  const { settings } = server;
  const logon: PendingLogon = {
    acceptor: new SpnegoAcceptor([
      new NtlmAcceptor({
        computerName: settings.name,
        lookup: async (user) => {
          const password = settings.users.get(user.toLowerCase());
          logon.userKnown = password !== undefined;
          logon.user = user;
          return password === undefined ? undefined : { password };
        },
      }),
    ]),
    preauthHash: INITIAL_PREAUTH_HASH,
    userKnown: false,
    user: '',
  };
  return logon;
}
