/** The exit codes of `smbfs`: what a script can tell apart without reading messages. */

export const EXIT_OK = 0;
/** The operation failed, for a reason that has no code of its own. */
export const EXIT_FAILED = 1;
/** Wrong arguments, options or URL: nothing was tried. */
export const EXIT_USAGE = 2;
/** The server cannot be reached, the connection was lost, or what answers is no SMB server that this client may speak to. */
export const EXIT_CONNECTION = 3;
/** The server refused the logon, or nobody was named to log on as. */
export const EXIT_AUTHENTICATION = 4;
/** There is no such share, folder or file. */
export const EXIT_NOT_FOUND = 5;
/** The user may not do this here. */
export const EXIT_PERMISSION = 6;
/** The disk, or the user's quota, is full. */
export const EXIT_NO_SPACE = 7;
/** `--timeout` ran out. */
export const EXIT_TIMEOUT = 8;
/** The connection is less protected than was asked for, or was tampered with. */
export const EXIT_SECURITY = 9;
/** Ctrl-C: 128 and the number of the signal, as in a shell. */
export const EXIT_INTERRUPTED = 130;
/** SIGTERM. */
export const EXIT_TERMINATED = 143;

/** By the code of an error, whoever made it; the rest is EXIT_FAILED. */
const BY_CODE: Readonly<Record<number, readonly string[]>> = {
  [EXIT_USAGE]: [
    ...['ERR_INVALID_URL', 'ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_VALUE', 'ERR_OUT_OF_RANGE', 'ERR_MISSING_OPTION'],
    'ERR_INCOMPATIBLE_OPTION_PAIR',
  ],
  [EXIT_CONNECTION]: [
    ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENOTFOUND'],
    ...['EAI_AGAIN', 'ENOTCONN', 'EPIPE', 'EPROTO', 'ETIMEDOUT', 'EADDRNOTAVAIL'],
    ...['ERR_SMB_CLOSED', 'ERR_SMB_CREDITS', 'ERR_SMB_MALFORMED', 'ERR_SMB_NEGOTIATION', 'ERR_SMB_NETBIOS'],
    'ERR_SMB_OUTCOME_UNKNOWN',
  ],
  [EXIT_AUTHENTICATION]: ['ERR_SMB_AUTHENTICATION'],
  [EXIT_NOT_FOUND]: ['ENOENT'],
  [EXIT_PERMISSION]: ['EACCES', 'EPERM', 'EROFS'],
  [EXIT_NO_SPACE]: ['ENOSPC', 'EDQUOT'],
  [EXIT_SECURITY]: ['ERR_SMB_SECURITY'],
};

const EXIT_CODES: ReadonlyMap<string, number> = new Map(
  Object.entries(BY_CODE).flatMap(([exitCode, codes]) => codes.map((code) => [code, Number(exitCode)] as const)),
);

/** The exit code for an error with this `code`. */
export function exitCodeOf(code: string | undefined): number {
  return EXIT_CODES.get(code ?? '') ?? EXIT_FAILED;
}
