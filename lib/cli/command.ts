/** How a command is declared and run: its common options, its examples, and from its failure to an exit code. */
import { type Command, InvalidArgumentError } from 'commander';
import { addConnectionOptions } from './connection-options.ts';
import { type CommonOptions, Context } from './context.ts';
import { EXIT_OK } from './exit-codes.ts';
import { Output } from './output.ts';
import { hideArguments, holdsPassword } from './secrets.ts';
import { createStopper, outputFailed, Stop } from './stop.ts';

/** What a declaration says beside its arguments and options. */
export interface CommandTexts {
  readonly name: string;
  readonly description: string;
  /** Whole lines as one would type them. */
  readonly examples: readonly string[];
}

/** A command of its own; `--verbose` and `--timeout` are its only options so far. */
export function declareCommand(program: Command, { name, description, examples }: CommandTexts): Command {
  return program
    .command(name)
    .description(description)
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  $ ${line}\n`).join('')}`)
    .option('--verbose', 'tell the whole story of an error')
    .option('--timeout <seconds>', 'give up after so long', seconds);
}

/** A command that works on shares: it takes a connection's options too. */
export function declareShareCommand(program: Command, texts: CommandTexts): Command {
  const command = declareCommand(program, texts);
  addConnectionOptions(command);
  return command.optionsGroup('Options:');
}

/** The handler for commander's `action`: runs `body` with the command's arguments and options, and sets the exit code. */
export function running<Options, Args extends readonly unknown[]>(
  body: (context: Context, options: Options, ...args: Args) => Promise<void>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    // Commander adds the options and itself behind the arguments.
    const args = given.slice(0, -2) as unknown as Args;
    const options = given.at(-2) as Options & CommonOptions & { readonly timeout?: number };
    process.exitCode = await run(options, (context) => body(context, options, ...args));
  };
}

async function run(
  options: CommonOptions & { readonly timeout?: number },
  body: (context: Context) => Promise<void>,
): Promise<number> {
  const stopper = createStopper(options.timeout === undefined ? undefined : options.timeout * 1000);
  const out = new Output(process.stdout, (error) => stopper.stop(outputFailed(error)));
  const err = new Output(process.stderr, () => {});
  const context = new Context(out, err, stopper.signal, options);
  try {
    if (holdsPassword(process.argv)) await warnOfPassword(context);
    const stopped = await attempt(context, body);
    return (await attempt(context, () => context.close())) ?? stopped ?? context.exitCode;
  } finally {
    stopper[Symbol.dispose]();
  }
}

async function warnOfPassword(context: Context): Promise<void> {
  hideArguments();
  await context.warn(
    'a password among the arguments is there for all to see: AUTH_PASSWORD, --password-file and --password-stdin hide it',
  );
}

/** Undefined, or the exit code of a command that was stopped: what fails then is no failure of its own. */
async function attempt(context: Context, body: (context: Context) => Promise<void>): Promise<number | undefined> {
  try {
    await body(context);
    return undefined;
  } catch (error) {
    const { aborted, reason } = context.signal;
    if (!(aborted && reason instanceof Stop)) {
      await context.report(error);
      return undefined;
    }
    if (reason.exitCode !== EXIT_OK) await context.report(reason);
    return reason.exitCode;
  }
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0) || value > 2 ** 31 / 1000) throw new InvalidArgumentError('It must be a number of seconds above 0.');
  return value;
}
