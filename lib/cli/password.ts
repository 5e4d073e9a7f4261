/** Where a password comes from when neither URL nor option holds it: a file, standard input, the environment, or a person. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { EXIT_USAGE } from './exit-codes.ts';
import { Failure, usageFailure } from './failure.ts';

export interface PasswordOptions {
  readonly authPassword?: string;
  readonly passwordFile?: string;
  readonly passwordStdin?: boolean;
}

/** The password that the options name: undefined when they name none. Throws a usage failure when they name several. */
export async function passwordFromOptions(options: PasswordOptions, signal: AbortSignal): Promise<string | undefined> {
  const { authPassword, passwordFile, passwordStdin } = options;
  if ([authPassword, passwordFile, passwordStdin].filter((given) => given !== undefined).length > 1) {
    throw usageFailure('give one of --auth-password, --password-file and --password-stdin');
  }
  if (passwordFile !== undefined) return firstLine(await readPasswordFile(passwordFile, signal));
  if (passwordStdin) return firstLine(await readStdin(signal));
  return authPassword;
}

/** Asks on the terminal, without showing what is typed; undefined where nobody can be asked. */
export async function askPassword(question: string, signal: AbortSignal): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true, historySize: 0 });
  // In raw mode the terminal sends Ctrl-C as a character.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  process.stderr.write(question);
  try {
    return await lines.question('', { signal });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

async function readPasswordFile(file: string, signal: AbortSignal): Promise<string> {
  try {
    return await readFile(file, { encoding: 'utf8', signal });
  } catch (cause) {
    throw new Failure(EXIT_USAGE, `cannot read the password's file: ${(cause as Error).message}`, { cause });
  }
}

async function readStdin(signal: AbortSignal): Promise<string> {
  let text = '';
  for await (const part of process.stdin.setEncoding('utf8').iterator({ destroyOnReturn: true })) {
    signal.throwIfAborted();
    text += part;
  }
  return text;
}

/** Without the end of the line, which an editor or `echo` adds. */
function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? '';
}
