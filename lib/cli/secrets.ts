/** Keeps passwords that were given as arguments out of what is printed, and out of the list of processes. */

const PASSWORD_OPTION = /^--?[\w-]*pass?/i;

/** Whether a password stands among the arguments, as an option or in a URL. */
export function holdsPassword(args: readonly string[]): boolean {
  return args.some((arg) => /^--auth-password(=|$)/.test(arg) || (isUrl(arg) && redactUrl(arg) !== arg));
}

/** Puts `***` where a text that may quote the arguments shows a password of theirs. */
export function redactor(args: readonly string[]): (text: string) => string {
  const secrets = new Map<string, string>();
  for (const [index, arg] of args.entries()) {
    const redacted = isUrl(arg) ? redactUrl(arg) : arg.replace(/^(--[\w-]+=).*$/s, '$1***');
    if (redacted !== arg) secrets.set(arg, redacted);
    const previous = args[index - 1] ?? '';
    if (PASSWORD_OPTION.test(previous) && !previous.includes('=') && arg !== '') secrets.set(`'${arg}'`, "'***'");
  }
  return (text) => [...secrets].reduce((result, [secret, redacted]) => result.replaceAll(secret, redacted), text);
}

/**
 * Hides the arguments from other users' lists of processes, where the system can. It comes too late for who looks in the first
 * moments: hence the warning.
 */
export function hideArguments(): void {
  process.title = 'smbfs';
}

function isUrl(arg: string): boolean {
  return /^smb:/i.test(arg);
}

/** As text, since it may be no URL at all. */
function redactUrl(arg: string): string {
  return arg.replace(/^(smb:\/*[^/?#@]*?:)[^/]*@/i, '$1***@').replace(/([?&]auth-password=)[^&#]*/gi, '$1***');
}
