/** What is to be told of an error: one line, its codes, and what to try. */
import { type Hints, hintFor } from './hints.ts';

export interface FailureFacts {
  readonly message: string;
  /** The error's own code, `ENOENT` say. */
  readonly code: string | undefined;
  /** What the server answered. */
  readonly ntstatus: string | undefined;
  readonly hint: string | undefined;
}

/** `hints` come before those that everybody is given. */
export function factsOf(error: unknown, hints?: Hints): FailureFacts {
  const code = textProperty(error, 'code');
  const ntstatus = textProperty(error, 'ntstatus');
  return { message: oneLine(messageOf(error)), code, ntstatus, hint: hintFor(code, ntstatus, hints) };
}

/** For an error that says, in the server's words, that it has no such share: the same in words for people. */
export function missingShare(
  error: unknown,
  { host, share }: { readonly host?: string | undefined; readonly share?: string | undefined },
): string | undefined {
  const { ntstatus } = factsOf(error);
  return ntstatus === 'STATUS_BAD_NETWORK_NAME' ? `${host} has no share ${share}` : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A property of an error that is a text. */
export function textProperty(error: unknown, name: string): string | undefined {
  const value = error instanceof Error ? (error as unknown as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
