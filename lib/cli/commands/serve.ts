/** `smbfs serve`: a folder of this machine as a share. */
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { declareCommand, running } from '../command.ts';
import { fromEnvironment } from '../connection-options.ts';
import type { Context } from '../context.ts';
import { EXIT_NOT_FOUND } from '../exit-codes.ts';
import { Failure, usageFailure } from '../failure.ts';
import { type PasswordOptions, passwordFromOptions } from '../password.ts';
import { portArgument } from '../port-argument.ts';

interface ServeOptions extends PasswordOptions {
  readonly authUsername?: string;
  readonly share?: string;
  readonly readOnly?: boolean;
  readonly host: string;
  readonly port: number;
  readonly netbiosPort?: number;
  readonly encrypt?: boolean;
}

const DEFAULT_PORT = 4450;

export function declareServe(program: Command): void {
  declareCommand(program, {
    name: 'serve',
    description: 'serve a folder of this machine as a share, until it is interrupted',
    examples: [
      'smbfs serve .',
      'smbfs serve --read-only --host 0.0.0.0 --auth-username ann --password-file ~/.share-password /srv/media',
    ],
  })
    .argument('<folder>', 'what to serve')
    .option('--auth-username <name>', 'who may log on (else: AUTH_USERNAME, then: smbfs)')
    .option(
      '--auth-password <password>',
      'the password, for all to see in the list of processes: better one of the next',
    )
    .option('--password-file <file>', 'a file whose first line is the password')
    .option('--password-stdin', 'read the password from standard input (else: AUTH_PASSWORD, then: a new one)')
    .option('--share <name>', "the share's name (default: the folder's)")
    .option('--read-only', 'nothing can be changed')
    .option('--encrypt', 'refuse clients that do not encrypt')
    .option('--host <address>', 'where to listen; 0.0.0.0 is everywhere', '127.0.0.1')
    .option('--port <port>', 'the port of SMB over TCP; 0 takes any free one', portArgument, DEFAULT_PORT)
    .option('--netbios-port <port>', 'listen for NetBIOS sessions too', portArgument)
    .option('--json', 'print an object when the server is up')
    .action(running(serve));
}

async function serve(context: Context, options: ServeOptions, folder: string): Promise<void> {
  const { out, signal } = context;
  const { createServer } = await import('../../server/index.ts');
  await checkFolder(folder);
  const share = options.share ?? (basename(resolve(folder)) || 'share');
  const user = options.authUsername ?? fromEnvironment('AUTH_USERNAME') ?? 'smbfs';
  const known = (await passwordFromOptions(options, signal)) ?? fromEnvironment('AUTH_PASSWORD');
  const password = known ?? randomBytes(9).toString('base64url');
  const { readOnly = false, encrypt = false, host } = options;
  const server = createServer({
    shares: { [share]: { fs: resolve(folder), readOnly, encrypt } },
    users: { [user]: password },
  });
  try {
    await server.listen({ port: options.port, host });
    if (options.netbiosPort !== undefined) {
      await server.listen({ port: options.netbiosPort, host, transport: 'netbios' });
    }
    const urls = server.addresses.map(({ transport }) => withUser(server.url(share, { transport }), user));
    const shown = known === undefined ? { password } : {};
    if (context.json) {
      await out.json({ share, user, ...shown, addresses: server.addresses, urls });
    } else {
      await out.line(`${resolve(folder)}${readOnly ? ', read-only' : ''}, for ${user}:\n`);
      if (known === undefined) await out.line(`  password    ${password}`);
      for (const url of urls) await out.line(`  url         ${url}`);
      await out.line(`  smbclient   ${smbclientLine(urls[0] ?? '', user)}\n`);
      await out.line('Ctrl-C ends it.');
    }
    await out.flush();
    if (!signal.aborted) await new Promise((done) => signal.addEventListener('abort', done, { once: true }));
  } finally {
    await server.close();
  }
}

async function checkFolder(folder: string): Promise<void> {
  const stats = await stat(folder).catch((cause: unknown) => {
    throw new Failure(EXIT_NOT_FOUND, `there is no folder ${folder}`, { cause });
  });
  if (!stats.isDirectory()) throw usageFailure(`${folder} is no folder`);
}

function withUser(text: string, user: string): string {
  const url = new URL(text);
  url.username = encodeURIComponent(user);
  return url.href;
}

function smbclientLine(text: string, user: string): string {
  const url = new URL(text);
  return `smbclient //${url.hostname}${url.pathname} -p ${url.port} -U ${user}`;
}
