/** Failures as the command line tells them: one line, what to try, an exit code, and the whole story for who asks. */
import { EXIT_USAGE, exitCodeOf } from './exit-codes.ts';
import { hintFor } from './hints.ts';

/** A failure in the command line's own words. */
export class Failure extends Error {
  readonly exitCode: number;
  /** What to try. */
  readonly hint: string | undefined;

  constructor(exitCode: number, message: string, options: ErrorOptions & { hint?: string | undefined } = {}) {
    super(message, options);
    this.name = new.target.name;
    this.exitCode = exitCode;
    this.hint = options.hint;
  }
}

/** Wrong arguments or options. */
export function usageFailure(message: string, hint?: string): Failure {
  return new Failure(EXIT_USAGE, message, { hint });
}

/** What is told of a failure. */
export interface FailureReport {
  readonly message: string;
  /** The error's own code, `ENOENT` say. */
  readonly code: string | undefined;
  /** What the server answered. */
  readonly ntstatus: string | undefined;
  readonly hint: string | undefined;
  readonly exitCode: number;
}

export function reportOf(error: unknown): FailureReport {
  const code = textProperty(error, 'code');
  const ntstatus = textProperty(error, 'ntstatus');
  const hint = hintFor(code, ntstatus);
  if (error instanceof Failure) {
    const inner = error.cause === undefined ? undefined : reportOf(error.cause);
    return {
      message: error.message,
      code: inner?.code,
      ntstatus: inner?.ntstatus,
      hint: error.hint ?? inner?.hint,
      exitCode: error.exitCode,
    };
  }
  return { message: oneLine(messageOf(error)), code, ntstatus, hint, exitCode: exitCodeOf(code) };
}

/** The error and its causes, each with its facts and its stack: for `--verbose`. */
export function storyOf(error: unknown): string {
  const lines: string[] = [];
  const seen = new Set<unknown>();
  for (let each = error; each !== undefined && each !== null && !seen.has(each); each = causeOf(each)) {
    lines.push(
      `${seen.size === 0 ? '' : 'caused by '}${each instanceof Error ? each.name : typeof each}: ${messageOf(each)}`,
    );
    seen.add(each);
    for (const fact of ['code', 'syscall', 'path', 'dest', 'ntstatus', 'command']) {
      const value = textProperty(each, fact);
      if (value !== undefined) lines.push(`  ${fact}: ${value}`);
    }
    const frames = each instanceof Error ? (each.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
    lines.push(...frames.map((frame) => `  ${frame.trim()}`));
  }
  return lines.join('\n');
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

function textProperty(error: unknown, name: string): string | undefined {
  const value = error instanceof Error ? (error as unknown as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
