/** `smbfs ui`: a page in the browser in which a connection is set up, tested, and tried. */
import { type Command, InvalidArgumentError } from 'commander';
import { declareShareCommand, running } from '../command.ts';
import { givenConnectionOptions, locate } from '../connection-options.ts';
import type { Context } from '../context.ts';
import { usageFailure } from '../failure.ts';
import { openInBrowser } from '../open-in-browser.ts';
import { passwordFromOptions } from '../password.ts';
import { portArgument } from '../port-argument.ts';

interface UiCommandOptions {
  readonly port: number;
  readonly idleTimeout: number;
  readonly open: boolean;
}

export function declareUi(program: Command): void {
  declareShareCommand(program, {
    name: 'ui',
    description: 'set up, test and compare a connection on a page in the browser',
    examples: ['smbfs ui', 'smbfs ui --port 8080 --no-open smb://ann@nas/backups'],
  })
    .argument('[url]', 'what the form begins with: smb://host/share/path')
    .option('--port <port>', 'where this machine, and no other, finds the page; 0 takes any free one', portArgument, 0)
    .option('--idle-timeout <minutes>', 'end when no page has asked for anything for so long', minutes, 15)
    .option('--no-open', 'print the address only')
    .option('--json', 'print an object when the page is there')
    .action(
      running<UiCommandOptions, [string?]>((context, options, url) =>
        ui(context, options, program.version() ?? '', url),
      ),
    );
}

async function ui(context: Context, options: UiCommandOptions, version: string, url?: string): Promise<void> {
  const { out, signal } = context;
  const { startUi } = await import('../../ui/server.ts');
  const [unused] = url === undefined ? givenConnectionOptions(context.options) : [];
  if (unused !== undefined) throw usageFailure(`${unused} goes with a URL: smbfs ui smb://host/share`);
  const initial = url === undefined ? undefined : await locationOf(context, url);
  const { port, idleTimeout: idleMinutes, open } = options;
  const server = await startUi({ version, port, idleMinutes, initial, signal });
  let close = async (): Promise<void> => {};
  try {
    if (context.json) {
      await out.json({ url: server.url });
    } else {
      await out.line(`The page is at ${server.url}\n`);
      await out.line('The address lets in whoever knows it. Ctrl-C ends it.');
    }
    await out.flush();
    if (open && process.stdout.isTTY) close = await openInBrowser(server.url);
    await server.closed;
  } finally {
    await server.close();
    await close();
  }
}

/** Without asking for a password: the page does. */
async function locationOf({ options, signal }: Context, url: string): ReturnType<typeof locate> {
  return locate(url, options, await passwordFromOptions(options, signal), signal, { ask: false });
}

function minutes(text: string): number {
  const value = Number(text);
  if (!(value > 0) || value > 7 * 24 * 60)
    throw new InvalidArgumentError('It must be a number of minutes, a week at most.');
  return value;
}
