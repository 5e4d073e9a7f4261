/** What goes wrong, as the page is told: a status of HTTP, and an error with a hint. */
import { factsOf, missingShare } from '../diagnosis/failure.ts';
import type { ApiError, FieldMessage, UiErrorCode } from './protocol.ts';

const STATUSES: Readonly<Record<UiErrorCode, number>> = {
  ERR_UI_REQUEST: 400,
  ERR_UI_TOKEN: 401,
  ERR_UI_FOREIGN: 403,
  ERR_UI_NOT_FOUND: 404,
  ERR_UI_TOO_LARGE: 413,
  ERR_UI_FORM: 422,
};

/** Of what a share's server refuses; everything else that fails there is a bad gateway. */
const SHARE_STATUSES: Readonly<Record<string, number>> = {
  EINVAL: 400,
  ENOENT: 404,
  ENOTDIR: 409,
  EISDIR: 409,
  EEXIST: 409,
  ENOTEMPTY: 409,
  EACCES: 403,
  EPERM: 403,
  EROFS: 403,
};

const BAD_GATEWAY = 502;

/** An error of the page's server itself. */
export class UiError extends Error {
  readonly code: UiErrorCode;
  readonly problems: readonly FieldMessage[] | undefined;

  constructor(code: UiErrorCode, message: string, problems?: readonly FieldMessage[]) {
    super(message);
    this.name = 'UiError';
    this.code = code;
    this.problems = problems;
  }
}

/** A name that is taken, in node's words. */
export function nameTaken(path: string): Error {
  return Object.assign(new Error(`EEXIST: file already exists, '${path}'`), { code: 'EEXIST' });
}

export function statusOf(error: unknown): number {
  if (error instanceof UiError) return STATUSES[error.code];
  return SHARE_STATUSES[factsOf(error).code ?? ''] ?? BAD_GATEWAY;
}

/** `where` is the share that was worked on. */
export function apiErrorOf(error: unknown, where: { readonly host?: string; readonly share?: string } = {}): ApiError {
  if (error instanceof UiError) {
    const { message, code, problems } = error;
    return { message, code, ...(problems && { problems }) };
  }
  const facts = factsOf(error);
  return { ...facts, message: missingShare(error, where) ?? facts.message };
}
