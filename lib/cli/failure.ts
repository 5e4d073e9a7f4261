/** Failures as the command line tells them: one line, what to try, an exit code, and the whole story for who asks. */
import { type FailureFacts, factsOf, messageOf, textProperty } from '../diagnosis/failure.ts';
import { EXIT_USAGE, exitCodeOf } from './exit-codes.ts';
import { OWN_HINTS } from './own-hints.ts';

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
export interface FailureReport extends FailureFacts {
  readonly exitCode: number;
}

export function reportOf(error: unknown): FailureReport {
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
  const facts = factsOf(error, OWN_HINTS);
  return { ...facts, exitCode: exitCodeOf(facts.code) };
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
