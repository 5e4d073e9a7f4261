/** What `get`, `put` and `sync` have in common: their options, what they print, and their exit codes. */
import { type Command, InvalidArgumentError } from 'commander';
import { humanSize } from '../../diagnosis/human-size.ts';
import type { Context } from '../context.ts';
import { EXIT_FAILED, exitCodeOf } from '../exit-codes.ts';
import { printable } from '../format.ts';
import { ProgressLine } from './progress-line.ts';
import { isFatal } from './retry.ts';
import { type OnAction, type Summary, Tally } from './tally.ts';
import type { TransferOptions } from './transfer.ts';

/** Files that are copied side by side: enough to hide the distance to the server. */
const JOBS = 16;

const MOST_JOBS = 256;

/** As commander gives them. */
export interface CommonTransferOptions {
  readonly jobs: number;
  readonly checksum?: boolean;
  readonly follow?: boolean;
  readonly resume?: boolean;
  readonly exclude?: readonly string[];
}

export function addTransferOptions(command: Command): Command {
  return command
    .option('--jobs <number>', 'files to copy side by side', jobsOption, JOBS)
    .option('--resume', 'keep unfinished files when interrupted, and continue those of an earlier run')
    .option('--exclude <pattern...>', 'leave out names, or paths from the top, that match a glob pattern')
    .option('--follow', 'copy what symbolic links lead to; otherwise they are skipped')
    .option('--json', 'print the result as a JSON object');
}

function jobsOption(text: string): number {
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > MOST_JOBS) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST_JOBS}.`);
  }
  return jobs;
}

/** What the options mean for a transfer that copies everything. */
export async function transferOptions(context: Context, options: CommonTransferOptions): Promise<TransferOptions> {
  const { jobs, checksum = false, follow = false, resume = false, exclude = [] } = options;
  // What reads patterns is loaded for those who have some.
  const excluded = exclude.length > 0 ? (await import('./exclude.ts')).excluding(exclude) : () => false;
  const { signal } = context;
  // What an interrupted run has completed, the run that resumes it need not do again.
  const keep = resume ? 'same-time' : 'none';
  return { jobs, checksum, follow, resume, excluded, signal, keep, tolerance: 10, delete: false, dryRun: false };
}

export interface RunOptions {
  /** Print each thing that is, or would be, done. Default: false. */
  readonly list?: boolean;
}

/** Runs transfers, tells of them, and sets the exit code: 1 where some files failed, that of the error where it ended all. */
export async function runTransfers(
  context: Context,
  transfer: (tally: Tally) => Promise<void>,
  { list = false }: RunOptions = {},
): Promise<void> {
  const { out, err, json } = context;
  const onAction: OnAction = (action, path, detail) => {
    const name = printable(path === '' ? '.' : path);
    progress.path = name;
    if (json) return;
    if (action === 'fail') {
      progress.erase();
      void err.line(`${err.style('red', 'error:')} ${name}: ${messageOf(detail)}`);
    } else if (action === 'skip') {
      progress.erase();
      void context.warn(`skipped ${name}: ${detail}`);
    } else if (action === 'retry') {
      progress.erase();
      if (context.options.verbose) void context.warn(`trying ${name} again: ${messageOf(detail)}`);
    } else if (list) {
      void out.line(`${action} ${name}`);
    }
  };
  const tally = new Tally(onAction);
  const progress = new ProgressLine(err, tally);
  try {
    await transfer(tally);
  } catch (error) {
    if (!tally.failures.some((failure) => failure.error === error)) throw error;
  } finally {
    progress.stop();
    const summary = tally.summary();
    if (json) await out.json(summary);
    else await out.line(summaryText(summary));
    context.exitCode ||= exitCode(tally);
  }
}

function exitCode({ failures, plannedFiles }: Tally): number {
  const [first] = failures;
  if (!first) return 0;
  const decisive = failures.find(({ error }) => isFatal(error)) ?? (plannedFiles > 1 ? undefined : first);
  return decisive ? exitCodeOf((decisive.error as NodeJS.ErrnoException).code) : EXIT_FAILED;
}

/** The line at the end. */
export function summaryText(summary: Summary): string {
  const { files, bytes, seconds, unchanged, deleted, skipped, failures } = summary;
  const rate = seconds > 0 ? bytes / seconds : 0;
  const amount = `${humanSize(bytes)} in ${seconds.toFixed(1)} s (${humanSize(rate)}/s)`;
  const copied =
    files > 0
      ? `${count(files, 'file')} copied, ${amount}`
      : failures.length > 0
        ? 'nothing copied'
        : 'nothing to copy';
  const rest = [
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
    ...(deleted > 0 ? [`${deleted} deleted`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
    ...(failures.length > 0 ? [`${failures.length} failed`] : []),
  ];
  return [copied, ...rest].join(', ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
