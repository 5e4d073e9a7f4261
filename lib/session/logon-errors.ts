/** Why a logon was refused, in a sentence a user can act on. */
import { AuthenticationError } from '../errors.ts';
import {
  ntstatusName,
  STATUS_ACCESS_DENIED,
  STATUS_ACCOUNT_DISABLED,
  STATUS_ACCOUNT_EXPIRED,
  STATUS_ACCOUNT_LOCKED_OUT,
  STATUS_ACCOUNT_RESTRICTION,
  STATUS_INVALID_LOGON_HOURS,
  STATUS_INVALID_WORKSTATION,
  STATUS_LOGON_FAILURE,
  STATUS_LOGON_TYPE_NOT_GRANTED,
  STATUS_NO_SUCH_USER,
  STATUS_PASSWORD_EXPIRED,
  STATUS_PASSWORD_MUST_CHANGE,
  STATUS_REQUEST_NOT_ACCEPTED,
  STATUS_WRONG_PASSWORD,
} from '../wire/ntstatus.ts';

const REASONS: ReadonlyMap<number, string> = new Map([
  [STATUS_LOGON_FAILURE, 'the user name or the password is wrong'],
  [STATUS_WRONG_PASSWORD, 'the password is wrong'],
  [STATUS_NO_SUCH_USER, 'there is no such user'],
  [STATUS_ACCOUNT_DISABLED, 'the account is disabled'],
  [STATUS_ACCOUNT_EXPIRED, 'the account has expired'],
  [STATUS_ACCOUNT_LOCKED_OUT, 'the account is locked after too many wrong passwords'],
  [STATUS_ACCOUNT_RESTRICTION, 'the account may not log on like this (an empty password, perhaps)'],
  [STATUS_PASSWORD_EXPIRED, 'the password has expired'],
  [STATUS_PASSWORD_MUST_CHANGE, 'the password must be changed first'],
  [STATUS_INVALID_LOGON_HOURS, 'the account may not log on at this hour'],
  [STATUS_INVALID_WORKSTATION, 'the account may not log on from this machine'],
  [STATUS_LOGON_TYPE_NOT_GRANTED, 'the account may not log on over the network'],
  [STATUS_ACCESS_DENIED, 'the server does not let this user in'],
  [STATUS_REQUEST_NOT_ACCEPTED, 'the server takes no more sessions'],
]);

/** The error for a SESSION_SETUP that ended in `status`; `displayName` is who tried. */
export function logonRefused(displayName: string, status: number): AuthenticationError {
  const ntstatus = ntstatusName(status);
  const reason = REASONS.get(status);
  return new AuthenticationError(
    reason
      ? `cannot log on as ${displayName}: ${reason} (${ntstatus})`
      : `cannot log on as ${displayName}: ${ntstatus}`,
    ntstatus,
  );
}
