/** The options of every command that works on a share: how they are declared, and how they and the URL become the library's. */
import type { Command } from 'commander';
import { parseSmbUrl, type SmbFsOptions, type SmbLocation } from '../index.ts';
import { askPassword, type PasswordOptions } from './password.ts';

/** As commander gives them. */
export interface ConnectionOptions extends PasswordOptions {
  readonly authUsername?: string;
  readonly authDomain?: string;
  readonly transport?: string;
  readonly transportFallback?: boolean;
  readonly readBufferSize?: string;
  readonly writeBufferSize?: string;
  readonly signing?: string;
  readonly encryption?: string;
  readonly guest?: boolean;
  readonly anonymous?: boolean;
}

/** Options that a URL has as parameters of the same name, where the library reads and checks them. */
const PARAMETERS = [
  ...([
    'authUsername',
    'authDomain',
    'transport',
    'readBufferSize',
    'writeBufferSize',
    'signing',
    'encryption',
  ] as const),
  ...(['guest', 'anonymous', 'transportFallback'] as const),
];

/** Those of the options that were given, as they are typed. */
export function givenConnectionOptions(options: ConnectionOptions): string[] {
  return ([...PARAMETERS, 'authPassword', 'passwordFile', 'passwordStdin'] as const)
    .filter((option) => options[option] !== undefined)
    .map((option) => `--${parameterName(option)}`);
}

/** Adds the options to a command. */
export function addConnectionOptions(command: Command): Command {
  return command
    .optionsGroup('Who logs on:')
    .option('--auth-username <name>', 'the user (else: the URL, then AUTH_USERNAME)')
    .option(
      '--auth-password <password>',
      'the password, for all to see in the list of processes: better one of the next',
    )
    .option('--password-file <file>', 'a file whose first line is the password')
    .option('--password-stdin', 'read the password from standard input (else: the URL, AUTH_PASSWORD, a prompt)')
    .option('--auth-domain <name>', "the user's domain")
    .option('--guest', 'log on as guest')
    .option('--anonymous', 'log on as nobody')
    .optionsGroup('Connection:')
    .option('--transport <kind>', 'directtcp (port 445) or netbios (port 139); default: directtcp')
    .option('--transport-fallback', 'try the other transport where the server cannot be reached over this one')
    .option('--signing <when>', 'required, or if-required by the server; default: required')
    .option('--encryption <when>', 'required, if-required by the server or share, or disabled; default: if-required')
    .option('--read-buffer-size <bytes>', 'bytes in one read')
    .option('--write-buffer-size <bytes>', 'bytes in one write');
}

/**
 * What the URL and the options say of the share, an option beating the URL; a password that neither holds comes from the
 * environment or, where `ask` allows it, is asked for. Throws the library's errors, which name the part of the URL or the option that is wrong.
 */
export async function locate(
  url: string,
  options: ConnectionOptions,
  password: string | undefined,
  signal: AbortSignal,
  { ask = true }: { readonly ask?: boolean } = {},
): Promise<SmbFsOptions & SmbLocation> {
  const location = parseSmbUrl(withParameters(url, options));
  if (password !== undefined) location.password = password;
  if (location.guest || location.anonymous) return location;
  location.username ??= fromEnvironment('AUTH_USERNAME');
  location.password ??= fromEnvironment('AUTH_PASSWORD');
  if (ask && location.username !== undefined && location.password === undefined) {
    location.password = await askPassword(`Password of ${location.username} on ${location.host}: `, signal);
  }
  return location;
}

function withParameters(text: string, options: ConnectionOptions): string | URL {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  for (const option of PARAMETERS) {
    const value = options[option];
    if (value !== undefined) url.searchParams.set(parameterName(option), `${value}`);
  }
  return url;
}

/** A variable that is set to nothing is not set. */
export function fromEnvironment(name: 'AUTH_USERNAME' | 'AUTH_PASSWORD'): string | undefined {
  return process.env[name] || undefined;
}

function parameterName(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
